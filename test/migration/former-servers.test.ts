import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide } from '../../src/migration/decide.ts';
import type { Event } from '../../src/migration/events.ts';
import { replay } from '../../src/migration/evolve.ts';
import { type Migration, parseMigration } from '../../src/migration/record.ts';
import { HOUR_MS } from '../../src/migration/time.ts';
import { watermarkOf } from '../../src/migration/watermark.ts';
import { aStart, BEGIN, NS, SPF_BOTH, started, T0, zoneReport } from './a-migration.ts';
import { both, failing, led, NEXT, ofServer, type ZoneReport, zone } from './decide/zone-reports.ts';
import { at, CUT_OVER_OPEN, did, upTo } from './stages.ts';

const ALL = [...NS, ...NEXT];
const NS_TTL_SECONDS = 7_200;
const TTL_SECONDS = 600;

/** The world between two looks: whom the parent names, and what each server does. */
const world = fc.record({
  afterMs: fc.integer({ min: 60_000, max: 3 * HOUR_MS }),
  led: fc.constantFrom(NS, NS, NEXT, NEXT, [...NS, ...NEXT], NS.slice(0, 1)),
  does: fc.array(fc.constantFrom('old' as const, 'new' as const, 'silent' as const), { minLength: 4, maxLength: 4 }),
});

function look(
  now: number,
  named: readonly (typeof ALL)[number][],
  does: readonly ('old' | 'new' | 'silent')[],
): ZoneReport {
  const each = ALL.map((server, index) => {
    const host = does[index] === 'new' ? 'new' : 'old';
    const one = zone(now, host, SPF_BOTH, TTL_SECONDS, [server]);
    return does[index] === 'silent' ? failing(one, ofServer(server.address)) : one;
  });
  return led(each.reduce(both), named, {
    ttlSeconds: NS_TTL_SECONDS,
    child: { outcome: 'answer', at: now, values: named.map((server) => server.name), ttlSeconds: NS_TTL_SECONDS },
  });
}

type World = typeof world extends fc.Arbitrary<infer One> ? One : never;
const then = (afterMs: number, led: World['led'], ...does: World['does']): World => ({ afterMs, led, does });
/** Between the last two looks a former server that had turned comes to its last moment, and gave old data again by then. */
const TURNED_BACK: World[] = [
  then(60_000, NEXT, 'old', 'old', 'old', 'old'),
  then(60_000, NS, 'new', 'new', 'new', 'new'),
  then(NS_TTL_SECONDS * 1_000, NS, 'silent', 'new', 'old', 'old'),
];
/** Former servers turn later than the present ones, and are led to once more while one of them is silent. */
const LED_ONCE_MORE: World[] = [
  then(60_000, NEXT, 'old', 'old', 'new', 'new'),
  then(60_000, NEXT, 'new', 'new', 'new', 'silent'),
  then(60_000, NS, 'silent', 'new', 'new', 'silent'),
];

/** A former server is silent over its last moment, and gives old data when it is heard again. */
const SILENT_AT_LAST: World[] = [
  then(60_000, NS.slice(0, 1), 'new', 'new', 'old', 'old'),
  then(NS_TTL_SECONDS * 1_000, NS.slice(0, 1), 'new', 'silent', 'old', 'old'),
  then(60_000, NS.slice(0, 1), 'silent', 'old', 'old', 'old'),
  then(60_000, NS, 'silent', 'new', 'old', 'old'),
];

test('whatever is reported, no cache that keeps to TTLs holds old data beyond the watermark', () => {
  const first = did(upTo(CUT_OVER_OPEN), BEGIN, look(at(BEGIN), NS, ['old', 'old', 'silent', 'silent'])).record;
  let known = 0;
  fc.assert(
    fc.property(fc.array(world, { minLength: 1, maxLength: 8 }), (worlds) => {
      let record: Migration = first;
      let now = at(BEGIN);
      /** Until when a cache can be led to a server, and the last moment at which it can have given old data there. */
      const ledUntil = new Map(NS.map(({ address }) => [address, Number.POSITIVE_INFINITY]));
      let named: ReadonlySet<string> = new Set(NS.map(({ address }) => address));
      let lastOld = now;
      let gave: ReadonlySet<string> = named;
      for (const { afterMs, led: names, does } of worlds) {
        now += afterMs;
        // Until just before this look everything may have been as it was seen last.
        for (const address of gave) lastOld = Math.max(lastOld, Math.min(now - 1, ledUntil.get(address) ?? 0));
        const next = new Set(names.map(({ address }) => address));
        for (const address of named) if (!next.has(address)) ledUntil.set(address, now - 1 + NS_TTL_SECONDS * 1_000);
        for (const address of next) ledUntil.set(address, Number.POSITIVE_INFINITY);
        named = next;
        // Silent, it may give others what it gave last.
        gave = new Set(
          ALL.flatMap(({ address }, i) =>
            does[i] === 'old' || (does[i] === 'silent' && gave.has(address)) ? [address] : [],
          ),
        );
        record = did(record, now - T0, look(now, names, does)).record;
        const watermark = watermarkOf(record.facts);
        if (watermark === undefined) continue;
        known += 1;
        // A server that goes on as it is gives old data until the last cache that is led to it forgets it.
        const last = [...gave].map((address) => ledUntil.get(address) ?? 0).filter((until) => until >= now);
        expect(watermark).toBeGreaterThanOrEqual(Math.max(lastOld, ...last) + TTL_SECONDS * 1_000);
      }
      const stored: unknown = JSON.parse(JSON.stringify(record));
      expect(parseMigration(stored)).toEqual(stored);
    }),
    { numRuns: 300, examples: [[TURNED_BACK], [LED_ONCE_MORE], [SILENT_AT_LAST]] },
  );
  expect(known).toBeGreaterThan(50);
});

test('the journal tells it all: servers met, left, turned, released', () => {
  fc.assert(
    fc.property(fc.array(world, { minLength: 1, maxLength: 8 }), (worlds) => {
      let record = started();
      const events: Event[] = [{ kind: 'started', input: aStart(), at: T0, by: 'UAOI' }];
      events.push({ kind: 'step-prompted', step: 'inventory', at: T0, by: 'bot' });
      let now = T0;
      for (const { afterMs, led: names, does } of worlds) {
        now += afterMs;
        const decision = decide(record, look(now, names, does), now);
        if (!decision.ok) throw new Error(decision.refusal.code);
        record = decision.migration;
        events.push(...decision.events);
        const again = decide(record, look(now, names, does), now);
        expect(again.ok && again.events).toEqual([]);
      }
      const journal = JSON.parse(JSON.stringify(events)) as Event[];
      expect(JSON.stringify(replay(journal))).toBe(JSON.stringify(record.facts));
    }),
    { numRuns: 100 },
  );
});

test('a record of before there were zones goes on as it did', () => {
  const older = did(started(), 0, zoneReport(T0, 'old')).record;
  expect(older.facts.zones).toBeUndefined();
  expect(older.facts.delegations).toBeUndefined();
});
