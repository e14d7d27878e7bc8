import { clientHelpModal } from '../views/client-help.ts';
import { type Answer, modal } from '../visit.ts';
import type { Click } from './click.ts';
import { withOwnClient } from './client-click.ts';
import { encodeValue } from './value.ts';

/** "Help": what this is about, and where it is typed in. Opening it tells nobody. */
export function clientHelp(click: Click): Promise<Answer> {
  return withOwnClient(click, ({ migration, words, phase, client }) =>
    modal(clientHelpModal(migration, client, phase, words, click.now(), encodeValue(click.value))),
  );
}
