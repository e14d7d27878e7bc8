import { describe, expect, test } from 'vitest';
import type { Facts } from '../../src/migration/facts.ts';
import type { Turn } from '../../src/migration/sightings.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/migration/time.ts';
import { type Timeline, type TimelineRow, timelineOf } from '../../src/migration/timeline.ts';
import {
  BEGUN,
  beforehand,
  DONE,
  inTheNight,
  nineDaysOn,
  type TimelineSample,
  WATERMARK,
} from '../words/timeline-sample.ts';

const of = ({ migration, now }: TimelineSample): Timeline => timelineOf(migration, now);
const row = (timeline: Timeline, id: string): TimelineRow | undefined =>
  timeline.rows.find((one) => one.of.kind === 'vantage' && one.of.id === id);

/** So many vantages, each with one turn since the rewrite was done. */
function many(states: readonly Turn['state'][], site = false): TimelineSample {
  const { migration, now } = inTheNight();
  const vantages = states.map((_, index) => ({ id: `v${index}`, operator: `Operator ${index % 7}`, site }));
  const turns = Object.fromEntries(
    states.map((state, index): [string, Turn[]] => [`v${index}`, [{ at: DONE, until: now, state }]]),
  );
  return {
    now,
    migration: { ...migration, facts: { ...migration.facts, vantages }, sightings: { ...migration.sightings, turns } },
  };
}

describe('a row', () => {
  test('goes from unknown through old and mixed to new, without a gap, until now', () => {
    const sample = inTheNight();
    const { segments, now, since } = row(of(sample), 'google-192.0.2.1') ?? { segments: [] };
    expect(segments.map(({ state }) => state)).toEqual(['unknown', 'old', 'mixed', 'new']);
    expect(segments[0]?.from).toBe(sample.migration.facts.startedAt);
    expect(segments.at(-1)?.to).toBe(sample.now);
    for (const [index, { from }] of segments.entries()) if (index > 0) expect(from).toBe(segments[index - 1]?.to);
    expect([now, since]).toEqual(['new', DONE + 8 * MINUTE_MS]);
  });

  test('before the first look nobody knows, and what was never asked is known at no time', () => {
    const timeline = of(beforehand());
    expect(timeline.counts).toEqual({ unknown: 17, silent: 0, old: 0, mixed: 0, new: 0 });
    const vantages = timeline.rows.filter(({ of: { kind } }) => kind !== 'authorities');
    expect(vantages.flatMap(({ segments }) => segments.map(({ state }) => state))).toEqual(['unknown']);
    expect(vantages[0]?.since).toBeUndefined();
  });

  test('what was not heard again for too long is known no more', () => {
    const office = row(of(nineDaysOn()), 'office-東京本社');
    expect(office?.segments.map(({ state }) => state)).toEqual(['unknown']);
    expect(office?.since).toBeDefined();
    expect(row(of(inTheNight()), 'office-東京本社')?.now).toBe('new');
  });

  test('one that holds old data says until when', () => {
    const sample = inTheNight();
    expect(row(of(sample), 'opendns-192.0.2.2')).toMatchObject({ now: 'old', oldUntil: sample.now + 15 * MINUTE_MS });
  });

  test('of the authoritative servers is told by the rewrite', () => {
    const [first] = of(inTheNight()).rows;
    expect(first?.of).toEqual({ kind: 'authorities' });
    expect(first?.segments.map(({ state, to }) => [state, to])).toEqual([
      ['unknown', expect.any(Number)],
      ['old', BEGUN + 4 * MINUTE_MS],
      ['mixed', DONE],
      ['new', inTheNight().now],
    ]);
  });

  test('of the authoritative servers is new no longer once DNS is taken back, or one serves old data again', () => {
    const { now } = inTheNight();
    const ends = (change: Partial<Facts>) =>
      of(inTheNight(change))
        .rows[0]?.segments.slice(-2)
        .map(({ state, to }) => [state, to]);
    const lost = DONE + 30 * MINUTE_MS;
    const gone = [
      ['new', lost],
      ['mixed', now],
    ];
    expect(ends({ state: { kind: 'rolled-back', at: lost, by: 'U5OWNER' }, rollbackAt: lost })).toEqual(gone);
    const { recordSets } = inTheNight().migration.facts;
    const oldAgain = Object.fromEntries(
      Object.entries(recordSets).map(([key, { allNewAt: _lost, ...set }]) => [key, set]),
    );
    const incidents = [{ code: 'old-data-again', at: lost, subject: 'example.jp/MX (ns2.example.net)' }];
    expect(ends({ recordSets: oldAgain, incidents })).toEqual(gone);
    expect(ends({ incidents })).toEqual([
      ['mixed', DONE],
      ['new', now],
    ]);
  });
});

describe('many vantages', () => {
  test('those that are new now become one row; one that is not is never hidden among them', () => {
    const timeline = of(many([...Array.from({ length: 40 }, () => 'new' as const), 'old', 'mixed', 'silent']));
    expect(timeline.rows.map(({ of: { kind }, now }) => [kind, now])).toEqual([
      ['authorities', 'new'],
      ['vantage', 'old'],
      ['vantage', 'mixed'],
      ['vantage', 'silent'],
      ['group', 'new'],
    ]);
    expect(timeline.rows.at(-1)?.of).toMatchObject({ count: 40, operators: expect.arrayContaining(['Operator 6']) });
    expect(timeline.counts).toEqual({ unknown: 0, silent: 1, old: 1, mixed: 1, new: 40 });
  });

  test('sixty old ones are one row that is old', () => {
    const timeline = of(many(Array.from({ length: 60 }, () => 'old' as const)));
    expect(timeline.rows).toHaveLength(2);
    expect(timeline.rows[1]).toMatchObject({ of: { kind: 'group', count: 60 }, now: 'old' });
  });

  test('a group shows at each instant what all of it showed, and else mixed', () => {
    const sample = many(Array.from({ length: 30 }, () => 'new' as const));
    const late = { at: DONE + HOUR_MS, until: sample.now, state: 'new' as const };
    const turns = {
      ...sample.migration.sightings.turns,
      v0: [{ at: DONE, until: DONE + HOUR_MS, state: 'old' as const }, late],
    };
    const { rows } = timelineOf(
      { ...sample.migration, sightings: { ...sample.migration.sightings, turns } },
      sample.now,
    );
    expect(rows[1]?.segments.map(({ state, to }) => [state, to])).toEqual([
      ['unknown', DONE],
      ['mixed', DONE + HOUR_MS],
      ['new', sample.now],
    ]);
  });

  test('a few of the team’s own stay by themselves', () => {
    const sample = many([...Array.from({ length: 40 }, () => 'new' as const)]);
    const vantages = sample.migration.facts.vantages.map((one, index) => ({ ...one, site: index < 3 }));
    const { rows } = timelineOf({ ...sample.migration, facts: { ...sample.migration.facts, vantages } }, sample.now);
    expect(rows.map(({ of: { kind } }) => kind)).toEqual(['authorities', 'vantage', 'vantage', 'vantage', 'group']);
  });
});

describe('time', () => {
  const kinds = (sample: TimelineSample) => of(sample).panels.map(({ kind }) => kind);

  test('is one stretch before the rewrite, two in its night, three after days; each begins where the last ended', () => {
    expect(kinds(beforehand())).toEqual(['before']);
    expect(kinds(inTheNight())).toEqual(['before', 'rewrite']);
    expect(kinds(nineDaysOn())).toEqual(['before', 'rewrite', 'since']);
    const { panels, now } = of(nineDaysOn());
    for (const [index, { from }] of panels.entries()) if (index > 0) expect(from).toBe(panels[index - 1]?.to);
    expect(panels.at(-1)?.to).toBeGreaterThan(now);
  });

  test('dates that lie far ahead are named at the edge, near ones where they belong', () => {
    const dates = (endsOn: string): readonly (readonly [string, boolean])[] =>
      of(nineDaysOn({ contracts: { old: { endsOn } } }))
        .marks.filter(({ kind }) => kind === 'old-ends')
        .map(({ kind, beyond }) => [kind, beyond]);
    expect(dates('2027-12-31')).toEqual([['old-ends', true]]);
    expect(dates('2026-12-22')).toEqual([['old-ends', false]]);
  });

  test('a contract ends with its last day, in the team’s zone', () => {
    const { marks } = of(nineDaysOn());
    expect(marks.find(({ kind }) => kind === 'old-ends')?.at).toBe(Date.parse('2027-01-01T00:00:00+09:00'));
    expect(marks.find(({ kind }) => kind === 'new-starts')?.at).toBe(Date.parse('2026-12-01T00:00:00+09:00'));
  });

  test('marks stand in order: the rewrite, the watermark, gates that opened', () => {
    expect(of(nineDaysOn({ contracts: undefined })).marks.map(({ kind, at }) => [kind, at])).toEqual([
      ['started', expect.any(Number)],
      ['gate', BEGUN - 20 * HOUR_MS],
      ['rewrite-begun', BEGUN],
      ['rewrite-seen', BEGUN + 4 * MINUTE_MS],
      ['rewrite-done', DONE],
      ['watermark', WATERMARK],
      ['gate', DONE + 2 * DAY_MS],
    ]);
  });
});

test('stragglers are real ones alone, and say whether they are on the new server too', () => {
  const { stragglers } = nineDaysOn().migration.facts;
  const [first, ...rest] = stragglers;
  if (first === undefined) throw new Error('no straggler');
  const change: Partial<Facts> = { stragglers: [{ ...first, suspect: 'junk' }, ...rest] };
  expect(of(nineDaysOn(change)).stragglers.map(({ rescued }) => rescued)).toEqual([true, true, true, false]);
});

test('steps last from one to the next; the one that the team is at has no end', () => {
  expect(of(nineDaysOn()).steps.map(({ step, to }) => [step, to === undefined])).toEqual([
    ['inventory', false],
    ['prepare', false],
    ['pin', false],
    ['rewrite', false],
    ['parallel', false],
    ['restore', true],
  ]);
});
