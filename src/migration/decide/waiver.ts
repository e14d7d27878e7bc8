import type { PersonCommand } from '../commands.ts';
import { assessGate } from '../gates/assess.ts';
import { CRITERIA, type CriterionResult } from '../gates/criterion.ts';
import type { Migration } from '../record.ts';
import type { Instant } from '../time.ts';
import { unlessApprover } from './rule.ts';
import { already, refuse, type Step } from './step.ts';

type WaiverCommand = Extract<PersonCommand, { kind: 'waive' | 'unwaive' }>;

/**
 * An approver may set one item aside by name, with a reason that stands in the record; the same item of several criteria
 * at once. No criterion can be waived as a whole: each is judged, item by item.
 */
export function decideWaiver(record: Migration, command: WaiverCommand, now: Instant): Step {
  const { facts } = record;
  const none = unlessApprover(facts, command, refuse('not-approver', { gate: command.gate }));
  if (none !== undefined) return none;
  if (facts.gates[command.gate].state === 'done') return refuse('gate-done', { gate: command.gate });
  return command.kind === 'waive' ? waive(record, command, now) : unwaive(record, command);
}

function waive(record: Migration, command: Extract<WaiverCommand, { kind: 'waive' }>, now: Instant): Step {
  const reason = command.reason.trim();
  if (reason === '') return refuse('reason-missing');
  if (command.criteria.length === 0) return refuse('nothing-given');
  const ids: readonly string[] = CRITERIA[command.gate];
  const unknown = command.criteria.find((criterion) => !ids.includes(criterion));
  if (unknown !== undefined) return refuse('unknown-item', { item: unknown });
  const verdict = assessGate(record, command.gate, now);
  const chosen = verdict.criteria.filter((criterion) => command.criteria.includes(criterion.id));
  const stuck = chosen.find((criterion) => !mayWaive(criterion, command.item));
  if (stuck !== undefined) return refuse('not-waivable', { criterion: stuck.id, item: command.item });
  const criteria = chosen.filter((criterion) => !isWaived(criterion, command.item)).map((criterion) => criterion.id);
  if (criteria.length === 0)
    return already(
      'waived',
      { item: command.item, criteria: chosen.map(({ id }) => id) },
      record.facts.waivers.find(
        ({ gate, criterion, item }) => gate === command.gate && item === command.item && criterion === chosen[0]?.id,
      ),
    );
  return { happenings: [{ kind: 'waived', gate: command.gate, criteria, item: command.item, reason }] };
}

const mayWaive = (criterion: CriterionResult, key: string): boolean =>
  criterion.items.some((item) => item.key === key && item.waivable);
const isWaived = (criterion: CriterionResult, key: string): boolean =>
  criterion.items.some((item) => item.key === key && item.waived !== undefined);

function unwaive(record: Migration, command: Extract<WaiverCommand, { kind: 'unwaive' }>): Step {
  const { gate, criterion, item } = command;
  const standing = record.facts.waivers.some(
    (waiver) => waiver.gate === gate && waiver.criterion === criterion && waiver.item === item,
  );
  if (!standing) return refuse('not-waived', { criterion, item });
  return { happenings: [{ kind: 'unwaived', gate, criterion, item }] };
}
