import type { Actor } from '../migration/actor.ts';
import type { Evidence, Outcome } from '../migration/gates/criterion.ts';
import type { Speaker } from './engine.ts';
import { sayEvidence } from './evidence.ts';

const MARKS: Record<Outcome, string> = { pass: '✓', fail: '✗', unknown: '?' };

type Waived = { readonly item: string; readonly by: Actor; readonly reason: string };
type Line = {
  readonly id: string;
  readonly outcome: Outcome;
  readonly evidence: Evidence;
  readonly waived?: readonly Waived[] | undefined;
};

/** So many waivers are told with their reasons; the rest is counted in the evidence. */
const WAIVERS_SHOWN = 3;

/** "✓ Clients pinned: 14/14." One criterion on one line; who waived what, and why, stands behind. */
export function criterionLine(say: Speaker, line: Line): string {
  const waived = (line.waived ?? []).slice(0, WAIVERS_SHOWN).map((one) => sayWaiver(say, one));
  const seen = line.evidence.code === 'waived' && waived.length > 0 ? [] : [sayEvidence(say, line.evidence)];
  const text = [...seen, ...waived].reduce((first, second) => say.t('joints:two-sentences', { first, second }));
  return `${MARKS[line.outcome]} ${say.t('joints:title-says', { title: say.code('criteria', line.id), text })}`;
}

function sayWaiver(say: Speaker, waiver: Waived): string {
  return say.t(waiver.item === '*' ? 'joints:waived-all' : 'joints:waived-item', waiver);
}

/** ✓ ✗ ? */
export function mark(outcome: Outcome): string {
  return MARKS[outcome];
}
