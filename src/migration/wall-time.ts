import { DAY_MS, type Instant } from './time.ts';

/**
 * The instant at which a wall clock in `timeZone` (IANA) shows this date and time. In the hour that summer time skips,
 * the same time by the clock of before; in the hour that comes twice, the earlier one.
 */
export function instantOf(date: string, time: string, timeZone: string): Instant {
  const asUtc = Date.parse(`${date}T${time}:00Z`);
  const guesses = [asUtc - DAY_MS, asUtc + DAY_MS].map((near) => asUtc - offsetMs(near, timeZone));
  const right = guesses.filter((guess) => guess + offsetMs(guess, timeZone) === asUtc);
  return right.length > 0 ? Math.min(...right) : (guesses[0] ?? asUtc);
}

/** How far the zone's clock is ahead of UTC at this instant. */
function offsetMs(at: Instant, timeZone: string): number {
  const parts = format(timeZone).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((one) => one.type === type)?.value ?? 0);
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return shown - Math.floor(at / 1_000) * 1_000;
}

/** Making a format costs far more than using it. */
const formats = new Map<string, Intl.DateTimeFormat>();
function format(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(timeZone, made);
  return made;
}

/** A day of the calendar, "2026-12-01". */
export type LocalDate = string;

/** The day that a calendar on the wall in `timeZone` shows at this instant, and the time beside it ("09:00"). */
export function wallTimeOf(at: Instant, timeZone: string): { readonly date: LocalDate; readonly time: string } {
  const shown = new Date(at + offsetMs(at, timeZone)).toISOString();
  return { date: shown.slice(0, 10), time: shown.slice(11, 16) };
}

/** The first instant of that day: where midnight is skipped by summer time, the moment after. */
export const startOfDay = (date: LocalDate, timeZone: string): Instant => instantOf(date, '00:00', timeZone);

export function addDays(date: LocalDate, days: number): LocalDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The same day so many months on, or that month's last day where it has no such day: a contract is extended so. */
export function addMonths(date: LocalDate, months: number): LocalDate {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))).toISOString().slice(0, 10);
}

/** 0 is Sunday. */
export const weekdayOf = (date: LocalDate): number => new Date(`${date}T00:00:00Z`).getUTCDay();

export function isWeekend(date: LocalDate): boolean {
  const weekday = weekdayOf(date);
  return weekday === 0 || weekday === 6;
}
