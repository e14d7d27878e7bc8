import { helperModal } from '../views/helper.ts';
import { type Answer, modal } from '../visit.ts';
import { type Click, withClicked } from './click.ts';
import { encodeValue } from './value.ts';

/** "Paste the answer" of the helper that asks a mail server: a modal takes it. */
export function pasteHelper(click: Click): Promise<Answer> {
  return withClicked(click, (_, words) => modal(helperModal(words, encodeValue(click.value))));
}
