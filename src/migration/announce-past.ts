import { eveOver } from './announce-dates.ts';
import { approvalNow, openedSlot, readyNow } from './announce-gates.ts';
import { stragglersNow, suspectsOver } from './announce-stragglers.ts';
import type { Announcement, EditOnly } from './announcements.ts';
import { approversOf } from './approvals.ts';
import { reached } from './arrivals.ts';
import type { Event } from './events.ts';
import type { Facts, StepId } from './facts.ts';
import { undoneOf } from './report/gates.ts';
import { isRewriteAhead } from './rewrite-eve.ts';
import { hasEnded, isGated } from './runbook.ts';
import { GATES, type GateId } from './settings.ts';
import type { Instant } from './time.ts';

/**
 * Messages that stand in the channel and ask for what an event has made impossible, or has seen done: once more, so that
 * they say so and lose their buttons. They are edited alone; one that does not stand there is not posted for that.
 */
export function pastNow(earlier: Facts | undefined, facts: Facts, event: Event): readonly (Announcement & EditOnly)[] {
  if (earlier === undefined) return [];
  const past = [
    ...GATES.flatMap((gate) => openedPast(earlier, facts, gate, event)),
    ...promptPast(earlier, facts),
    ...(earlier.state.kind !== facts.state.kind && isResting(facts) ? atRest(earlier, facts) : []),
  ];
  return past.map((one) => ({ ...one, editOnly: true }));
}

export const promptSlot = (step: StepId, at: Instant): string => `step:${step}:${at}`;

/** Nobody is asked for anything: rolled back, or ended. */
const isResting = (facts: Facts): boolean => facts.state.kind === 'rolled-back' || hasEnded(facts);

type Opened = Extract<Announcement, { kind: 'gate-opened' }>;

/** How what was said of an open gate stands: to be done, done, or taken back; undefined where nothing of it stands. */
function standingOf(facts: Facts, gate: GateId): 'open' | NonNullable<Opened['past']>['why'] | undefined {
  const { state } = facts.gates[gate];
  if (state !== 'open' && state !== 'done') return undefined;
  const undone = undoneOf(facts, gate)?.why;
  if (undone !== undefined) return undone;
  return state === 'open' && (gate !== 'cut-over' || isRewriteAhead(facts)) ? 'open' : 'used';
}

function openedPast(earlier: Facts, facts: Facts, gate: GateId, { at, by }: Event): readonly Opened[] {
  const was = standingOf(earlier, gate);
  if (was !== 'open' && was !== 'used') return [];
  const why = standingOf(facts, gate) ?? 'closed';
  if (why === was || why === 'open') return [];
  return [{ kind: 'gate-opened', slot: openedSlot(earlier, gate), gate, criteria: [], past: { why, at, by } }];
}

/** The step that the channel was asked for last. */
function promptPast(earlier: Facts, facts: Facts): readonly Extract<Announcement, { kind: 'step-prompt' }>[] {
  const { promptedStep: step, promptedAt } = earlier;
  if (step === undefined || promptedAt === undefined || isGated(step)) return [];
  const state = (one: Facts) => {
    if (one.steps[step] !== undefined) return 'done';
    return isResting(one) || one.promptedAt !== promptedAt ? 'over' : undefined;
  };
  const past = state(facts);
  if (past === undefined || past === state(earlier)) return [];
  return [{ kind: 'step-prompt', slot: promptSlot(step, promptedAt), step, past }];
}

/** What was asked while the migration went on: approvals, a rollback, go or no go, and, at the end, what is spam. */
function atRest(earlier: Facts, facts: Facts): readonly Announcement[] {
  const { rollbackRequest: asked } = earlier;
  const gates = GATES.filter((gate) => earlier.gates[gate].state === 'ready');
  return [
    ...gates.flatMap((gate) => readyNow(facts, gate, []).map((one) => ({ ...one, state: 'closed' as const }))),
    ...gates.flatMap((gate) =>
      approvalNow(earlier, gate, []).flatMap((one) =>
        one.state === 'open' ? [{ ...one, state: 'lapsed' as const }] : [],
      ),
    ),
    ...(asked === undefined
      ? []
      : [
          {
            kind: 'rollback-request' as const,
            slot: `rollback:${asked.at}`,
            by: asked.by,
            reason: asked.reason,
            approvers: approversOf(facts),
            past: facts.state.kind === 'rolled-back' ? ('granted' as const) : ('over' as const),
          },
        ]),
    ...(hasEnded(facts) ? eveOver(earlier) : stragglersNow(facts, toCarryOver(facts))),
    ...suspectsOver(facts),
  ];
}

/** What the channel was told would be carried over: after a rollback nobody does. */
const toCarryOver = ({ stragglers }: Facts): readonly string[] =>
  stragglers.filter((one) => one.carriedAt === undefined && reached(one) === 'old').map(({ key }) => key);
