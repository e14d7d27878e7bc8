import { DAY_MS, HOUR_MS, type Instant } from './time.ts';

/**
 * The end of the first whole business day (Monday to Friday, midnight to midnight in the time zone) that begins at or
 * after an instant. Public holidays are not known here.
 */
export function businessDayEnd(from: Instant, timeZone: string): Instant {
  let start = dayStart(from, timeZone);
  if (start < from) start = nextDay(start, timeZone);
  while (isWeekend(start, timeZone)) start = nextDay(start, timeZone);
  return nextDay(start, timeZone);
}

/**
 * The end of the first business day of the month that begins after an instant: by then whoever writes once a month, at
 * its turn, has written.
 */
export function monthTurnEnd(from: Instant, timeZone: string): Instant {
  const first = nextDay(dayStart(from, timeZone), timeZone);
  // No month is shorter than 28 days: up to the 27th it cannot have turned.
  const { day } = parts(first, timeZone);
  let start = day === 1 || day > 27 ? first : dayStart(first + (27 - day) * DAY_MS + 6 * HOUR_MS, timeZone);
  while (parts(start, timeZone).day !== 1) start = nextDay(start, timeZone);
  return businessDayEnd(start, timeZone);
}

const formats = new Map<string, Intl.DateTimeFormat>();
function format(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  formats.set(timeZone, made);
  return made;
}

function parts(at: Instant, timeZone: string): { weekday: string; day: number; sinceMidnightMs: number } {
  const found = Object.fromEntries(
    format(timeZone)
      .formatToParts(at)
      .map((part) => [part.type, part.value]),
  );
  const seconds = Number(found.hour) * 3_600 + Number(found.minute) * 60 + Number(found.second);
  return { weekday: found.weekday ?? '', day: Number(found.day), sinceMidnightMs: seconds * 1_000 + (at % 1_000) };
}

/** Where clocks were changed since midnight the first guess is an hour beside it: look at what they show there. */
function dayStart(at: Instant, timeZone: string): Instant {
  const guess = at - parts(at, timeZone).sinceMidnightMs;
  const beside = parts(guess, timeZone).sinceMidnightMs;
  return beside > DAY_MS / 2 ? guess + DAY_MS - beside : guess - beside;
}

/** Days of 23 and 25 hours exist: aim at the next noon, then go back to its midnight. */
function nextDay(start: Instant, timeZone: string): Instant {
  return dayStart(start + DAY_MS + 6 * HOUR_MS, timeZone);
}

function isWeekend(at: Instant, timeZone: string): boolean {
  const { weekday } = parts(at, timeZone);
  return weekday === 'Sat' || weekday === 'Sun';
}
