import type { Evidence, Outcome } from '../migration/gates/criterion.ts';
import type { Speaker } from './engine.ts';
import { sayEvidence } from './evidence.ts';

const MARKS: Record<Outcome, string> = { pass: '✓', fail: '✗', unknown: '?' };

type Line = {
  readonly id: string;
  readonly outcome: Outcome;
  readonly evidence: Evidence;
  readonly waived?: readonly { readonly item: string }[] | undefined;
};

/** "✓ Clients pinned: 14/14." One criterion on one line; what was waived stands behind. */
export function criterionLine(say: Speaker, line: Line): string {
  const text = sayEvidence(say, line.evidence);
  const said = say.t('joints:title-says', { title: say.code('criteria', line.id), text });
  const waived = line.waived ?? [];
  const tail = waived.length === 0 ? '' : say.t('joints:waived', { names: waived.map((one) => one.item) });
  return `${MARKS[line.outcome]} ${said}${tail}`;
}

export function mark(outcome: Outcome): string {
  return MARKS[outcome];
}
