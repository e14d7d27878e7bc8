import type { Actor } from '../actor.ts';
import type { Via } from '../approver-facts.ts';
import type { CriterionGist, Event } from '../events.ts';
import type { Facts } from '../facts.ts';
import { GATES, type GateId } from '../settings.ts';
import type { Instant } from '../time.ts';
import type { JournalLine } from './journal-line.ts';

/** One round of approval, from its request to what became of it. */
export type ReportedRound = {
  readonly round: number;
  readonly requestedBy: Actor;
  readonly requestedAt: Instant;
  readonly approvals: readonly { readonly by: Actor; readonly at: Instant; readonly via?: Via }[];
  readonly declined?: { readonly by: Actor; readonly at: Instant; readonly reason: string };
  readonly lapsedAt?: Instant;
};

export type GateChapter = {
  readonly gate: GateId;
  readonly state: Facts['gates'][GateId]['state'];
  /** Every time that it opened, with what it opened on, and when it was taken back. */
  readonly openings: readonly {
    readonly at: Instant;
    readonly criteria: readonly CriterionGist[];
    readonly retracted?: {
      readonly at: Instant;
      readonly criteria: readonly CriterionGist[];
      /** What it opened on was undone by people; absent: the evidence no longer held. */
      readonly why?: 'rolled-back';
    };
  }[];
  readonly rounds: readonly ReportedRound[];
};

/** How each gate came to stand as it does. */
export function gateChapters(facts: Facts, journal: readonly JournalLine[]): readonly GateChapter[] {
  return GATES.map((gate) => {
    const openings = openingsOf(gate, journal);
    // The record keeps what stood until somebody goes on from the rollback.
    const isUndone = facts.state.kind === 'rolled-back' && openings.at(-1)?.retracted !== undefined;
    const state = isUndone ? 'closed' : facts.gates[gate].state;
    return { gate, state, openings, rounds: roundsOf(gate, journal) };
  });
}

function openingsOf(gate: GateId, journal: readonly JournalLine[]): GateChapter['openings'] {
  const openings: GateChapter['openings'][number][] = [];
  for (const { event } of journal) {
    if (event.kind === 'gate-opened' && event.gate === gate) openings.push({ at: event.at, criteria: event.criteria });
    const last = openings.at(-1);
    if (event.kind === 'rolled-back' && last !== undefined && last.retracted === undefined)
      openings[openings.length - 1] = { ...last, retracted: { at: event.at, criteria: [], why: 'rolled-back' } };
    if (event.kind === 'gate-closed' && event.gate === gate && event.was === 'open' && last !== undefined)
      openings[openings.length - 1] = { ...last, retracted: { at: event.at, criteria: event.criteria } };
  }
  return openings;
}

/** `via`: of the group by which its author was an approver. */
function approvalOf({ by, at, via }: Extract<Event, { kind: 'approved' }>): ReportedRound['approvals'][number] {
  return via === undefined ? { by, at } : { by, at, via };
}

function roundsOf(gate: GateId, journal: readonly JournalLine[]): readonly ReportedRound[] {
  const rounds: ReportedRound[] = [];
  const change = (made: (round: ReportedRound) => ReportedRound) => {
    const last = rounds.at(-1);
    if (last !== undefined) rounds[rounds.length - 1] = made(last);
  };
  for (const { event } of journal) {
    if (!('gate' in event) || event.gate !== gate) continue;
    const { at, by } = event;
    if (event.kind === 'approval-requested')
      rounds.push({ round: event.round, requestedBy: by, requestedAt: at, approvals: [] });
    if (event.kind === 'approved')
      change((round) => ({ ...round, approvals: [...round.approvals, approvalOf(event)] }));
    if (event.kind === 'declined') change((round) => ({ ...round, declined: { by, at, reason: event.reason } }));
    if (event.kind === 'approvals-lapsed') change((round) => ({ ...round, lapsedAt: at }));
  }
  return rounds;
}
