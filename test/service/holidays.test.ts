import { describe, expect, test } from 'vitest';
import { readHolidays } from '../../src/service/holidays.ts';

const NOW = Date.parse('2026-11-24T06:00:00Z');

describe('the calendar that is installed', { timeout: 60_000 }, () => {
  test('knows the public holidays of Japan for more than a year, substitutes among them, in both languages', async () => {
    const { country, from, until, days } = await readHolidays('JP', NOW);
    expect({ country, from }).toEqual({ country: 'JP', from: '2026-11-23' });
    expect(Date.parse(until)).toBeGreaterThan(NOW + 400 * 86_400_000);
    expect(days[0]).toEqual({ date: '2026-11-23', en: 'Labor Thanksgiving Day', ja: '勤労感謝の日' });
    const dates = days.map(({ date }) => date);
    // The spring equinox of 2027 is a Sunday: the Monday after it is a holiday in its place.
    expect(dates).toEqual(expect.arrayContaining(['2027-01-01', '2027-03-21', '2027-03-22']));
    // Banks and companies close, and the law knows no holiday.
    expect(dates).not.toContain('2026-12-31');
    expect(new Set(dates).size).toBe(dates.length);
    expect(dates).toEqual(dates.toSorted());
  });

  test('names them in English where it knows no Japanese', async () => {
    const { days } = await readHolidays('US', NOW);
    expect(days[0]).toEqual({ date: '2026-11-26', en: 'Thanksgiving Day', ja: 'Thanksgiving Day' });
  });

  test('of a place that has none it gives none', async () => {
    expect((await readHolidays('AQ', NOW)).days).toEqual([]);
  });
});
