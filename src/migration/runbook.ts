import { type Facts, STEPS, type StepId } from './facts.ts';
import { GATES, type GateId, type Phase } from './settings.ts';
import type { Instant } from './time.ts';

/** The step the team is at: the first that is not done; undefined when all are. */
export function currentStep(facts: Facts): StepId | undefined {
  return STEPS.find((step) => facts.steps[step] === undefined);
}

/** The gate that comes next: the first that is not history; undefined when all are. */
export function nextGate(facts: Facts): GateId | undefined {
  return GATES.find((gate) => facts.gates[gate].state !== 'done');
}

/** Steps that begin with a gate: what is to be done is said as it opens. */
export const GATE_BEFORE = { rewrite: 'cut-over', restore: 'switch-back', retire: 'cancel' } as const satisfies Partial<
  Record<StepId, GateId>
>;
export type GatedStep = keyof typeof GATE_BEFORE;

export const isGated = (step: StepId): step is GatedStep => step in GATE_BEFORE;

/** Whether anything is still watched. */
export function hasEnded(facts: Facts): boolean {
  return facts.state.kind === 'abandoned' || facts.state.kind === 'finished';
}

/** The instant that evidence is judged at: now, or the end, after which nothing is looked at and nothing grows stale. */
export function judgedAt(facts: Facts, now: Instant): Instant {
  return hasEnded(facts) ? Math.min(facts.state.at, now) : now;
}

/** Where the migration stands, as far as the rhythm of looking goes. */
export function phaseOf(facts: Facts, now: Instant): Phase {
  // Until DNS is back every moment counts; then both servers receive, whatever had been done before.
  if (facts.state.kind === 'rolled-back') return facts.rollbackBack === undefined ? 'rewriting' : 'parallel';
  if (facts.steps.close !== undefined) return 'closing';
  if (facts.rewriteDoneAt !== undefined) return facts.steps.parallel === undefined ? 'parallel' : 'restoring';
  const begun = facts.rewriteBegunAt ?? facts.rewriteSeenAt;
  if (begun !== undefined) return 'rewriting';
  const { window } = facts;
  const inWindow = window !== undefined && window.from <= now && now <= window.to;
  return inWindow && facts.gates['cut-over'].state === 'open' ? 'rewriting' : 'before';
}

/** The phase whose rhythm bounds the freshness of a gate's evidence. */
export function phaseServedBy(gate: GateId, facts: Facts): Phase {
  if (gate === 'cut-over') return 'before';
  if (gate === 'switch-back') return 'parallel';
  return facts.steps.close === undefined ? 'restoring' : 'closing';
}

/** From when on mail on the new server proves that it is reached: the latest moment the rewrite can have begun at. */
export function arrivalsFrom(facts: Facts): Instant | undefined {
  return facts.rewriteBegunAt ?? facts.rewriteSeenAt;
}

/** From when on a delivery stamped by the old server is a straggler; undefined before the rewrite. */
export function rewriteFrom(facts: Facts): Instant | undefined {
  const { rewriteBegunAt: begunAt, rewriteSeenAt: seenAt, lastOldAt } = facts;
  // Many say so when it is done already: what counts then is the last look that saw nothing new.
  if (begunAt !== undefined) return Math.min(begunAt, lastOldAt ?? begunAt);
  if (seenAt === undefined) return undefined;
  return lastOldAt ?? seenAt - (facts.settings.everyMs.zone.before ?? 0);
}
