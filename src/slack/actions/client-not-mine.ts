import type { Answer } from '../visit.ts';
import { type Click, carryOutClick } from './click.ts';
import { withOwnClient } from './client-click.ts';

/** "Not mine": it leaves the list, and the channel is asked whose it is. */
export function clientNotMine(click: Click): Promise<Answer> {
  return withOwnClient(click, ({ migration, client }) =>
    carryOutClick(click, migration, { kind: 'disown-client', by: click.user, client: client.id }, false),
  );
}
