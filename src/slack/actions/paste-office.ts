import { officeModal } from '../views/office.ts';
import { type Answer, modal } from '../visit.ts';
import { type Click, stale, withClicked } from './click.ts';
import { encodeValue } from './value.ts';

/** "Paste the answer": a modal takes it, for an ephemeral message cannot. */
export function pasteOffice(click: Click): Promise<Answer> {
  return withClicked(click, (_, words) => {
    const { office } = click.value;
    if (office === undefined) return stale(click);
    return modal(officeModal(words, { office, metadata: encodeValue(click.value), field: 'answer' }));
  });
}
