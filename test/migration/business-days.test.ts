import { describe, expect, test } from 'vitest';
import { businessDayEnd, monthTurnEnd } from '../../src/migration/business-days.ts';

const iso = (text: string): number => Date.parse(text);
const end = (from: string, timeZone: string): string => new Date(businessDayEnd(iso(from), timeZone)).toISOString();

describe("a month's turn: the end of the first business day of the next month", () => {
  test.each([
    ['a Thursday, the first', '2026-09-03T09:15:00+09:00', 'Asia/Tokyo', '2026-10-02T00:00:00+09:00'],
    ['a Sunday, the first: Monday', '2026-10-31T23:59:00+09:00', 'Asia/Tokyo', '2026-11-03T00:00:00+09:00'],
    ['from the first itself: the next', '2026-10-01T00:00:00+09:00', 'Asia/Tokyo', '2026-11-03T00:00:00+09:00'],
    ['the days are those of the zone', '2026-09-30T20:00:00Z', 'Asia/Tokyo', '2026-11-03T00:00:00+09:00'],
    ['out of a short month', '2027-02-01T12:00:00+09:00', 'Asia/Tokyo', '2027-03-02T00:00:00+09:00'],
    ['its last day', '2027-02-28T12:00:00+09:00', 'Asia/Tokyo', '2027-03-02T00:00:00+09:00'],
    ['over a change of clocks', '2026-10-05T12:00:00+02:00', 'Europe/Berlin', '2026-11-03T00:00:00+01:00'],
  ])('%s', (_, from, timeZone, expected) => {
    expect(monthTurnEnd(iso(from), timeZone)).toBe(iso(expected));
  });
});

describe('the end of the first whole business day', () => {
  test.each([
    ['a Thursday morning: Friday', '2026-09-03T09:15:00+09:00', 'Asia/Tokyo', '2026-09-05T00:00:00+09:00'],
    ['midnight itself: that day', '2026-09-03T00:00:00+09:00', 'Asia/Tokyo', '2026-09-04T00:00:00+09:00'],
    ['a moment after it: the next', '2026-09-03T00:00:00.001+09:00', 'Asia/Tokyo', '2026-09-05T00:00:00+09:00'],
    ['a Friday: Monday', '2026-09-04T09:00:00+09:00', 'Asia/Tokyo', '2026-09-08T00:00:00+09:00'],
    ['a Saturday: Monday', '2026-09-05T12:00:00+09:00', 'Asia/Tokyo', '2026-09-08T00:00:00+09:00'],
    ['the days are those of the zone', '2026-09-03T20:00:00Z', 'Asia/Tokyo', '2026-09-08T00:00:00+09:00'],
    ['half an hour beside the hour', '2026-09-02T12:00:00+05:30', 'Asia/Kolkata', '2026-09-04T00:00:00+05:30'],
    [
      'over the weekend in which clocks go forward',
      '2026-03-27T10:00:00+01:00',
      'Europe/Berlin',
      '2026-03-31T00:00:00+02:00',
    ],
    ['from that very Sunday', '2026-03-29T10:00:00+02:00', 'Europe/Berlin', '2026-03-31T00:00:00+02:00'],
    [
      'over the weekend in which clocks go back',
      '2026-10-23T10:00:00+02:00',
      'Europe/Berlin',
      '2026-10-27T00:00:00+01:00',
    ],
    ['a Friday of 23 hours', '2026-03-26T12:00:00+02:00', 'Asia/Jerusalem', '2026-03-28T00:00:00+03:00'],
    ['a Friday that begins at one', '2026-04-23T12:00:00+02:00', 'Africa/Cairo', '2026-04-25T00:00:00+03:00'],
    ['from that Friday, a moment late', '2026-04-24T01:00:00.001+03:00', 'Africa/Cairo', '2026-04-28T00:00:00+03:00'],
    ['from its first moment', '2026-04-24T01:00:00+03:00', 'Africa/Cairo', '2026-04-25T00:00:00+03:00'],
    ['from that morning', '2026-04-24T09:00:00+03:00', 'Africa/Cairo', '2026-04-28T00:00:00+03:00'],
  ])('from %s', (_, from, timeZone, expected) => {
    expect(end(from, timeZone)).toBe(new Date(iso(expected)).toISOString());
  });

  test('lies at least 23 hours ahead, at most four days, and at a midnight, from any hour of a year', () => {
    for (const timeZone of [
      'Asia/Tokyo',
      'Europe/Berlin',
      'America/New_York',
      'Asia/Jerusalem',
      'Australia/Lord_Howe',
    ]) {
      const clock = new Intl.DateTimeFormat('en-GB', {
        timeZone,
        hour: '2-digit',
        minute: '2-digit',
        weekday: 'short',
      });
      for (let from = iso('2026-01-01T00:30:00Z'); from < iso('2027-01-01T00:00:00Z'); from += 5 * 3_600_000) {
        const until = businessDayEnd(from, timeZone);
        expect(until - from).toBeGreaterThanOrEqual(23 * 3_600_000);
        expect(until - from).toBeLessThanOrEqual(4.1 * 24 * 3_600_000);
        expect(clock.format(until)).toMatch(/^(Tue|Wed|Thu|Fri|Sat).*00:00$/);
      }
    }
  });
});

describe('public holidays are no business days', () => {
  const newYear = new Set(['2026-12-31', '2027-01-01', '2027-01-11']);
  const isHoliday = (date: string): boolean => newYear.has(date);
  test.each([
    ['the day before New Year’s Eve: the Monday after', '2026-12-30T09:00:00+09:00', '2027-01-05T00:00:00+09:00'],
    ['a Sunday before a holiday Monday: Tuesday', '2027-01-10T12:00:00+09:00', '2027-01-13T00:00:00+09:00'],
    ['a holiday from its first moment: the day after', '2027-01-11T00:00:00+09:00', '2027-01-13T00:00:00+09:00'],
    ['a holiday that is a weekend day changes nothing', '2026-09-04T09:00:00+09:00', '2026-09-08T00:00:00+09:00'],
  ])('%s', (_, from, expected) => {
    expect(businessDayEnd(iso(from), 'Asia/Tokyo', isHoliday)).toBe(iso(expected));
  });

  test('the turn of a year waits for the first working day', () => {
    expect(monthTurnEnd(iso('2026-12-10T09:00:00+09:00'), 'Asia/Tokyo', isHoliday)).toBe(
      iso('2027-01-05T00:00:00+09:00'),
    );
  });

  test('a calendar on which nobody ever works holds nothing up for ever', () => {
    expect(businessDayEnd(iso('2026-12-10T09:00:00+09:00'), 'Asia/Tokyo', () => true)).toBeLessThan(
      iso('2027-01-15T00:00:00+09:00'),
    );
  });
});
