import { describe, expect, test } from 'vitest';
import type { Item } from '../../../src/migration/gates/criterion.ts';
import { evidence, judge, limitsOf, sighted } from '../../../src/migration/gates/judge.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/migration/time.ts';
import { started, T0 } from '../a-migration.ts';
import { having } from '../stages.ts';

const { facts } = started();
const bench = { facts, gate: 'cut-over', now: T0 + 1_000 } as const;
const pass: Item = { key: 'mailbox:a', outcome: 'pass', evidence: evidence('login-ok'), waivable: true };
const fail: Item = { key: 'mailbox:b', outcome: 'fail', evidence: evidence('login-refused'), waivable: true };
const unknown: Item = { key: 'mailbox:c', outcome: 'unknown', evidence: evidence('never-seen'), waivable: true };
const waived = (item: string, gate: 'cut-over' | 'cancel' = 'cut-over', criterion = 'CUT-LOGIN-NEW') => ({
  ...bench,
  facts: having(started(), 0, { kind: 'waived', gate, criteria: [criterion], item, reason: 'known' }).facts,
});

describe('the worst item that counts decides', () => {
  test.each([
    ['pass', [pass, pass]],
    ['fail', [pass, unknown, fail]],
    ['unknown', [pass, unknown]],
    ['unknown', []],
    ['unknown', [{ ...pass, counted: false }]],
    ['pass', [pass, { ...fail, counted: false }, { ...unknown, counted: false }]],
  ] as const)('%s', (outcome, items) => {
    expect(judge(bench, 'CUT-LOGIN-NEW', items).outcome).toBe(outcome);
  });

  test('an empty list closes even a gate that is open', () => {
    expect(judge(bench, 'CUT-LOGIN-NEW', [])).toMatchObject({ closes: true, evidence: { code: 'list-empty' } });
  });
});

describe('freshness', () => {
  const item: Item = { ...pass, seenAt: T0, freshUntil: T0 + 1_000, standsUntil: T0 + 3_000 };
  const on = (now: number) => judge({ ...bench, now: T0 + now }, 'CUT-LOGIN-NEW', [item]);

  test('to the very end of its limit a pass is one', () => {
    expect(on(1_000)).toMatchObject({ outcome: 'pass', closes: false });
  });

  test('after it, it is unknown and says what it was, but an open gate stands', () => {
    expect(on(1_001)).toMatchObject({ outcome: 'unknown', closes: false });
    expect(on(1_001).items[0]?.evidence).toEqual({ code: 'gone-stale', figures: { seenAt: T0, was: 'login-ok' } });
    expect(on(3_000).closes).toBe(false);
  });

  test('after three times the limit it closes an open gate', () => {
    expect(on(3_001)).toMatchObject({ outcome: 'unknown', closes: true });
  });

  test('a fail does not go stale, and closes at once', () => {
    expect(judge({ ...bench, now: T0 + 9_000 }, 'CUT-LOGIN-NEW', [{ ...item, outcome: 'fail' }])).toMatchObject({
      outcome: 'fail',
      closes: true,
    });
  });

  test('an unknown without a limit closes at once, one with a limit when it ends', () => {
    expect(judge(bench, 'CUT-LOGIN-NEW', [unknown]).closes).toBe(true);
    expect(judge(bench, 'CUT-LOGIN-NEW', [{ ...unknown, standsUntil: T0 + 3_000 }]).closes).toBe(false);
  });

  test('evidence from the future, left by a clock that has been set back, proves nothing', () => {
    const ahead: Item = { ...pass, seenAt: T0 + DAY_MS, freshUntil: T0 + 2 * DAY_MS, standsUntil: T0 + 3 * DAY_MS };
    expect(judge(bench, 'CUT-LOGIN-NEW', [ahead])).toMatchObject({ outcome: 'unknown', closes: false });
    // Clocks of two machines may differ a little.
    expect(judge(bench, 'CUT-LOGIN-NEW', [{ ...ahead, seenAt: T0 + 30_000 }]).outcome).toBe('pass');
  });

  test('it is twice the interval, and an open gate stands for six, in the phase that the gate serves', () => {
    expect(limitsOf(bench, 'zone')).toEqual({ freshMs: 12 * HOUR_MS, standMs: 36 * HOUR_MS });
    expect(limitsOf({ ...bench, gate: 'switch-back' }, 'zone')).toEqual({ freshMs: 20 * MINUTE_MS, standMs: HOUR_MS });
    expect(limitsOf({ ...bench, gate: 'cancel' }, 'survey')).toEqual({ freshMs: 2 * HOUR_MS, standMs: 6 * HOUR_MS });
  });

  test('where the phase needs no more looks, evidence is final', () => {
    const closing = having(started(), 0, { kind: 'step-marked', step: 'close', done: true }).facts;
    const last = { ...bench, facts: closing, gate: 'cancel' } as const;
    expect(limitsOf(last, 'logins')).toBeUndefined();
    expect(sighted(last, 'logins', { ...pass, seenAt: T0 })).toEqual({ ...pass, seenAt: T0 });
  });

  test('what was lost stands no longer than the oldest evidence that the gate can have opened on', () => {
    const item = sighted(bench, 'zone', unknown);
    expect(item.standsUntil).toBe(T0 - 12 * HOUR_MS + 36 * HOUR_MS);
  });
});

describe('waivers', () => {
  test('a waived item neither passes nor fails, and says by whom and why', () => {
    const result = judge(waived('mailbox:b'), 'CUT-LOGIN-NEW', [pass, fail]);
    expect(result).toMatchObject({ outcome: 'pass', closes: false });
    expect(result.items[1]?.waived).toEqual({ by: 'UAOI', reason: 'known', at: T0 });
  });

  test('all of them waived is a pass that says so', () => {
    expect(judge(waived('mailbox:b'), 'CUT-LOGIN-NEW', [fail])).toMatchObject({
      outcome: 'pass',
      evidence: { code: 'waived' },
    });
  });

  test.each([
    ['another item', waived('mailbox:x')],
    ['another gate', waived('mailbox:b', 'cancel')],
    ['another criterion', waived('mailbox:b', 'cut-over', 'CUT-LOGIN-OLD')],
  ])('a waiver for %s changes nothing', (_, other) => {
    expect(judge(other, 'CUT-LOGIN-NEW', [pass, fail]).outcome).toBe('fail');
  });

  test('an item that cannot be waived stays what it is', () => {
    expect(judge(waived('mailbox:b'), 'CUT-LOGIN-NEW', [{ ...fail, waivable: false }]).outcome).toBe('fail');
  });
});

describe('what is said of the whole', () => {
  test('the oldest evidence it rests on, and the earliest time at which everything can pass', () => {
    const items = [
      { ...pass, seenAt: T0 - 5 },
      { ...fail, earliest: T0 + 50, seenAt: T0 - 1 },
      { ...unknown, earliest: T0 + 20 },
    ];
    expect(judge(bench, 'CUT-LOGIN-NEW', items)).toMatchObject({ seenAt: T0 - 5, earliest: T0 + 50 });
  });

  test('no time where one of them has none', () => {
    expect(judge(bench, 'CUT-LOGIN-NEW', [{ ...fail, earliest: T0 + 50 }, unknown]).earliest).toBeUndefined();
  });

  test('the only item speaks for itself; of several the failing ones are named', () => {
    expect(judge(bench, 'CUT-LOGIN-NEW', [fail]).evidence.code).toBe('login-refused');
    expect(judge(bench, 'CUT-LOGIN-NEW', [pass, unknown, fail]).evidence).toMatchObject({
      code: 'some-open',
      figures: { ok: 1, total: 3, open: 2, failing: 1, waived: 0, names: ['mailbox:b'], because: 'login-refused' },
    });
    expect(judge(bench, 'CUT-LOGIN-NEW', [pass, { ...pass, key: 'mailbox:x' }]).evidence).toMatchObject({
      code: 'all-pass',
      figures: { ok: 2, total: 2, waived: 0 },
    });
  });

  test('what stands beside mailboxes, clients and records is named and not counted', () => {
    const step: Item = { ...fail, key: 'step:pin' };
    expect(judge(bench, 'CUT-CLIENTS', [pass, { ...pass, key: 'client:2' }, step]).evidence.figures).toMatchObject({
      ok: 2,
      total: 2,
      open: 1,
      names: ['step:pin'],
    });
    expect(judge(bench, 'CUT-CLIENTS', [pass, { ...pass, key: 'step:pin' }]).evidence).toMatchObject({
      code: 'all-pass',
      figures: { ok: 1, total: 1, waived: 0 },
    });
  });
});
