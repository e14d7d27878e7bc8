import type { StepId } from './facts.ts';
import { assessGate } from './gates/assess.ts';
import type { CriterionId, CriterionResult, ItemResult } from './gates/criterion.ts';
import type { Migration } from './record.ts';
import type { GateId } from './settings.ts';
import type { Instant } from './time.ts';

/** Of which criteria a step that people mark is the work; those marked on proof alone are not among them. */
const WORK: Partial<Record<StepId, { readonly gate: GateId; readonly criteria: readonly CriterionId[] }>> = {
  inventory: { gate: 'cut-over', criteria: ['CUT-ACCEPT', 'CUT-PLAN'] },
  prepare: {
    gate: 'cut-over',
    criteria: [
      'CUT-LOGIN-NEW',
      'CUT-LOGIN-OLD',
      'CUT-ACCEPT',
      'CUT-TTL',
      'CUT-PLAN-REST',
      'CUT-CERTIFICATE',
      'CUT-CONTENT',
      'CUT-CHECKLIST',
    ],
  },
  close: { gate: 'cancel', criteria: ['CAN-CLOSE', 'CAN-LEDGER'] },
};

/** What the inventory is to bring; whatever else these criteria ask for is prepared after it. */
const OF_INVENTORY: ReadonlySet<string> = new Set([
  'address-unplaced',
  'scan-partial',
  'plan-empty',
  'plan-no-after',
  'plan-no-routing',
]);

/**
 * What is still open of a step, by what the bot sees, and the gate that stays shut for it; undefined where nothing is. A
 * person's word marks the step all the same (much of it is seen only once it is said: the old server's door is tried from
 * then on), but no gate opens on that word.
 */
export function openOfStep(
  record: Migration,
  step: StepId,
  now: Instant,
): { readonly gate: GateId; readonly criteria: readonly CriterionResult[] } | undefined {
  const work = WORK[step];
  if (work === undefined || record.facts.gates[work.gate].state === 'done') return undefined;
  const criteria = assessGate(record, work.gate, now).criteria.filter(
    ({ id, outcome, items }) =>
      outcome !== 'pass' &&
      work.criteria.includes(id) &&
      (step !== 'inventory' ||
        items.length === 0 ||
        items.some((item) => isOpen(item) && OF_INVENTORY.has(item.evidence.code))),
  );
  return criteria.length === 0 ? undefined : { gate: work.gate, criteria };
}

const isOpen = ({ outcome, waived, counted }: ItemResult): boolean =>
  outcome !== 'pass' && waived === undefined && counted !== false;
