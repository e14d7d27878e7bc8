import { describe, expect, test } from 'vitest';
import { approvalEnds, countingApprovals, possibleApprovers, quorumOf } from '../../../src/migration/approvals.ts';
import type { ApprovalRound, Facts, GateState } from '../../../src/migration/facts.ts';
import type { Migration } from '../../../src/migration/record.ts';
import type { GateId } from '../../../src/migration/settings.ts';
import { HOUR_MS } from '../../../src/migration/time.ts';
import { started } from '../a-migration.ts';
import { at, criterion, withFacts } from '../stages.ts';

const IDS = { 'cut-over': 'CUT-QUORUM', 'switch-back': 'SWB-QUORUM', cancel: 'CAN-QUORUM' } as const;
const approval = (by: string, when = 0) => ({ by, at: at(when) });
const round = (change: Partial<ApprovalRound> = {}): ApprovalRound => ({
  round: 1,
  requestedBy: 'UAOI',
  requestedAt: at(0),
  approvals: [],
  state: 'open',
  ...change,
});

/** A record whose gate stands like this. */
function standing(
  gate: GateId,
  state: GateState['state'],
  one?: ApprovalRound,
  change: Partial<Facts> = {},
): Migration {
  const { facts } = started();
  const gates = {
    ...facts.gates,
    [gate]: { ...facts.gates[gate], state, ...(one === undefined ? {} : { round: one }) },
  };
  return withFacts(started(), { gates, ...change });
}
const verdict = (
  gate: GateId,
  state: GateState['state'],
  one?: ApprovalRound,
  change: Partial<Facts> = {},
  when = HOUR_MS,
) => criterion(standing(gate, state, one, change), gate, IDS[gate], when);

describe('CUT-QUORUM, SWB-QUORUM, CAN-QUORUM', () => {
  test.each([
    undefined,
    round({ state: 'declined', approvals: [approval('UMIKA')] }),
    round({ state: 'lapsed', approvals: [approval('UMIKA')] }),
  ])('unknown: not asked, declined or lapsed (%#)', (one) => {
    expect(verdict('cut-over', 'ready', one)).toMatchObject({
      outcome: 'unknown',
      evidence: { code: 'quorum-not-asked' },
    });
  });

  test('unknown: not enough yet', () => {
    expect(verdict('cancel', 'ready', round({ approvals: [approval('UMIKA')] }))).toMatchObject({
      outcome: 'unknown',
      evidence: { code: 'quorum-waiting', figures: { given: 1, needed: 2, names: ['UMIKA'] } },
    });
  });

  test('pass: as many as the quorum', () => {
    const one = round({ approvals: [approval('UMIKA'), approval('UKEN', 5)] });
    expect(verdict('cancel', 'ready', one)).toMatchObject({
      outcome: 'pass',
      evidence: { code: 'quorum-reached', figures: { given: 2, untilAt: at(72 * HOUR_MS) } },
    });
  });

  test.each([
    ['the same person twice', [approval('UMIKA'), approval('UMIKA', 5)], {}],
    ['whoever asked', [approval('UAOI'), approval('UMIKA')], { approvers: ['UAOI', 'UMIKA', 'UKEN'] }],
    ['one who is no approver', [approval('USTRANGER'), approval('UMIKA')], {}],
    ['one who is an approver no more', [approval('UREN'), approval('UMIKA')], { approvers: ['UMIKA', 'UKEN'] }],
  ])('unknown: %s does not count', (_, approvals, change) => {
    expect(verdict('cancel', 'ready', round({ approvals }), change).outcome).toBe('unknown');
  });

  test('in a team of one whoever asks counts, and one is enough', () => {
    const one = round({ approvals: [approval('UAOI')] });
    expect(verdict('cancel', 'ready', one, { solo: true, approvers: ['UAOI'] }).outcome).toBe('pass');
  });

  test('an approval holds for 72 hours to the very end; of a gate that is open, its end is a fail', () => {
    const one = round({ approvals: [approval('UMIKA')] });
    expect(verdict('switch-back', 'ready', one, {}, 72 * HOUR_MS).outcome).toBe('pass');
    expect(verdict('switch-back', 'ready', one, {}, 72 * HOUR_MS + 1).outcome).toBe('unknown');
    expect(verdict('cut-over', 'open', one, {}, 72 * HOUR_MS + 1)).toMatchObject({
      outcome: 'fail',
      evidence: { code: 'quorum-expired' },
      closes: true,
    });
    // Clients are on their way back to hostnames: nothing is taken back by the clock.
    expect(verdict('switch-back', 'open', one, {}, 720 * HOUR_MS).outcome).toBe('pass');
  });

  test('of cut-over it ends with the window at the latest', () => {
    const window = { from: at(0), to: at(2 * HOUR_MS) };
    const one = round({ approvals: [approval('UMIKA')] });
    expect(verdict('cut-over', 'ready', one, { window }, 2 * HOUR_MS).outcome).toBe('pass');
    expect(verdict('cut-over', 'ready', one, { window }, 2 * HOUR_MS + 1).outcome).toBe('unknown');
    expect(verdict('switch-back', 'ready', one, { window }, 2 * HOUR_MS + 1).outcome).toBe('pass');
    // Under way, it is not taken back.
    expect(verdict('cut-over', 'open', one, { window, rewriteBegunAt: at(HOUR_MS) }, 3 * HOUR_MS).outcome).toBe('pass');
  });

  test('an open gate whose quorum is raised, or whose approver is removed, closes', () => {
    const one = round({ approvals: [approval('UMIKA')] });
    const { settings } = started().facts;
    expect(
      verdict('switch-back', 'open', one, {
        settings: { ...settings, quorum: { ...settings.quorum, 'switch-back': 2 } },
      }).outcome,
    ).toBe('fail');
    expect(verdict('cut-over', 'open', one, { approvers: ['UKEN', 'UREN'] }).outcome).toBe('fail');
  });
});

describe('approvals', () => {
  const { facts } = started();
  test('who could still answer', () => {
    expect(possibleApprovers(facts, 'UMIKA')).toEqual(['UKEN', 'UREN']);
    expect(possibleApprovers({ ...facts, solo: true }, 'UMIKA')).toEqual(['UMIKA', 'UKEN', 'UREN']);
  });
  test('how many are needed', () => {
    expect([quorumOf(facts, 'cut-over'), quorumOf(facts, 'cancel')]).toEqual([1, 2]);
    expect(quorumOf({ ...facts, solo: true }, 'cancel')).toBe(1);
  });
  test('when one ends', () => {
    expect(approvalEnds(facts, 'cut-over', at(5))).toBe(at(72 * HOUR_MS + 5));
  });
  test('given again after the first had expired, one person counts once', () => {
    const begun = { ...facts, rewriteBegunAt: at(74 * HOUR_MS) };
    const twice = round({ approvals: [approval('UMIKA'), approval('UMIKA', 73 * HOUR_MS)] });
    expect(countingApprovals(begun, 'cut-over', twice, at(75 * HOUR_MS))).toEqual([approval('UMIKA', 73 * HOUR_MS)]);
  });
});
