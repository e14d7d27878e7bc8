import { approvalEnds, countingApprovals, quorumOf } from '../approvals.ts';
import type { CriterionId, CriterionResult, Item } from './criterion.ts';
import { type Bench, evidence, judge } from './judge.ts';

/**
 * CUT-QUORUM, SWB-QUORUM, CAN-QUORUM: enough named approvers have said yes.
 *
 * Evidence: the approvals of the open round; whoever asked does not count, except in a team of one.
 * pass: as many as the quorum, none of them expired. switch-back, once open, needs no renewal.
 * fail: the gate is open and an approval it needed has expired.
 * unknown: not asked, or not enough yet.
 */
export function quorum(bench: Bench, id: CriterionId): CriterionResult {
  return judge(bench, id, [item(bench)]);
}

function item(bench: Bench): Item {
  const { facts, gate, now } = bench;
  const { round, state } = facts.gates[gate];
  const needed = quorumOf(facts, gate);
  const base = { key: 'quorum', waivable: false };
  if (round === undefined || round.state === 'declined' || round.state === 'lapsed') {
    return { ...base, outcome: 'unknown', evidence: evidence('quorum-not-asked', { needed }) };
  }
  const standing = state === 'open' && gate === 'switch-back';
  const given = standing ? round.approvals : countingApprovals(facts, gate, round, now);
  const figures = { given: given.length, needed, names: given.map((approval) => approval.by) };
  if (given.length >= needed) {
    const until = Math.min(...given.map((approval) => approvalEnds(facts, gate, approval.at)));
    return {
      ...base,
      outcome: 'pass',
      evidence: evidence('quorum-reached', { ...figures, untilAt: standing ? 0 : until }),
      seenAt: Math.max(...given.map((approval) => approval.at)),
    };
  }
  if (state === 'open') return { ...base, outcome: 'fail', evidence: evidence('quorum-expired', figures) };
  return { ...base, outcome: 'unknown', evidence: evidence('quorum-waiting', figures) };
}
