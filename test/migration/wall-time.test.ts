import { describe, expect, test } from 'vitest';
import { addDays, addMonths, startOfDay, wallTimeOf, weekdayOf } from '../../src/migration/wall-time.ts';

const iso = (text: string): number => Date.parse(text);

describe('days of the calendar', () => {
  test.each([
    ['2026-12-31', 1, '2027-01-01'],
    ['2028-02-28', 1, '2028-02-29'],
    ['2027-03-01', -1, '2027-02-28'],
  ])('%s and %i days: %s', (date, days, expected) => {
    expect(addDays(date, days)).toBe(expected);
  });

  test.each([
    ['2027-02-28', 1, '2027-03-28'],
    ['2027-01-31', 1, '2027-02-28'],
    ['2027-12-31', 2, '2028-02-29'],
    ['2026-12-15', 0, '2026-12-15'],
  ])('%s and %i months: %s, never in a month after', (date, months, expected) => {
    expect(addMonths(date, months)).toBe(expected);
  });

  test('the first of December 2026 is a Tuesday', () => {
    expect(weekdayOf('2026-12-01')).toBe(2);
  });
});

describe('what a clock on the wall shows', () => {
  test.each([
    ['2026-12-01T00:00:00Z', 'Asia/Tokyo', '2026-12-01', '09:00'],
    ['2026-12-01T23:59:59.999Z', 'Etc/UTC', '2026-12-01', '23:59'],
    ['2026-10-25T00:30:00Z', 'Europe/Berlin', '2026-10-25', '02:30'],
    ['2026-10-25T01:30:00Z', 'Europe/Berlin', '2026-10-25', '02:30'],
  ])('%s in %s', (at, timeZone, date, time) => {
    expect(wallTimeOf(iso(at), timeZone)).toEqual({ date, time });
  });

  test('a day begins at its midnight, or right after where summer time skips that', () => {
    expect(startOfDay('2026-12-01', 'Asia/Tokyo')).toBe(iso('2026-12-01T00:00:00+09:00'));
    expect(startOfDay('2026-04-24', 'Africa/Cairo')).toBe(iso('2026-04-24T01:00:00+03:00'));
  });
});
