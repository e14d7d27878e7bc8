import { assessGate } from '../../migration/gates/assess.ts';
import { openWaivables } from '../../migration/waivable.ts';
import { waiveModal } from '../views/waive-modal.ts';
import { type Answer, modal, say } from '../visit.ts';
import { wouldCome } from '../who.ts';
import { type Click, stale, withClicked } from './click.ts';

/** Stands in for the reason while it is not known: whoever may not waive is told before they write one. */
const SOME_REASON = '…';

/** "Set one aside…": asks what and why in a modal, where there is something that this person may set aside. */
export function waive(click: Click): Promise<Answer> {
  return withClicked(click, async (migration, words) => {
    const { gate } = click.value;
    if (gate === undefined) return stale(click);
    const open = openWaivables(assessGate(migration, gate, click.now()));
    const [first] = open;
    if (first === undefined) return say(words.t('approving:waive-none', { gate }));
    const of = { gate, criteria: [first.criterion], item: first.item.key, reason: SOME_REASON };
    const would = await wouldCome(click.who, migration, { kind: 'waive', by: click.user, ...of }, click.now());
    if (!would.ok) return say(`✗ ${words.refusal(would.refusal)}`);
    return modal(waiveModal(migration, gate, open, words));
  });
}
