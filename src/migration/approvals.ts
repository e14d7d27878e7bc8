import type { Actor } from './actor.ts';
import type { ApprovalRound, Facts } from './facts.ts';
import type { GateId } from './settings.ts';
import type { Instant } from './time.ts';

/** How many approvals a gate needs; a team of one needs one. */
export function quorumOf(facts: Facts, gate: GateId): number {
  return facts.solo ? 1 : facts.settings.quorum[gate];
}

/** When an approval of that gate ends to count: after its hold, for cut-over at the end of the window at the latest. */
export function approvalEnds(facts: Facts, gate: GateId, givenAt: Instant): Instant {
  const held = givenAt + facts.settings.approvalHoldMs;
  return gate === 'cut-over' && facts.window !== undefined ? Math.min(held, facts.window.to) : held;
}

/** The approvals of a round that count now, the latest of each person: approvers still, other than the one who asked. */
export function countingApprovals(
  facts: Facts,
  gate: GateId,
  round: ApprovalRound,
  now: Instant,
): readonly { by: Actor; at: Instant }[] {
  const latest = new Map(round.approvals.map((approval) => [approval.by, approval]));
  return [...latest.values()].filter(
    (approval) =>
      facts.approvers.includes(approval.by) &&
      (facts.solo || approval.by !== round.requestedBy) &&
      (now <= approvalEnds(facts, gate, approval.at) || rewriteUnderWay(facts, gate)),
  );
}

/** Once the rewrite is said to have begun, a window that ends meanwhile takes nothing back. */
function rewriteUnderWay(facts: Facts, gate: GateId): boolean {
  return gate === 'cut-over' && facts.rewriteBegunAt !== undefined;
}

/** Who could still approve: the approvers without the one who asked (in a team of one, that one too). */
export function possibleApprovers(facts: Facts, requestedBy: Actor): readonly Actor[] {
  return facts.solo ? facts.approvers : facts.approvers.filter((approver) => approver !== requestedBy);
}
