import type { Announcement } from './announcements.ts';
import { approversOf, quorumOf } from './approvals.ts';
import type { CriterionGist } from './events.ts';
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
