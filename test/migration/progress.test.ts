import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shareOf, timeLeftMs } from '../../src/migration/progress.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/migration/time.ts';

describe('the time that is left', () => {
  test('is told at the pace so far, the rougher the longer it is', () => {
    expect(timeLeftMs(0.5, 10 * MINUTE_MS)).toBe(10 * MINUTE_MS);
    expect(timeLeftMs(0.9, 10 * MINUTE_MS + 20 * SECOND_MS)).toBe(2 * MINUTE_MS);
    expect(timeLeftMs(0.42, HOUR_MS)).toBe(85 * MINUTE_MS);
    expect(timeLeftMs(0.1, HOUR_MS + MINUTE_MS)).toBe(9.5 * HOUR_MS);
  });
  test.each([
    ['at the beginning', 0.5, MINUTE_MS],
    ['before enough is done', 0.04, HOUR_MS],
    ['when all is done', 1, HOUR_MS],
  ])('is not guessed %s', (_, share, elapsedMs) => {
    expect(timeLeftMs(share, elapsedMs)).toBeUndefined();
  });
});

describe('the share that is done', () => {
  test('goes by messages; a mailbox that nobody has read weighs as much as the others do on average', () => {
    expect(
      shareOf([
        { messages: 900, handled: 0.5 },
        { messages: 100, handled: 1 },
      ]),
    ).toBeCloseTo(0.55);
    expect(shareOf([{ messages: 100, handled: 1 }, { handled: 0 }])).toBeCloseTo(0.5);
    expect(shareOf([{ handled: 1 }, { handled: 0 }])).toBeCloseTo(0.5);
    expect(shareOf([{ messages: 0, handled: 1 }])).toBe(1);
    expect(shareOf([])).toBe(1);
  });
  test('never leaves 0 to 1, and is 1 only when all is', () => {
    const one = fc.record({
      messages: fc.option(fc.nat(100_000), { nil: undefined }),
      handled: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 20 }), (all) => {
        const share = shareOf(all);
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1 + 1e-9);
        if (all.every(({ handled }) => handled === 1)) expect(share).toBeCloseTo(1);
      }),
    );
  });
});
