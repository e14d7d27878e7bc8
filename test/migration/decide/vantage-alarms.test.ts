import { describe, expect, test } from 'vitest';
import type { Command } from '../../../src/migration/commands.ts';
import type { Event } from '../../../src/migration/events.ts';
import type { DnsAnswer, DnsResult } from '../../../src/migration/observations.ts';
import type { Migration } from '../../../src/migration/record.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/migration/time.ts';
import { watermarkOf } from '../../../src/migration/watermark.ts';
import { ALL_NEW, BEGIN, NEW, OLD, T0 } from '../a-migration.ts';
import { at, did, having, upTo } from '../stages.ts';

const RECORD = 'mail.kitano.example/A';
const WRONG = '198.51.100.250';
const rewritten = upTo(ALL_NEW + 1);
/** The old data's TTL is 300: a while after the watermark nobody may hold it any more. */
const NOW = ALL_NEW + HOUR_MS;

const answer = (when: number, value: string, ttlSeconds: number, more: Partial<DnsAnswer> = {}): DnsAnswer => ({
  outcome: 'answer',
  at: at(when),
  values: [value],
  ttlSeconds,
  ...more,
});

function round(results: readonly DnsResult[], vantage = 'one-1'): Command {
  const question = { name: 'mail.kitano.example', type: 'A' } as const;
  return {
    kind: 'report-vantages',
    observations: results.map((result) => ({ vantage, operator: 'one', site: false, question, result })),
  };
}

type Look = readonly [
  when: number,
  ...results: readonly (readonly [value: string, ttl: number, more?: Partial<DnsAnswer>])[],
];

function followed(start: Migration, ...looks: readonly Look[]): { record: Migration; alarms: readonly Event[] } {
  let record = start;
  const alarms: Event[] = [];
  for (const [when, ...results] of looks) {
    const next = did(record, when, round(results.map(([value, ttl, more]) => answer(when, value, ttl, more))));
    record = next.record;
    alarms.push(...next.events.filter(({ kind }) => kind === 'vantages-alarmed' || kind === 'alarms-over'));
  }
  return { record, alarms };
}
const told = (events: readonly Event[]) =>
  events.flatMap((event) => {
    if (event.kind === 'vantages-alarmed')
      return [event.alarms.map(({ why, record }) => `${why} ${record}`).join(', ')];
    return event.kind === 'alarms-over' ? [`over ${event.vantages.join(', ')}`] : [];
  });

describe('an extender', () => {
  test('holds on beyond the watermark: raised once, however its expiry moves, and over when it is heard new', () => {
    const { record, alarms } = followed(
      rewritten,
      [NOW, [OLD, 200]],
      [NOW + 2 * MINUTE_MS, [OLD, 80]],
      [NOW + 10 * MINUTE_MS, [OLD, 299]],
      [NOW + 20 * MINUTE_MS, [NEW, 300]],
      [NOW + 30 * MINUTE_MS, [NEW, 300]],
    );
    expect(told(alarms)).toEqual([`extended ${RECORD}`, 'over one-1']);
    expect(alarms[0]).toMatchObject({
      alarms: [{ vantage: 'one-1', operator: 'one', values: [OLD], goneAt: at(NOW + 200_000) }],
    });
    expect(record.facts.alarms).toEqual([]);
  });

  test('counts down from more than the authority gave, though the watermark is ahead', () => {
    const early = ALL_NEW + 10_000;
    const { alarms } = followed(rewritten, [early, [OLD, 301]]);
    expect(told(alarms)).toEqual([`extended ${RECORD}`]);
  });

  test('is none within a second of the watermark, nor while a former, longer TTL may still run', () => {
    const watermark = (watermarkOf(rewritten.facts) ?? 0) - T0;
    expect(followed(rewritten, [watermark - 100_000, [OLD, 101]]).alarms).toEqual([]);
    expect(told(followed(rewritten, [watermark - 100_000, [OLD, 102]]).alarms)).toEqual([`extended ${RECORD}`]);
    const lowered = { ...rewritten.facts.recordSets[RECORD], formerGoneAt: at(NOW + HOUR_MS) };
    const lately = {
      ...rewritten,
      facts: {
        ...rewritten.facts,
        recordSets: {
          ...rewritten.facts.recordSets,
          [RECORD]: { ttlSeconds: 300, ttlSince: T0, allNewAt: at(ALL_NEW), ...lowered },
        },
      },
    };
    expect(followed(lately, [NOW, [OLD, 3_600]]).alarms).toEqual([]);
    expect(told(followed(lately, [NOW, [OLD, 3_602]]).alarms)).toEqual([`extended ${RECORD}`]);
  });
});

describe('stale answers', () => {
  test.each([3, 19])('say so themselves (EDE %i)', (code) => {
    const { record, alarms } = followed(
      rewritten,
      [NOW, [OLD, 30, { ede: [code], nsid: 'kix1' }]],
      [NOW + 60_000, [NEW, 30]],
    );
    expect(told(alarms)).toEqual([`stale ${RECORD}`, 'over one-1']);
    expect(record.facts.alarms).toEqual([]);
    const held = followed(rewritten, [NOW, [OLD, 30, { ede: [code], nsid: 'kix1' }]]).record;
    expect(held.sightings.vantage[`one-1|${RECORD}`]?.notNew).toEqual({
      at: at(NOW),
      values: [OLD],
      goneAt: at(NOW + 30_000),
      stale: true,
      ede: [code],
      nsid: 'kix1',
    });
  });

  test('show by a TTL that stands still near 30 from look to look; what looked extended is known for that', () => {
    const { record, alarms } = followed(rewritten, [NOW, [OLD, 30]], [NOW + 2 * MINUTE_MS, [OLD, 29]]);
    expect(told(alarms)).toEqual([`extended ${RECORD}`, `stale ${RECORD}`]);
    expect(record.facts.alarms?.map(({ why }) => why)).toEqual(['stale']);
    const sighting = record.sightings.vantage[`one-1|${RECORD}`];
    expect(sighting?.notNew).toMatchObject({ stale: true });
    expect(sighting?.notNew?.extended).toBeUndefined();
  });

  test('are not forgotten because a sweep left the vantage out, for they never say until when', () => {
    const { record } = followed(rewritten, [NOW, [OLD, 30, { ede: [3] }]]);
    const left = did(record, NOW + HOUR_MS, round([answer(NOW + HOUR_MS, NEW, 300)], 'two-1')).record;
    expect(left.facts.vantages.map(({ id }) => id)).toEqual(['one-1', 'two-1']);
    expect(left.facts.alarms).toHaveLength(1);
  });
});

describe('what nobody published', () => {
  test('once is no alarm, though it blocks; twice in a row is', () => {
    const once = followed(rewritten, [NOW, [WRONG, 60]]);
    expect(once.alarms).toEqual([]);
    expect(once.record.sightings.vantage[`one-1|${RECORD}`]?.notNew).toMatchObject({ wrong: true });
    expect(told(followed(rewritten, [NOW, [WRONG, 60]], [NOW + 2 * MINUTE_MS, [WRONG, 60]]).alarms)).toEqual([
      `wrong ${RECORD}`,
    ]);
  });

  test('with a right answer between, it is not in a row; told again, it is no second look', () => {
    const between = followed(rewritten, [NOW, [WRONG, 60]], [NOW + 120_000, [NEW, 60]], [NOW + 240_000, [WRONG, 60]]);
    expect(between.alarms).toEqual([]);
    const again = did(followed(rewritten, [NOW, [WRONG, 60]]).record, NOW + 1, round([answer(NOW, WRONG, 60)]));
    expect(again.events.filter(({ kind }) => kind === 'vantages-alarmed')).toEqual([]);
  });
});

describe('there is no alarm', () => {
  test('before the rewrite is done: old data is right until then', () => {
    const before = upTo(BEGIN + 2 * MINUTE_MS);
    expect(before.facts.rewriteDoneAt).toBeUndefined();
    expect(
      followed(before, [BEGIN + 2 * MINUTE_MS, [OLD, 9_000]], [BEGIN + 4 * MINUTE_MS, [OLD, 30, { ede: [3] }]]).alarms,
    ).toEqual([]);
  });

  test('after a rollback, for then it is right again; and gone with it when the team goes on', () => {
    const raised = followed(rewritten, [NOW, [OLD, 200]]).record;
    const back = having(raised, NOW + 1, { kind: 'rolled-back', reason: 'mail lost' });
    expect(followed(back, [NOW + MINUTE_MS, [OLD, 200, { ede: [3] }]]).alarms).toEqual([]);
    expect(having(back, NOW + 2, { kind: 'resumed' }).facts.alarms).toBeUndefined();
  });

  test('that stands on for ever when its vantage is asked no more', () => {
    const raised = followed(rewritten, [NOW, [OLD, 200]]).record;
    const later = NOW + HOUR_MS;
    const gone = did(raised, later, round([answer(later, NEW, 300)], 'two-1'));
    expect(told(gone.events)).toEqual(['over one-1']);
  });
});

test('the caches behind a vantage are told apart, and which of them our own question filled', () => {
  const { record } = followed(rewritten, [NOW, [OLD, 100], [OLD, 200], [NEW, 300], [NEW, 250]]);
  const caches = record.sightings.vantage[`one-1|${RECORD}`]?.caches;
  expect(
    caches?.map(({ values, expiresAt, filledByUs, extended }) => [
      values[0],
      expiresAt - at(NOW),
      filledByUs,
      extended,
    ]),
  ).toEqual([
    [OLD, 100_000, false, true],
    [OLD, 200_000, false, true],
    [NEW, 250_000, false, false],
    [NEW, 300_000, true, false],
  ]);
});
