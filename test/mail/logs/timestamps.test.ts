import { describe, expect, it } from 'vitest';
import { createLineClock, type LogClock } from '../../../src/mail/logs/timestamps.ts';

const NOW = Date.UTC(2026, 10, 24, 12);
const UTC: LogClock = { now: NOW, timeZone: 'UTC' };
const JST: LogClock = { now: NOW, timeZone: 'Asia/Tokyo' };
const read = (line: string, clock = UTC) => createLineClock(clock)(line);

describe('the time of a line', () => {
  const AT = Date.UTC(2026, 10, 24, 4, 7, 6);
  it.each([
    ['2026-11-24T13:07:06+09:00 host x: y', UTC, AT, 'host x: y'],
    ['2026-11-24T04:07:06.123456Z host x: y', JST, AT + 123, 'host x: y'],
    ['2026-11-24 13:07:06 1vN', JST, AT, '1vN'],
    ['2026-11-24 13:07:06.250 1vN', JST, AT, '1vN'],
    ['2026-11-24 13:07:06 +0900 1vN', UTC, AT, '1vN'],
    ['Nov 24 13:07:06 host x', JST, AT, 'host x'],
    ['Nov  1 05:30:00 host x', { now: NOW, timeZone: 'America/New_York' }, Date.UTC(2026, 10, 1, 10, 30), 'host x'],
    ['Oct 31 05:30:00 host x', { now: NOW, timeZone: 'America/New_York' }, Date.UTC(2026, 9, 31, 9, 30), 'host x'],
    ['Nov  4 13:07:06 host x', JST, AT - 20 * 86_400_000, 'host x'],
    ['<22>Nov 24 13:07:06 host x', JST, AT, 'host x'],
    ['Nov 24 2026 13:07:06 host x', JST, AT, 'host x'],
  ])('%s', (line, clock, at, text) => {
    expect(read(line, clock)).toMatchObject({ at, text });
  });

  it.each([
    '',
    'no time at all',
    'Foo 24 13:07:06 x',
    'Nov 31 13:07:06 x',
    '2026-11-24 25:07:06 x',
    '2026-13-24T13:07:06Z x',
  ])('is none in "%s"', (line) => {
    expect(read(line).at).toBeUndefined();
  });

  it('is none where it lies ahead: a wrong clock vouches for nothing', () => {
    expect(read('2026-11-26T00:00:00Z x').at).toBeUndefined();
    expect(read('2026-11-24T23:00:00Z x').at).toBe(Date.UTC(2026, 10, 24, 23));
  });

  it('without a zone is that of this machine', () => {
    expect(read('2026-11-24 01:02:03 x', { now: NOW }).at).toBe(new Date(2026, 10, 24, 1, 2, 3).getTime());
  });
});

describe('a line without a year', () => {
  it('lies in the twelve months before now, across New Year', () => {
    const clock = createLineClock({ now: Date.UTC(2027, 0, 3), timeZone: 'UTC' });
    const years = ['Dec 30 23:59:59 x', 'Dec 31 23:59:59 x', 'Jan  1 00:00:00 x', 'Jan  2 00:00:00 x'].map((line) =>
      new Date(clock(line).at ?? 0).getUTCFullYear(),
    );
    expect(years).toEqual([2026, 2026, 2027, 2027]);
  });

  it('counts from the year given, and on where the months begin anew', () => {
    const clock = createLineClock({ now: NOW, year: 2023, timeZone: 'UTC' });
    const years = ['Nov 30 10:00:00 x', 'Dec 31 10:00:00 x', 'Jan  1 10:00:00 x', 'Feb 29 10:00:00 x'].map((line) =>
      new Date(clock(line).at ?? 0).toISOString().slice(0, 10),
    );
    expect(years).toEqual(['2023-11-30', '2023-12-31', '2024-01-01', '2024-02-29']);
  });

  it('that is a 29 February lies in the last leap year', () => {
    expect(read('Feb 29 10:00:00 x').at).toBe(Date.UTC(2024, 1, 29, 10));
  });
});
