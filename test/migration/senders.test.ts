import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Facts } from '../../src/migration/facts.ts';
import type { KnownSender } from '../../src/migration/mail-facts.ts';
import {
  everyDays,
  expectedAt,
  isMonthly,
  isSilent,
  quietSpansMonth,
  regularSenders,
  seenNewAt,
  silentFrom,
} from '../../src/migration/senders.ts';
import { DAY_MS, HOUR_MS } from '../../src/migration/time.ts';
import { started, T0 } from './a-migration.ts';

const TODAY = T0 / DAY_MS;
/** 1 September 2026 is a Tuesday. */
const wrote = (...daysAgo: readonly number[]): KnownSender => {
  const days = daysAgo.map((ago) => TODAY - ago).sort((a, b) => a - b);
  return { days, lastAt: (days.at(-1) ?? 0) * DAY_MS + 9 * HOUR_MS, way: 'dns' };
};
/** The rewrite begins at T0 + 10 h. */
const REWRITE = T0 + 10 * HOUR_MS;
const facts = (senders: Readonly<Record<string, KnownSender>>, change: Partial<Facts> = {}): Facts => ({
  ...started().facts,
  rewriteBegunAt: REWRITE,
  senders,
  ...change,
});
const silentAfterDays = (sender: KnownSender) => ((silentFrom(facts({}), sender) ?? 0) - REWRITE) / DAY_MS;

describe('the usual gap of a sender', () => {
  test.each<readonly [string, readonly number[], number]>([
    ['every day', [3, 2, 1, 0], 1],
    ['on one day alone, as nobody is regular', [0], 1],
    ['weekly', [22, 15, 8, 1], 7],
    ['monthly', [62, 31, 1], 31],
    ['with one holiday between', [33, 32, 31, 3, 2, 1], 1],
    ['two gaps, in between: longer rather than shorter', [40, 31, 1], 20],
  ])('%s', (_, days, gap) => expect(everyDays(wrote(...days))).toBe(gap));
  test('is a month from 25 days on', () => {
    expect(isMonthly(wrote(50, 25, 0))).toBe(true);
    expect(isMonthly(wrote(48, 24, 0))).toBe(false);
  });
});

describe('regular before the rewrite', () => {
  test('two days of the ninety that end with its day; one, or one within them, is not enough', () => {
    const known = facts({
      'a@x.example': wrote(89, 0),
      'b@x.example': wrote(90, 0),
      'c@x.example': wrote(5),
      'd@x.example': wrote(2, 1),
    });
    expect(regularSenders(known, REWRITE + 200 * DAY_MS).map(({ sender }) => sender)).toEqual([
      'a@x.example',
      'd@x.example',
    ]);
  });
  test('what it wrote after the rewrite does not make it regular', () => {
    expect(regularSenders(facts({ 'a@x.example': wrote(0, -1, -2) }), REWRITE + 5 * DAY_MS)).toEqual([]);
  });
  test('while the rewrite lies ahead the ninety days end now', () => {
    const ahead = facts({ 'a@x.example': wrote(80, 79) }, { rewriteBegunAt: undefined });
    expect(regularSenders(ahead, T0)).toHaveLength(1);
    expect(regularSenders(ahead, T0 + 11 * DAY_MS)).toEqual([]);
  });
});

describe('silent', () => {
  test('after twice its usual gap since the rewrite, to the millisecond', () => {
    const weekly = wrote(22, 15, 8, 1);
    expect(isSilent(facts({}), weekly, REWRITE + 14 * DAY_MS - 1)).toBe(false);
    expect(isSilent(facts({}), weekly, REWRITE + 14 * DAY_MS)).toBe(true);
  });
  test('never before the rewrite, nor once seen on the new server', () => {
    const weekly = wrote(22, 15, 8, 1);
    expect(isSilent(facts({}, { rewriteBegunAt: undefined }), weekly, REWRITE + 99 * DAY_MS)).toBe(false);
    expect(isSilent(facts({}), { ...weekly, seenNewAt: REWRITE }, REWRITE + 99 * DAY_MS)).toBe(false);
  });
  test('what was seen in an attempt that was rolled back does not count', () => {
    const seen = { ...wrote(22, 15, 8, 1), seenNewAt: REWRITE - 1 };
    expect(seenNewAt(facts({}), seen)).toBeUndefined();
    expect(isSilent(facts({}), seen, REWRITE + 14 * DAY_MS)).toBe(true);
  });
  test('a weekend is no silence of one who never writes on one', () => {
    // Tuesday to Friday, and Monday before: rewritten on a Tuesday.
    expect(silentAfterDays(wrote(6, 5, 4, 1, 0))).toBe(2);
    // Rewritten on a Friday, three days later.
    const friday = facts({}, { rewriteBegunAt: REWRITE + 3 * DAY_MS });
    const workdays = wrote(1, 0, -1, -2);
    expect(((silentFrom(friday, workdays) ?? 0) - REWRITE) / DAY_MS).toBe(3 + 4);
    // 30 August was a Sunday.
    expect(((silentFrom(friday, wrote(2, 1, 0, -1, -2)) ?? 0) - REWRITE) / DAY_MS).toBe(3 + 2);
  });
  test('weekly and rarer senders are counted in plain days', () => expect(silentAfterDays(wrote(14, 7, 0))).toBe(14));
});

describe('expected', () => {
  test('its last time and its usual gap', () => {
    const weekly = wrote(22, 15, 8, 1);
    expect(expectedAt(facts({}), weekly)).toBe(weekly.lastAt + 7 * DAY_MS);
  });
  test('where that lay before the rewrite, as many gaps as lead beyond it', () => {
    const weekly = wrote(30, 23, 16);
    expect(expectedAt(facts({}), weekly)).toBe(weekly.lastAt + 21 * DAY_MS);
  });
});

test('the last quiet time spans a month while a monthly sender is listed that nobody dismissed', () => {
  const monthly = wrote(62, 31, 1);
  const dismissed = { at: T0, by: 'UMIKA', reason: 'moved away' };
  expect(quietSpansMonth(facts({ 'bill@x.example': monthly }), REWRITE)).toBe(true);
  expect(quietSpansMonth(facts({ 'bill@x.example': { ...monthly, dismissed } }), REWRITE)).toBe(false);
  expect(quietSpansMonth(facts({ 'shop@x.example': wrote(2, 1) }), REWRITE)).toBe(false);
});

test('whoever wrote on whatever days: silent no sooner than twice the gap after the rewrite, and expected beyond it', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 89 }), { minLength: 2, maxLength: 40 }), (daysAgo) => {
      const sender = wrote(...daysAgo);
      const gap = everyDays(sender);
      expect(gap).toBeGreaterThanOrEqual(1);
      const from = Math.max(REWRITE, sender.lastAt);
      expect(silentFrom(facts({}), sender)).toBeGreaterThanOrEqual(from + 2 * gap * DAY_MS);
      const expected = expectedAt(facts({}), sender);
      expect(expected).toBeGreaterThanOrEqual(REWRITE);
      expect((expected - sender.lastAt) % (gap * DAY_MS)).toBe(0);
    }),
  );
});
