import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRate } from '../../src/net/rate.ts';

test('a burst goes at once; then each waits its turn, and a rest fills the bucket again', () => {
  let now = 0;
  const rate = createRate({ perSecond: 10, burst: 3, nowMs: () => now });
  const waits = () => Array.from({ length: 5 }, () => rate.reserve('192.0.2.1', 10_000));
  expect(waits()).toEqual([0, 0, 0, 100, 200]);
  now = 10_000;
  expect(waits()).toEqual([0, 0, 0, 100, 200]);
});

test('what would have to wait too long is told so, and takes nothing from the others', () => {
  const rate = createRate({ perSecond: 10, burst: 1, nowMs: () => 0 });
  expect(rate.reserve('a', 0)).toBe(0);
  expect(rate.reserve('a', 50)).toBeUndefined();
  expect(rate.reserve('a', 50)).toBeUndefined();
  expect(rate.reserve('a', 100)).toBe(100);
  expect(rate.reserve('b', 0)).toBe(0);
});

test('whatever is asked for and when, no stretch of time sees more than the burst and what came in since', () => {
  const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 2_000 })), {
    maxLength: 80,
  });
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 10 }), (list, perSecond, burst) => {
      let now = 0;
      const rate = createRate({ perSecond, burst, nowMs: () => now });
      const goes: number[] = [];
      for (const [pause, withinMs] of list) {
        now += pause;
        const waitMs = rate.reserve('one', withinMs);
        if (waitMs === undefined) continue;
        expect(waitMs).toBeLessThanOrEqual(withinMs);
        goes.push(now + waitMs);
      }
      for (const [first, start] of goes.entries()) {
        for (const [last, end] of goes.entries()) {
          if (last < first) continue;
          const most = burst + ((end - start) * perSecond) / 1_000;
          expect(last - first + 1).toBeLessThanOrEqual(most + 1e-6);
        }
      }
    }),
  );
});

test('many keys do not add up for ever', () => {
  let now = 0;
  const rate = createRate({ perSecond: 1_000, burst: 1, nowMs: () => now });
  for (let key = 0; key < 5_000; key += 1) {
    now += 10;
    expect(rate.reserve(`key ${key}`, 0)).toBe(0);
  }
});
