import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expiryOf, isExtended, isServedStale, readCaches } from '../../src/migration/caches.ts';
import type { DnsAnswer } from '../../src/migration/observations.ts';

const OLD = '192.0.2.10';

function answer(at: number, ttlSeconds: number, more: Partial<DnsAnswer> = {}): DnsAnswer {
  return { outcome: 'answer', at, ttlSeconds, values: [OLD], ...more };
}

/** A cache that keeps to the rules: filled at `filledAt` with `ttlSeconds`, it counts whole seconds down. */
type Cache = { readonly filledAt: number; readonly ttlSeconds: number; readonly rounding: 'floor' | 'ceil' | 'clock' };

function readFrom({ filledAt, ttlSeconds, rounding }: Cache, askedAt: number, wayMs: number): DnsAnswer | undefined {
  const end = filledAt + ttlSeconds * 1_000;
  if (askedAt < filledAt || askedAt >= end) return undefined;
  const left = {
    floor: Math.floor((end - askedAt) / 1_000),
    ceil: Math.ceil((end - askedAt) / 1_000),
    // Most servers know the time in whole seconds only.
    clock: Math.floor(end / 1_000) - Math.floor(askedAt / 1_000),
  }[rounding];
  return answer(askedAt + wayMs, left);
}

const wayMs = fc.integer({ min: 0, max: 240 });
const cache = fc.record({
  filledAt: fc.integer({ min: 0, max: 600_000 }),
  ttlSeconds: fc.integer({ min: 5, max: 3_600 }),
  rounding: fc.constantFrom('floor' as const, 'ceil' as const, 'clock' as const),
});
/** Moments within a cache's life, as parts of it, and how long each answer was on its way. */
const looks = fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), wayMs), {
  minLength: 1,
  maxLength: 12,
});

function samplesOf(one: Cache, moments: readonly (readonly [number, number])[]): readonly DnsAnswer[] {
  return moments.flatMap(
    ([part, way]) => readFrom(one, Math.floor(one.filledAt + part * one.ttlSeconds * 1_000), way) ?? [],
  );
}

test('one cache is never counted twice, and its expiry is told within 1 s and the way of the answer', () => {
  fc.assert(
    fc.property(cache, looks, (one, moments) => {
      const seen = readCaches(samplesOf(one, moments), { ttlSeconds: one.ttlSeconds });
      expect(seen).toHaveLength(1);
      const [first] = seen;
      expect(Math.abs((first?.expiresAt ?? 0) - (one.filledAt + one.ttlSeconds * 1_000))).toBeLessThanOrEqual(1_240);
      expect(first?.samples).toBe(moments.length);
    }),
  );
});

test('a cache that keeps to the rules is never called an extender or stale, whatever its rounding', () => {
  fc.assert(
    fc.property(cache, looks, (one, moments) => {
      const samples = samplesOf(one, moments);
      const terms = { ttlSeconds: one.ttlSeconds, oldGoneBy: one.filledAt + one.ttlSeconds * 1_000 + 240 };
      expect(readCaches(samples, terms).filter((seen) => seen.extended || seen.stale)).toEqual([]);
      expect(isServedStale(samples, terms)).toBe(false);
    }),
  );
});

test('caches that were filled 3 s and more apart are told from each other', () => {
  fc.assert(
    fc.property(
      fc.array(cache, { minLength: 2, maxLength: 6 }),
      fc.array(wayMs, { minLength: 6, maxLength: 6 }),
      (all, ways) => {
        const spread = all.map((one, index) => ({ ...one, filledAt: index * 3_000, ttlSeconds: 3_600 }));
        const samples = spread.flatMap((one, index) => readFrom(one, 60_000, ways[index] ?? 0) ?? []);
        expect(readCaches(samples)).toHaveLength(spread.length);
      },
    ),
  );
});

test('the order of the samples changes nothing, and every sample is counted once', () => {
  const sample = fc.record({ at: fc.integer({ min: 0, max: 60_000 }), ttl: fc.integer({ min: 0, max: 60 }) });
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 20 }), (list) => {
      const samples = list.map(({ at, ttl }) => answer(at, ttl));
      const seen = readCaches(samples);
      expect(readCaches([...samples].reverse())).toEqual(seen);
      expect(seen.reduce((sum, one) => sum + one.samples, 0)).toBe(samples.length);
    }),
  );
});

test('a cache that goes beyond what the authority allows is caught as soon as that shows', () => {
  const held = fc.record({ allowed: fc.integer({ min: 10, max: 600 }), extra: fc.integer({ min: 3, max: 3_600 }) });
  fc.assert(
    fc.property(held, fc.integer({ min: 0, max: 600 }), ({ allowed, extra }, afterSeconds) => {
      const one: Cache = { filledAt: 0, ttlSeconds: allowed + extra, rounding: 'floor' };
      const sample = readFrom(one, afterSeconds * 1_000, 0);
      // The authority had the new data right after this cache was filled: the watermark is its TTL away.
      const terms = { oldGoneBy: allowed * 1_000 };
      if (sample !== undefined) expect(isExtended(sample, terms)).toBe(true);
    }),
  );
  expect(isExtended(answer(0, 301), { ttlSeconds: 300 })).toBe(true);
  expect(isExtended(answer(0, 300), { ttlSeconds: 300 })).toBe(false);
});

test('the whole TTL means that our own question filled the cache', () => {
  const [ours] = readCaches([answer(0, 300), answer(5_000, 295)], { ttlSeconds: 300 });
  expect(ours).toMatchObject({ filledByUs: true, samples: 2, firstAt: 0, lastAt: 5_000, expiresAt: 300_000 });
  const [others] = readCaches([answer(5_000, 295)], { ttlSeconds: 300 });
  expect(others?.filledByUs).toBe(false);
  // Nothing is known of the authority: nothing is claimed.
  expect(readCaches([answer(0, 300)])[0]?.filledByUs).toBe(false);
});

test('equal expiry with other values is another cache, or another time', () => {
  const seen = readCaches([answer(0, 300), answer(0, 300, { values: ['203.0.113.10'] })]);
  expect(seen.map(({ values }) => values)).toEqual([[OLD], ['203.0.113.10']]);
});

test('TTL 0 in the last second belongs to the cache; TTL 0 always is no cache at all', () => {
  expect(readCaches([answer(0, 3), answer(2_900, 0)])).toHaveLength(1);
  expect(readCaches([answer(0, 0), answer(10_000, 0), answer(20_000, 0)])).toHaveLength(1);
});

test('which machines answered is kept, each once', () => {
  const seen = readCaches([
    answer(0, 60, { nsid: 'gpdns-nrt' }),
    answer(1_000, 59, { nsid: 'gpdns-nrt' }),
    answer(2_000, 58, { nsid: 'gpdns-kix' }),
  ]);
  expect(seen.map(({ nsids }) => nsids)).toEqual([['gpdns-kix', 'gpdns-nrt']]);
});

test.each([3, 19])('EDE %i is a stale answer, and its TTL promises nothing', (code) => {
  const stale = answer(0, 30, { ede: [code] });
  expect(isServedStale([stale])).toBe(true);
  expect(readCaches([stale], { ttlSeconds: 5, oldGoneBy: 0 })).toMatchObject([
    { stale: true, extended: false, filledByUs: false },
  ]);
});

test('a TTL stuck near 30 is a stale answer too, unless that is the authority’s own', () => {
  const stuck = [answer(0, 30), answer(5_000, 30), answer(65_000, 29)];
  expect(isServedStale(stuck, { ttlSeconds: 300 })).toBe(true);
  expect(isServedStale(stuck, { ttlSeconds: 30 })).toBe(false);
  expect(isServedStale(stuck)).toBe(false);
  expect(isServedStale([answer(0, 30), answer(1_000, 29)], { ttlSeconds: 300 })).toBe(false);
  expect(isServedStale([answer(0, 30), answer(5_000, 30, { values: ['203.0.113.10'] })], { ttlSeconds: 300 })).toBe(
    false,
  );
  expect(expiryOf(answer(1_000, 30))).toBe(31_000);
});
