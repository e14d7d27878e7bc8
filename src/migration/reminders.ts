import type { Actor } from './actor.ts';
import { holidaysOf, type IsHoliday, isBusinessDay } from './business-days.ts';
import type { OwnerTold } from './client-facts.ts';
import type { Happening } from './events.ts';
import type { Facts } from './facts.ts';
import type { PersonHours } from './hours-facts.ts';
import { askingPhase, openByOwner, ownerKey } from './owner-tasks.ts';
import { clockHour, USUAL_HOURS } from './person-hours.ts';
import type { Instant } from './time.ts';
import { addDays, instantOf, type LocalDate, wallTimeOf } from './wall-time.ts';

/** So many reminders a person and phase. The first comes a working day after the message, each next one a day later than the one before did. */
export const MOST_REMINDERS = 3;

/** No list of holidays holds a reminder up for longer: one that says so is wrong. */
const LONGEST_REST_DAYS = 31;

type Reminded = Extract<Happening, { kind: 'owners-reminded' }>;

/** Who is reminded now of what is open of theirs. */
export function remindersDue(facts: Facts, now: Instant): Reminded | undefined {
  const phase = askingPhase(facts);
  if (phase === undefined) return undefined;
  const owners = waits(facts, now).flatMap(({ owner, at }) => (at <= now ? [owner] : []));
  return owners.length === 0 ? undefined : { kind: 'owners-reminded', phase, owners };
}

/** When reminders fall due, one instant a person who is to have another. */
export const reminderTurns = (facts: Facts, now: Instant): readonly Instant[] => waits(facts, now).map(({ at }) => at);

/** When this person is reminded next of what is open of theirs; undefined when they will not be, as things stand. */
export const nextReminderTo = (facts: Facts, person: Actor, now: Instant): Instant | undefined =>
  waits(facts, now).find(({ owner }) => owner === person)?.at;

function waits(facts: Facts, now: Instant): readonly { readonly owner: Actor; readonly at: Instant }[] {
  const phase = askingPhase(facts);
  if (phase === undefined || !facts.settings.reminders) return [];
  const isHoliday = holidaysOf(facts);
  return [...openByOwner(facts, phase)].flatMap(([owner, open]) => {
    const told = facts.ownersTold?.[ownerKey(owner, phase)];
    if (told === undefined || told.isOver === true || told.reminders >= MOST_REMINDERS) return [];
    // Whoever asked for help waits for the team.
    if (open.every(({ helpAsked }) => helpAsked !== undefined)) return [];
    return [{ owner, at: nextReminder(facts, owner, told, isHoliday, now) }];
  });
}

/** Never before `now`: what was missed, while the bot was away, waits for working hours as well. */
function nextReminder(facts: Facts, owner: Actor, told: OwnerTold, isHoliday: IsHoliday, now: Instant): Instant {
  // Hours of the person's own wall clock; nobody is written to at other times.
  const hours = facts.personHours?.[owner] ?? USUAL_HOURS;
  const onAnyDay = hours.weekends ?? facts.settings.remindWeekends;
  // The holidays are those of the team's country: that of the person is not known.
  const isWorkday = (date: LocalDate): boolean => onAnyDay || isBusinessDay(date, isHoliday);
  const zone = facts.personZones?.[owner] ?? facts.timeZone;
  let date = wallTimeOf(told.at, zone).date;
  for (let days = told.reminders + 1; days > 0; days -= 1) date = workdayAfter(date, isWorkday);
  return inHours(Math.max(now, instantOf(date, clockHour(hours.fromHour), zone)), zone, hours, isWorkday);
}

/** The first instant from then on that lies within these hours of a working day. */
function inHours(
  from: Instant,
  zone: string,
  { fromHour, toHour }: PersonHours,
  isWorkday: (date: LocalDate) => boolean,
): Instant {
  const [begins, ends] = [clockHour(fromHour), clockHour(toHour)];
  const { date, time } = wallTimeOf(from, zone);
  if (!isWorkday(date) || time >= ends) return instantOf(workdayAfter(date, isWorkday), begins, zone);
  return time < begins ? instantOf(date, begins, zone) : from;
}

function workdayAfter(date: LocalDate, isWorkday: (date: LocalDate) => boolean): LocalDate {
  let next = addDays(date, 1);
  for (let left = LONGEST_REST_DAYS; left > 0 && !isWorkday(next); left -= 1) next = addDays(next, 1);
  return next;
}
