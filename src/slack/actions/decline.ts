import { declineModal } from '../views/decline-modal.ts';
import { type Answer, modal, say } from '../visit.ts';
import { wouldCome } from '../who.ts';
import { type Click, stale, withClicked } from './click.ts';
import { encodeValue } from './value.ts';

/** Stands in for the reason while it is not known: whoever may not decline is told before they write one. */
const SOME_REASON = '…';

/** "Decline…": asks for the reason in a modal, unless declining would be refused whatever the reason. */
export function decline(click: Click): Promise<Answer> {
  return withClicked(click, async (migration, words) => {
    const { gate, round } = click.value;
    if (gate === undefined || round === undefined) return stale(click);
    const command = { kind: 'decline', by: click.user, gate, round, reason: SOME_REASON } as const;
    const would = await wouldCome(click.who, migration, command, click.now());
    if (!would.ok) return say(`✗ ${words.refusal(would.refusal)}`);
    return modal(declineModal(words, encodeValue(click.value)));
  });
}
