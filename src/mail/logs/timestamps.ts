import type { Instant } from '../../migration/time.ts';
import { DAY_MS } from '../../migration/time.ts';
import { instantOf } from '../../migration/wall-time.ts';

export type LogClock = {
  readonly now: Instant;
  /** Year of the first line, where lines name none; absent: each line lies in the twelve months before now. */
  readonly year?: number;
  /** Time zone (IANA) of lines that name none; absent: that of this machine. */
  readonly timeZone?: string;
};

export type Stamped = {
  /** Absent where the line names no real moment, or one that lies ahead. */
  readonly at?: Instant;
  /** The line named no zone: its time is as good as what was assumed. */
  readonly isZoneAssumed?: true;
  /** What follows the time. */
  readonly text: string;
};

const RFC3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d))\s+/;
const PLAIN = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:[.,]\d{1,9})?(?: ([+-]\d{4}))?\s+/;
const SYSLOG = /^(?:<\d{1,3}>)?([A-Z][a-z]{2}) {1,2}(\d{1,2})(?: (\d{4}))? (\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?\s+/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** A clock may run ahead of ours by so much. */
const AHEAD_MS = DAY_MS;
/** Lines are written in order: one so much earlier than the last began a new year. */
const BACK_MS = 180 * DAY_MS;
/** 29 February comes back after eight years at the latest. */
const MOST_YEARS_BACK = 8;

/**
 * Reads the time that a log's line begins with: RFC 3339, "2026-11-24 13:07:06" with or without zone (Exim, Dovecot), or
 * syslog's "Nov 24 13:07:06", which names no year. Lines are to be given in order.
 */
export function createLineClock(clock: LogClock): (line: string) => Stamped {
  let year = clock.year;
  let last: Instant | undefined;
  const latest = clock.now + AHEAD_MS;
  const isPast = (at: Instant | undefined): at is Instant => at !== undefined && at <= latest;

  const withoutYear = (parts: Parts): Instant | undefined => {
    if (year !== undefined) {
      const at = momentOf({ ...parts, year }, clock.timeZone);
      if (at === undefined || last === undefined || at >= last - BACK_MS) return at;
      year += 1;
      return momentOf({ ...parts, year }, clock.timeZone);
    }
    // The zone of the log may be ahead of UTC, and a year with it.
    const newest = new Date(latest).getUTCFullYear() + 1;
    for (let back = 0; back <= MOST_YEARS_BACK; back += 1) {
      const at = momentOf({ ...parts, year: newest - back }, clock.timeZone);
      if (isPast(at)) return at;
    }
    return undefined;
  };

  return (line) => {
    const { at, text, isZoned } = stampOf(line, clock, withoutYear);
    if (!isPast(at)) return { text };
    last = at;
    return { at, text, ...(isZoned ? {} : { isZoneAssumed: true as const }) };
  };
}

type Parts = {
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
};

function stampOf(
  line: string,
  clock: LogClock,
  withoutYear: (parts: Parts) => Instant | undefined,
): { readonly at: Instant | undefined; readonly text: string; readonly isZoned: boolean } {
  const rfc = RFC3339.exec(line);
  if (rfc !== null) {
    const at = Date.parse(rfc[1] ?? '');
    return { at: Number.isNaN(at) ? undefined : at, text: line.slice(rfc[0].length), isZoned: true };
  }
  const plain = PLAIN.exec(line);
  if (plain !== null) {
    const [all, year, month, day, hour, minute, second, zone] = plain;
    const parts = partsOf(Number(month) - 1, day, hour, minute, second);
    const at = momentOf({ ...parts, year: Number(year) }, zone === undefined ? clock.timeZone : minutesOf(zone));
    return { at, text: line.slice(all.length), isZoned: zone !== undefined };
  }
  const syslog = SYSLOG.exec(line);
  if (syslog === null) return { at: undefined, text: line, isZoned: true };
  const [all, name = '', day, year, hour, minute, second] = syslog;
  const parts = partsOf(MONTHS.indexOf(name), day, hour, minute, second);
  const at = year === undefined ? withoutYear(parts) : momentOf({ ...parts, year: Number(year) }, clock.timeZone);
  return { at, text: line.slice(all.length), isZoned: false };
}

function partsOf(month: number, ...rest: readonly (string | undefined)[]): Parts {
  const [day = 0, hour = 0, minute = 0, second = 0] = rest.map(Number);
  return { month, day, hour, minute, second };
}

/** `zone`: a time zone (IANA), minutes east of UTC, or this machine's. */
function momentOf(
  { year, month, day, hour, minute, second }: Parts & { readonly year: number },
  zone: string | number | undefined,
): Instant | undefined {
  if (month < 0 || hour > 23 || minute > 59 || second > 60) return undefined;
  const utc = Date.UTC(year, month, day, hour, minute, second);
  // 30 February would be a day in March.
  if (new Date(Date.UTC(year, month, day)).getUTCDate() !== day || month > 11) return undefined;
  if (typeof zone === 'number') return utc - zone * 60_000;
  if (zone === undefined) return new Date(year, month, day, hour, minute, second).getTime();
  // Zones turn at a minute, and lines come by the thousand within one.
  const wall = utc - (utc % 60_000);
  if (known.zone !== zone || known.wall !== wall) {
    const [date = '', time = ''] = new Date(wall).toISOString().split('T');
    known = { zone, wall, at: instantOf(date, time.slice(0, 5), zone) };
  }
  return known.at + (utc - wall);
}

let known = { zone: '', wall: 0, at: 0 };

function minutesOf(zone: string): number {
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3, 5));
  return zone.startsWith('-') ? -minutes : minutes;
}
