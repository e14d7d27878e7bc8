import { approverStanding, countingApprovals, possibleApprovers, quorumOf, surelyTooFew } from '../approvals.ts';
import type { PersonCommand } from '../commands.ts';
import { assessGate } from '../gates/assess.ts';
import type { Migration } from '../record.ts';
import type { Instant } from '../time.ts';
import { unlessApprover } from './rule.ts';
import { already, refuse, type Step } from './step.ts';

type ApprovalCommand = Extract<PersonCommand, { kind: 'request-approval' | 'approve' | 'decline' }>;

/** Asking for approval, giving it, refusing it. Approvers are checked at the click; whoever asks does not count. */
export function decideApproval(record: Migration, command: ApprovalCommand, now: Instant): Step {
  const gate = record.facts.gates[command.gate];
  if (gate.state === 'done') return refuse('gate-done', { gate: command.gate });
  return command.kind === 'request-approval' ? request(record, command, now) : answer(record, command, now);
}

function request(
  record: Migration,
  command: Extract<ApprovalCommand, { kind: 'request-approval' }>,
  now: Instant,
): Step {
  const { facts } = record;
  const { state, since, round, rounds } = facts.gates[command.gate];
  if (state === 'open') return already('gate-open', { gate: command.gate }, { at: since });
  if (round?.state === 'open') return refuse('request-open', { gate: command.gate });
  if (state !== 'ready') {
    const open = assessGate(record, command.gate, now).criteria.filter((criterion) => criterion.outcome !== 'pass');
    return refuse('gate-not-ready', {
      gate: command.gate,
      open: open.filter((criterion) => !criterion.id.endsWith('-QUORUM')).length,
    });
  }
  if (surelyTooFew(facts, command.gate, command.by)) {
    const given = possibleApprovers(facts, command.by).length;
    return refuse('too-few-approvers', { given, needed: quorumOf(facts, command.gate) });
  }
  return { happenings: [{ kind: 'approval-requested', gate: command.gate, round: rounds + 1 }] };
}

function answer(
  record: Migration,
  command: Exclude<ApprovalCommand, { kind: 'request-approval' }>,
  now: Instant,
): Step {
  const { facts } = record;
  const { gate, by } = command;
  const { round } = facts.gates[gate];
  if (round === undefined || round.state !== 'open') return refuse('no-open-request', { gate });
  if (round.round !== command.round) return refuse('stale-request', { gate });
  const none = unlessApprover(facts, command, refuse('not-approver', { gate }));
  if (none !== undefined) return none;
  if (command.kind === 'decline') {
    if (command.reason.trim() === '') return refuse('reason-missing');
    if (facts.gates[gate].state === 'open') return already('gate-open', { gate }, { at: facts.gates[gate].since });
    return { happenings: [{ kind: 'declined', gate, round: round.round, reason: command.reason.trim() }] };
  }
  if (by === round.requestedBy && !facts.solo) return refuse('own-request', { gate });
  if (countingApprovals(facts, gate, round, now).some((approval) => approval.by === by))
    return refuse('already-approved', { gate });
  const standing = approverStanding(facts, command);
  const via = standing.kind === 'group' ? { via: { id: standing.group.id, name: standing.group.name } } : {};
  return { happenings: [{ kind: 'approved', gate, round: round.round, ...via }] };
}
