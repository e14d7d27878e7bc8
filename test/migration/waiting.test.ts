import { describe, expect, test } from 'vitest';
import type { Facts } from '../../src/migration/facts.ts';
import { DAY_MS, HOUR_MS } from '../../src/migration/time.ts';
import { askable, mayAsk, nextDate, takesPart, waitingFor } from '../../src/migration/waiting.ts';
import { aMigration, at, T0 } from '../words/sample.ts';

const [STARTER, ONE, TWO, OWNER] = ['U9START', 'U1AAA', 'U2BBB', 'U5OWNER'] as const;
const { gates } = aMigration().facts;
const done = { at: T0, by: ONE };
const round = (over: Partial<NonNullable<Facts['gates']['cut-over']['round']>> = {}) => ({
  round: 3,
  requestedBy: ONE,
  requestedAt: T0,
  approvals: [],
  state: 'open' as const,
  ...over,
});
const ready = (over = {}): Facts['gates'] => ({ ...gates, cancel: { ...gates.cancel, state: 'ready', ...over } });
const facts = (over: Partial<Facts>): Facts => aMigration(over).facts;

describe('what waits for a person', () => {
  test('an approval: for approvers other than whoever asked, until they have given it', () => {
    const asked = facts({ gates: ready({ round: round() }) });
    const approve = { kind: 'approve', gate: 'cancel', round: 3, by: ONE };
    expect(waitingFor(asked, TWO, at(1))).toEqual([approve]);
    expect(waitingFor(asked, ONE, at(1))).toEqual([]);
    expect(waitingFor(asked, STARTER, at(1))).toEqual([]);
    const given = facts({ gates: ready({ round: round({ approvals: [{ at: T0, by: TWO }] }) }) });
    expect(waitingFor(given, TWO, at(1))).toEqual([]);
    // It ends to count after its hold: it waits again.
    expect(waitingFor(given, TWO, T0 + given.settings.approvalHoldMs + HOUR_MS)).toEqual([approve]);
    expect(waitingFor(facts({ gates: ready({ round: round({ state: 'declined' }) }) }), TWO, at(1))).toEqual([]);
  });

  test('asking: for whoever started it, where the others are enough', () => {
    const open = facts({ gates: ready() });
    expect(waitingFor(open, STARTER, at(1))).toEqual([{ kind: 'ask', gate: 'cancel' }]);
    expect(waitingFor(open, ONE, at(1))).toEqual([]);
    expect(askable(open)).toBe('cancel');
    const few = facts({ gates: ready(), approvers: [STARTER, ONE] });
    expect(mayAsk(few, 'cancel', STARTER)).toBe(false);
    expect(mayAsk(few, 'cut-over', STARTER)).toBe(true);
    expect(waitingFor(few, STARTER, at(1))).toEqual([]);
    expect(askable(facts({ gates: ready({ round: round() }) }))).toBeUndefined();
  });

  test('the rewrite: for whoever is named, until its window is over; then whether it is kept', () => {
    const window = { from: at(5), to: at(7) };
    const named = facts({ executor: ONE, window });
    expect(waitingFor(named, ONE, at(6))).toEqual([{ kind: 'rewrite', ...window }]);
    expect(waitingFor(named, TWO, at(6))).toEqual([]);
    expect(waitingFor(named, ONE, at(7))).toEqual([]);
    const over = { executor: ONE, window, rewriteBegunAt: at(5), rewriteSeenAt: at(5), rewriteDoneAt: at(6) };
    expect(waitingFor(facts(over), ONE, at(6))).toEqual([{ kind: 'keep' }]);
    expect(waitingFor(facts({ ...over, rewriteKept: done }), ONE, at(6))).toEqual([]);
  });

  test('a rollback: for approvers other than whoever asked, also while the migration is paused', () => {
    const request = { rollbackRequest: { by: ONE, at: T0, reason: 'mail is lost' } };
    const paused = facts({ ...request, state: { kind: 'paused', ...done }, gates: ready({ round: round() }) });
    expect(waitingFor(paused, TWO, at(1))).toEqual([{ kind: 'approve-rollback', by: ONE }]);
    expect(waitingFor(paused, ONE, at(1))).toEqual([]);
  });

  test('clients: those that are open of their owner, once owners are asked', () => {
    expect(waitingFor(facts({}), OWNER, at(1))).toEqual([]);
    const asking = facts({ promptedStep: 'pin' });
    expect(waitingFor(asking, OWNER, at(1))).toEqual([{ kind: 'clients', phase: 'pin', count: 1 }]);
  });

  test('nothing, once it has ended', () => {
    for (const kind of ['abandoned', 'finished'] as const) {
      const ended = facts({ state: { kind, ...done }, gates: ready({ round: round() }), executor: TWO });
      expect(waitingFor(ended, TWO, at(1))).toEqual([]);
    }
  });
});

test('who takes part: whoever started, approves, rewrites, owns a client or a mailbox; nobody else', () => {
  const mailboxes = [{ address: 'a@example.jp', watch: 'login', credentials: {}, owner: 'U7BOX' } as const];
  const all = facts({ executor: 'U8RUN', mailboxes: [...mailboxes] });
  expect([STARTER, ONE, OWNER, 'U7BOX', 'U8RUN'].filter((one) => !takesPart(all, one))).toEqual([]);
  expect(takesPart(all, 'U6STRANGER')).toBe(false);
});

test('the next date: the nearer of the window, while it is not over, and the old contract’s end', () => {
  const window = { from: at(5), to: at(7) };
  const contracts = { old: { endsOn: '2026-12-20' } };
  expect(nextDate(facts({}), at(1))).toBeUndefined();
  expect(nextDate(facts({ window, contracts }), at(6))).toEqual({ kind: 'window', at: at(5) });
  const contract = { kind: 'contract', at: Date.parse('2026-12-20T00:00:00+09:00'), endsOn: '2026-12-20' };
  expect(nextDate(facts({ window, contracts }), at(7))).toEqual(contract);
  expect(nextDate(facts({ window: { from: at(0) + 30 * DAY_MS, to: at(1) + 30 * DAY_MS }, contracts }), at(6))).toEqual(
    contract,
  );
  expect(nextDate(facts({ window, contracts, rewriteBegunAt: at(5) }), at(6))).toEqual(contract);
  expect(nextDate(facts({ contracts, state: { kind: 'finished', ...done } }), at(6))).toBeUndefined();
});
