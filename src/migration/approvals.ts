import type { Actor } from './actor.ts';
import type { ApproverGroup, Via } from './approver-facts.ts';
import type { Sayer } from './commands.ts';
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

type Approval = ApprovalRound['approvals'][number];

/**
 * The approvals of a round that count now, the latest of each person: approvers still, other than the one who asked.
 * Who was in a group when they approved was checked then; it counts as long as the group is to approve.
 */
export function countingApprovals(facts: Facts, gate: GateId, round: ApprovalRound, now: Instant): readonly Approval[] {
  const latest = new Map(round.approvals.map((approval) => [approval.by, approval]));
  return [...latest.values()].filter(
    (approval) =>
      isStillApprover(facts, approval) &&
      (facts.solo || approval.by !== round.requestedBy) &&
      (now <= approvalEnds(facts, gate, approval.at) || rewriteUnderWay(facts, gate)),
  );
}

function isStillApprover(facts: Facts, { by, via }: Approval): boolean {
  return facts.approvers.includes(by) || (via !== undefined && groupsOf(facts).some(({ id }) => id === via.id));
}

/** Once the rewrite is said to have begun, a window that ends meanwhile takes nothing back. */
function rewriteUnderWay(facts: Facts, gate: GateId): boolean {
  return gate === 'cut-over' && facts.rewriteBegunAt !== undefined;
}

export type Standing =
  | { readonly kind: 'named' | 'none' }
  | { readonly kind: 'group'; readonly group: ApproverGroup }
  /** Not named, in no group that answered, and of these groups it is not known. */
  | { readonly kind: 'silent' | 'unreadable'; readonly groups: readonly string[] };

/** Whether somebody is an approver: by name, else by a group that Slack says they are in at this moment. */
export function approverStanding(facts: Facts, { by, groups = {} }: Sayer): Standing {
  if (facts.approvers.includes(by)) return { kind: 'named' };
  const answered = groupsOf(facts).map((group) => ({ group, answer: groups[group.id] ?? 'silent' }));
  const found = answered.find(({ answer }) => answer === 'member');
  if (found !== undefined) return { kind: 'group', group: found.group };
  for (const kind of ['silent', 'unreadable'] as const) {
    const unknown = answered.filter(({ answer }) => answer === kind).map(({ group }) => `@${group.name}`);
    if (unknown.length > 0) return { kind, groups: unknown };
  }
  return { kind: 'none' };
}

/** Groups whose members may approve. */
export function groupsOf(facts: Facts): readonly ApproverGroup[] {
  return facts.approverGroups ?? [];
}

/** A group as Slack's own mention of it, which stands among people wherever those are named. */
export function groupMention({ id, name }: Via): Actor {
  return `<!subteam^${id}|@${name}>`;
}

/** All approvers as they are named: people, then groups. */
export function approversOf(facts: Facts): readonly Actor[] {
  return [...facts.approvers, ...groupsOf(facts).map(groupMention)];
}

/** Who could still approve: the approvers without the one who asked (in a team of one, that one too); groups as such. */
export function possibleApprovers(facts: Facts, requestedBy: Actor): readonly Actor[] {
  return facts.solo ? approversOf(facts) : approversOf(facts).filter((approver) => approver !== requestedBy);
}

/** Whether this person could answer a request of that one. */
export function mayAnswer(facts: Facts, requestedBy: Actor, person: Sayer): boolean {
  const { kind } = approverStanding(facts, person);
  return (kind === 'named' || kind === 'group') && (facts.solo || person.by !== requestedBy);
}

/** How many people approvers are at most, as far as is known: groups as large as they were when they were named. */
export function approversAtMost(approvers: readonly Actor[], groups: readonly ApproverGroup[]): number {
  return approvers.length + groups.reduce((sum, { people }) => sum + people, 0);
}

/**
 * Whether fewer could answer a request of this person than it needs. Nobody knows that of a group, which may have
 * grown since it was named: what has one is not refused.
 */
export function surelyTooFew(facts: Facts, gate: GateId, requestedBy: Actor): boolean {
  return groupsOf(facts).length === 0 && possibleApprovers(facts, requestedBy).length < quorumOf(facts, gate);
}
