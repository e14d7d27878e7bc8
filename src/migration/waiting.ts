import type { Actor } from './actor.ts';
import { approverStanding, countingApprovals, mayAnswer, surelyTooFew } from './approvals.ts';
import type { ClientPhase } from './client-facts.ts';
import type { Sayer } from './commands.ts';
import type { Facts } from './facts.ts';
import { askingPhase, tasksOf } from './owner-tasks.ts';
import { isRewriteAhead } from './rewrite-eve.ts';
import { hasEnded } from './runbook.ts';
import { GATES, type GateId } from './settings.ts';
import type { Instant } from './time.ts';
import { type LocalDate, startOfDay } from './wall-time.ts';

/** What waits for one person. */
export type Waiting =
  | { readonly kind: 'approve'; readonly gate: GateId; readonly round: number; readonly by: Actor }
  | { readonly kind: 'approve-rollback'; readonly by: Actor }
  | { readonly kind: 'ask'; readonly gate: GateId }
  | { readonly kind: 'rewrite'; readonly from: Instant; readonly to: Instant }
  | { readonly kind: 'keep' }
  | { readonly kind: 'clients'; readonly phase: ClientPhase; readonly count: number };

/**
 * Whether this person has a part in the migration: started it, approves, rewrites, or owns a client or a mailbox.
 * `groups`: which groups of approvers Slack says they are in.
 */
export function takesPart(facts: Facts, person: Actor, groups?: Sayer['groups']): boolean {
  const { kind } = approverStanding(facts, { by: person, ...(groups === undefined ? {} : { groups }) });
  return (
    facts.startedBy === person ||
    facts.executor === person ||
    kind === 'named' ||
    kind === 'group' ||
    facts.clients.some(({ owner }) => owner === person) ||
    facts.mailboxes.some(({ owner }) => owner === person)
  );
}

/** What waits for this person now, most urgent first. What waits for the whole team waits for nobody by name. */
export function waitingFor(
  facts: Facts,
  person: Actor,
  now: Instant,
  groups: Sayer['groups'] = {},
): readonly Waiting[] {
  if (hasEnded(facts)) return [];
  const approver = { by: person, groups };
  const back = rollbackFor(facts, approver);
  if (facts.state.kind !== 'active') return back;
  return [
    ...back,
    ...rewriteFor(facts, person, now),
    ...approvalsFor(facts, approver, now),
    ...clientsFor(facts, person),
    ...askFor(facts, person),
  ];
}

function rollbackFor(facts: Facts, person: Sayer): readonly Waiting[] {
  const request = facts.rollbackRequest;
  if (request === undefined || !mayAnswer(facts, request.by, person)) return [];
  return [{ kind: 'approve-rollback', by: request.by }];
}

function rewriteFor(facts: Facts, person: Actor, now: Instant): readonly Waiting[] {
  const { executor, window } = facts;
  if (executor !== person) return [];
  const isAsked = facts.rewriteDoneAt !== undefined && facts.rewriteKept === undefined;
  if (isAsked && facts.gates['switch-back'].state !== 'done' && facts.rollbackRequest === undefined)
    return [{ kind: 'keep' }];
  if (window === undefined || window.to <= now || !isRewriteAhead(facts)) return [];
  return [{ kind: 'rewrite', ...window }];
}

function approvalsFor(facts: Facts, person: Sayer, now: Instant): readonly Waiting[] {
  return GATES.flatMap((gate): readonly Waiting[] => {
    const { state, round } = facts.gates[gate];
    if (state !== 'ready' || round?.state !== 'open') return [];
    if (!mayAnswer(facts, round.requestedBy, person)) return [];
    const isGiven = countingApprovals(facts, gate, round, now).some(({ by }) => by === person.by);
    return isGiven ? [] : [{ kind: 'approve', gate, round: round.round, by: round.requestedBy }];
  });
}

function clientsFor(facts: Facts, person: Actor): readonly Waiting[] {
  const phase = askingPhase(facts);
  if (phase === undefined) return [];
  const count = tasksOf(facts, person, phase).open.length;
  return count === 0 ? [] : [{ kind: 'clients', phase, count }];
}

/** Anybody may ask; whoever started it is the one to think of it. */
function askFor(facts: Facts, person: Actor): readonly Waiting[] {
  const gate = askable(facts);
  return gate !== undefined && facts.startedBy === person && mayAsk(facts, gate, person) ? [{ kind: 'ask', gate }] : [];
}

/** The gate that is ready and for which nobody has asked for approval yet. */
export function askable(facts: Facts): GateId | undefined {
  if (facts.state.kind !== 'active') return undefined;
  return GATES.find((gate) => facts.gates[gate].state === 'ready' && facts.gates[gate].round?.state !== 'open');
}

/** Whoever asks does not count: when the others are too few, somebody else is to ask. */
export function mayAsk(facts: Facts, gate: GateId, person: Actor): boolean {
  return !surelyTooFew(facts, gate, person);
}

export type NextDate =
  | { readonly kind: 'window'; readonly at: Instant }
  | { readonly kind: 'contract'; readonly at: Instant; readonly endsOn: LocalDate };

/** The next date that binds: the window, or the old contract's end. A window under way is the next date still. */
export function nextDate(facts: Facts, now: Instant): NextDate | undefined {
  if (hasEnded(facts)) return undefined;
  const { window, contracts, timeZone } = facts;
  const endsOn = contracts?.old?.endsOn;
  const dates: NextDate[] = [
    ...(window !== undefined && window.to > now && isRewriteAhead(facts)
      ? [{ kind: 'window', at: window.from } as const]
      : []),
    ...(endsOn !== undefined ? [{ kind: 'contract', at: startOfDay(endsOn, timeZone), endsOn } as const] : []),
  ];
  return dates.toSorted((a, b) => a.at - b.at)[0];
}
