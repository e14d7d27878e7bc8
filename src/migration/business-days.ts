import type { Facts } from './facts.ts';
import type { Instant } from './time.ts';
import { addDays, isWeekend, type LocalDate, startOfDay, wallTimeOf } from './wall-time.ts';

/** Whether nobody works on that day. */
export type IsHoliday = (date: LocalDate) => boolean;
const NONE_KNOWN: IsHoliday = () => false;

/** The public holidays of the team's country as far as they are known; a day beyond what is known counts as none. */
export function holidaysOf({ holidays }: Pick<Facts, 'holidays'>): IsHoliday {
  const days = new Set(holidays?.days.map(({ date }) => date));
  return (date) => days.has(date);
}

/** Monday to Friday, and no public holiday. */
export const isBusinessDay = (date: LocalDate, isHoliday: IsHoliday = NONE_KNOWN): boolean =>
  !isWeekend(date) && !isHoliday(date);

/** No country rests for longer in one go; a list that says so is wrong, and must not hold anything up for ever. */
const LONGEST_REST_DAYS = 31;

/**
 * The end of the first whole business day (Monday to Friday but for public holidays, midnight to midnight in the time
 * zone) that begins at or after an instant.
 */
export function businessDayEnd(from: Instant, timeZone: string, isHoliday: IsHoliday = NONE_KNOWN): Instant {
  const today = wallTimeOf(from, timeZone).date;
  let date = startOfDay(today, timeZone) < from ? addDays(today, 1) : today;
  for (let left = LONGEST_REST_DAYS; left > 0 && !isBusinessDay(date, isHoliday); left -= 1) date = addDays(date, 1);
  return startOfDay(addDays(date, 1), timeZone);
}

/**
 * The end of the first business day of the month that begins after an instant: by then whoever writes once a month, at
 * its turn, has written.
 */
export function monthTurnEnd(from: Instant, timeZone: string, isHoliday: IsHoliday = NONE_KNOWN): Instant {
  let date = addDays(wallTimeOf(from, timeZone).date, 1);
  while (!date.endsWith('-01')) date = addDays(date, 1);
  return businessDayEnd(startOfDay(date, timeZone), timeZone, isHoliday);
}
