import { describe, expect, test } from 'vitest';
import type { Migration } from '../../src/migration/record.ts';
import { DAY_MS, HOUR_MS } from '../../src/migration/time.ts';
import { countryOfTimeZone } from '../../src/migration/time-zone-countries.ts';
import { instantOf, wallTimeOf } from '../../src/migration/wall-time.ts';
import { suggestWindows, windowCautions } from '../../src/migration/windows.ts';
import { BEGIN, SPF_OLD, started, T0, zoneReport } from './a-migration.ts';
import { did, kindsOf, upTo, withFacts } from './stages.ts';

const TOKYO = 'Asia/Tokyo';
const LABOUR = { date: '2026-11-23', en: 'Labor Thanksgiving Day', ja: '勤労感謝の日' };
const CULTURE = { date: '2026-11-03', en: 'Culture Day', ja: '文化の日' };
const holidays = { country: 'JP', from: '2026-08-01', until: '2027-10-01', days: [CULTURE, LABOUR] };
const known = withFacts(started(), { country: 'JP', holidays });

const on = (record: Migration, date: string, from = '09:00', to = '11:00') => {
  const { timeZone } = record.facts;
  return windowCautions(
    record,
    { from: instantOf(date, from, timeZone), to: instantOf(date, to, timeZone) },
    Date.parse('2026-10-01T00:00:00Z'),
  );
};
const codes = (record: Migration, date: string) => on(record, date).map(({ code }) => code);

describe('what speaks against a window', () => {
  test.each([
    ['a Wednesday', '2026-11-18', []],
    ['a Saturday', '2026-11-14', ['weekend']],
    ['a Friday', '2026-11-13', ['before-weekend']],
    ['a public holiday', '2026-11-03', ['holiday']],
    ['the day before one', '2026-11-02', ['before-holiday']],
    ['a Sunday before one is a weekend, and that is enough', '2026-11-22', ['weekend']],
    ['three days before the month ends', '2026-10-29', ['month-end']],
    ['four days before', '2026-10-28', []],
    ['its last day', '2026-11-30', ['month-end']],
    ['the first of a month', '2026-12-01', []],
  ])('%s, %s', (_, date, expected) => {
    expect(codes(known, date)).toEqual(expected);
  });

  test('of a country without a calendar no holiday is known', () => {
    expect(codes(started(), '2026-11-03')).toEqual([]);
  });

  test('the day is that of the team, also late in the evening', () => {
    expect(on(known, '2026-11-12', '23:30', '23:59')).toEqual([]);
    expect(on(withFacts(known, { timeZone: 'America/New_York' }), '2026-11-12', '23:30', '23:59')).toEqual([]);
  });

  test('before the new contract begins there is nothing to rewrite to', () => {
    const record = withFacts(known, { contracts: { new: { startsOn: '2026-11-19' } } });
    expect(on(record, '2026-11-18')).toEqual([{ code: 'before-contract', on: '2026-11-19' }]);
    expect(on(record, '2026-11-19')).toEqual([]);
  });

  test('too late for the old contract: the quiet time would end after it', () => {
    const record = withFacts(known, { contracts: { old: { endsOn: '2026-12-02' } } });
    expect(on(record, '2026-11-17')).toEqual([]);
    expect(on(record, '2026-11-18')).toEqual([{ code: 'past-contract', on: '2026-12-02' }]);
  });

  test('before TTLs can have been lowered: said with the instant', () => {
    const { record } = did(started(), 0, zoneReport(T0, 'old', SPF_OLD, 86_400));
    const tomorrow = windowCautions(record, { from: T0 + 2 * HOUR_MS, to: T0 + 4 * HOUR_MS }, T0);
    expect(tomorrow).toContainEqual({ code: 'too-early', earliestAt: T0 + DAY_MS });
  });
});

describe('windows that are suggested', () => {
  const shown = (record: Migration, now: number) =>
    suggestWindows(record, now).map(({ from, to }) => {
      const { date, time } = wallTimeOf(from, record.facts.timeZone);
      return `${date} ${time}-${wallTimeOf(to, record.facts.timeZone).time}`;
    });

  test('are mornings from Tuesday to Thursday, the next four on which nothing speaks against it', () => {
    expect(shown(known, T0)).toEqual([
      '2026-09-02 09:00-11:00',
      '2026-09-03 09:00-11:00',
      '2026-09-08 09:00-11:00',
      '2026-09-09 09:00-11:00',
    ]);
  });

  test('leave out holidays, the days before them and the end of the month', () => {
    const now = instantOf('2026-10-26', '10:00', TOKYO);
    expect(shown(known, now)).toEqual([
      '2026-10-27 09:00-11:00',
      '2026-10-28 09:00-11:00',
      '2026-11-04 09:00-11:00',
      '2026-11-05 09:00-11:00',
    ]);
  });

  test('begin no sooner than half a day ahead', () => {
    const evening = instantOf('2026-09-01', '22:00', TOKYO);
    expect(shown(known, evening)[0]).toBe('2026-09-03 09:00-11:00');
  });

  test('are at nine by the clock, whatever the clock does meanwhile', () => {
    const berlin = withFacts(started(), { timeZone: 'Europe/Berlin' });
    const [before, , , after] = suggestWindows(berlin, instantOf('2026-10-20', '08:00', 'Europe/Berlin'));
    expect([before?.from, after?.from].map((from) => new Date(from ?? 0).toISOString())).toEqual([
      '2026-10-21T07:00:00.000Z',
      '2026-10-28T08:00:00.000Z',
    ]);
  });

  test('say how many working days follow', () => {
    const [tuesday] = suggestWindows(known, instantOf('2026-11-16', '10:00', TOKYO));
    expect(tuesday?.workdaysAfter).toBe(3);
  });

  test('where the old contract ends before any of them is safe: three all the same, each with that said', () => {
    const record = withFacts(known, { contracts: { old: { endsOn: '2026-09-05' } } });
    const found = suggestWindows(record, T0);
    expect(found).toHaveLength(3);
    for (const { cautions } of found) expect(cautions.map(({ code }) => code)).toContain('past-contract');
  });

  test('wait for what can be reckoned: a TTL that was lowered lately', () => {
    const high = did(started(), 0, zoneReport(T0, 'old', SPF_OLD, 86_400)).record;
    const lowered = did(high, HOUR_MS, zoneReport(T0 + HOUR_MS, 'old', SPF_OLD, 300)).record;
    for (const { from } of suggestWindows(lowered, T0 + HOUR_MS)) expect(from).toBeGreaterThanOrEqual(T0 + DAY_MS);
  });
});

describe('the country of a time zone', () => {
  test.each([
    ['Asia/Tokyo', 'JP'],
    ['Asia/Kolkata', 'IN'],
    ['Asia/Calcutta', 'IN'],
    ['Europe/Berlin', 'DE'],
    ['Europe/Oslo', 'NO'],
    ['America/New_York', 'US'],
    ['America/Argentina/Buenos_Aires', 'AR'],
    ['Etc/UTC', undefined],
    ['UTC', undefined],
  ])('%s: %s', (zone, country) => {
    expect(countryOfTimeZone(zone)).toBe(country);
  });
});

test('the calendar of the team’s country is kept, that of another is not', () => {
  const record = upTo(BEGIN);
  expect(record.facts.holidays).toBeUndefined();
  const told = did(withFacts(record, { country: 'JP' }), BEGIN, { kind: 'report-holidays', holidays });
  expect(told.record.facts.holidays).toEqual(holidays);
  const other = did(withFacts(record, { country: 'US' }), BEGIN, { kind: 'report-holidays', holidays });
  expect(other.record.facts.holidays).toBeUndefined();
  expect(kindsOf(other.events)).not.toContain('holidays-known');
});
