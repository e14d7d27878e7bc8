import type { Announcement } from './announcements.ts';
import { approversOf, quorumOf } from './approvals.ts';
import type { CriterionGist, Event } from './events.ts';
import type { ApprovalRound, Facts } from './facts.ts';
import type { GateId } from './settings.ts';

/** The message that said that the gate is ready: its button goes when somebody has asked, and comes back with a decline. */
export function readyNow(
  facts: Facts,
  gate: GateId,
  criteria: readonly CriterionGist[],
): readonly Extract<Announcement, { kind: 'gate-ready' }>[] {
  const { state, round, times } = facts.gates[gate];
  const said = { kind: 'gate-ready', slot: `ready:${gate}:${times}`, gate, criteria } as const;
  if (state === 'closed') return [{ ...said, state: 'closed' }];
  if (state !== 'ready') return [{ ...said, state: 'opened' }];
  return [round?.state === 'open' ? { ...said, state: 'asked', askedBy: round.requestedBy } : said];
}

type ApprovalAnnouncement = Extract<Announcement, { kind: 'approval' }>;

/** The message of the gate's approval round, as it stands. */
export function approvalNow(
  facts: Facts,
  gate: GateId,
  criteria: readonly CriterionGist[],
): readonly ApprovalAnnouncement[] {
  const { round, state } = facts.gates[gate];
  if (round === undefined) return [];
  return [
    {
      kind: 'approval',
      slot: `approval:${gate}:${round.round}`,
      gate,
      round: round.round,
      requestedBy: round.requestedBy,
      requestedAt: round.requestedAt,
      approvers: approversOf(facts),
      needed: quorumOf(facts, gate),
      approvals: round.approvals,
      state: state === 'open' && round.state === 'open' ? 'used' : shown(round),
      criteria,
    },
  ];
}

const shown = (round: ApprovalRound): ApprovalRound['state'] => round.state;

/** The message that says that the gate is open, this time. */
export const openedSlot = ({ gates }: Facts, gate: GateId): string => `opened:${gate}:${gates[gate].times}`;

/** A gate that stands open all the same (new data is out already) says that its work goes on; every other, that it waits. */
export function lapsed(facts: Facts, { gate, why }: Extract<Event, { kind: 'approvals-lapsed' }>): Announcement {
  const goesOn = facts.gates[gate].state === 'open' ? { goesOn: true as const } : {};
  return { kind: 'approvals-lapsed', gate, why, approvers: approversOf(facts), ...goesOn };
}

/** Whether a gate that stood open is closed by this event. */
export const isTakenBack = (event: Event, gate: GateId): boolean =>
  event.kind === 'gate-closed' && event.gate === gate && event.was === 'open';

/** "Stop": to whoever rewrites, and whoever approved. */
export function retracted(
  facts: Facts,
  { gate, was, criteria }: Extract<Event, { kind: 'gate-closed' }>,
): readonly Announcement[] {
  return was === 'open' ? [{ kind: 'gate-retracted', gate, criteria, people: peopleOf(facts) }] : [];
}

/** Who acts on a gate: whoever rewrites, and the approvers. */
function peopleOf(facts: Facts): readonly string[] {
  return [...new Set([...(facts.executor === undefined ? [] : [facts.executor]), ...approversOf(facts)])];
}
