import type { Migration } from '../record.ts';
import type { GateId } from '../settings.ts';
import type { Instant } from '../time.ts';
import { judgeCancel } from './cancel.ts';
import type { CriterionResult, Verdict } from './criterion.ts';
import { judgeCutOver } from './cut-over.ts';
import { judgeSwitchBack } from './switch-back.ts';

/** The three verdicts on a record at an instant. Pure; nothing but the record and the clock is looked at. */
export function assess(record: Migration, now: Instant): Record<GateId, Verdict> {
  return {
    'cut-over': assessGate(record, 'cut-over', now),
    'switch-back': assessGate(record, 'switch-back', now),
    cancel: assessGate(record, 'cancel', now),
  };
}

/** The verdict on one gate. */
export function assessGate(record: Migration, gate: GateId, now: Instant): Verdict {
  const bench = { facts: record.facts, gate, now };
  const criteria = judges[gate](record, bench);
  const others = criteria.filter((criterion) => !criterion.id.endsWith('-QUORUM'));
  const open = criteria.filter((criterion) => criterion.outcome !== 'pass');
  const times = open.filter((criterion) => !criterion.id.endsWith('-QUORUM')).map((criterion) => criterion.earliest);
  return {
    gate,
    criteria,
    ready: others.every((criterion) => criterion.outcome === 'pass'),
    passes: open.length === 0,
    closing: criteria.filter((criterion) => criterion.outcome !== 'pass' && criterion.closes),
    earliest:
      times.length === 0 || times.some((time) => time === undefined)
        ? undefined
        : Math.max(...times.map((time) => time ?? 0)),
  };
}

const judges: Record<
  GateId,
  (record: Migration, bench: { facts: Migration['facts']; gate: GateId; now: Instant }) => readonly CriterionResult[]
> = {
  'cut-over': judgeCutOver,
  'switch-back': judgeSwitchBack,
  cancel: judgeCancel,
};
