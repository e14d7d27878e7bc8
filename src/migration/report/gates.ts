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

/** How a gate that had opened came to be open no longer. */
export type Retraction = {
  readonly at: Instant;
  /** Unknown where the record alone is asked, and not its journal. */
  readonly by?: Actor;
  /** What it opened on was undone by people; absent: the evidence no longer held. */
  readonly why?: 'rolled-back' | 'abandoned';
};

export type GateChapter = {
  readonly gate: GateId;
  readonly state: Facts['gates'][GateId]['state'];
  /** Every time that it opened, with what it opened on, and when it was taken back. */
  readonly openings: readonly {
    readonly at: Instant;
    readonly criteria: readonly CriterionGist[];
    readonly retracted?: Retraction & { readonly criteria: readonly CriterionGist[] };
  }[];
  readonly rounds: readonly ReportedRound[];
};

/** How each gate came to stand as it does. */
export function gateChapters(facts: Facts, journal: readonly JournalLine[]): readonly GateChapter[] {
  return GATES.map((gate) => {
    const openings = openingsOf(gate, journal);
    const state = undoneOf(facts, gate) === undefined ? facts.gates[gate].state : 'closed';
    return { gate, state, openings, rounds: roundsOf(gate, journal) };
  });
}

/**
 * What people undid of a gate that the record still holds as it stood: a rollback undoes all of them, until somebody goes
 * on from it, and whoever gives up what had opened and was not made use of. Undefined where nothing was undone.
 */
export function undoneOf({ state, gates, rollbackAt }: Facts, gate: GateId): Retraction | undefined {
  const { state: stood } = gates[gate];
  if (stood !== 'open' && stood !== 'done') return undefined;
  const { kind, at, by } = state;
  if (kind === 'rolled-back') return { at, by, why: kind };
  if (kind !== 'abandoned') return undefined;
  if (rollbackAt !== undefined) return { at: rollbackAt, why: 'rolled-back' };
  return stood === 'open' ? { at, by, why: kind } : undefined;
}

function openingsOf(gate: GateId, journal: readonly JournalLine[]): GateChapter['openings'] {
  const openings: GateChapter['openings'][number][] = [];
  let isUsed = false;
  const takeBack = (retracted: NonNullable<(typeof openings)[number]['retracted']>) => {
    const last = openings.at(-1);
    if (last !== undefined && last.retracted === undefined) openings[openings.length - 1] = { ...last, retracted };
  };
  for (const { event } of journal) {
    const { at, by } = event;
    if (event.kind === 'rolled-back') takeBack({ at, by, criteria: [], why: event.kind });
    // What was made use of is history, and stays so.
    if (event.kind === 'abandoned' && !isUsed) takeBack({ at, by, criteria: [], why: event.kind });
    if (!('gate' in event) || event.gate !== gate) continue;
    if (event.kind === 'gate-done') isUsed = true;
    if (event.kind === 'gate-closed' && event.was === 'open') takeBack({ at, by, criteria: event.criteria });
    if (event.kind !== 'gate-opened') continue;
    openings.push({ at, criteria: event.criteria });
    isUsed = false;
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
