import { parentPort, workerData } from 'node:worker_threads';
import Calendar, { type HolidaysTypes } from 'date-holidays';
import { z } from 'zod';
import type { Holidays } from '../migration/date-facts.ts';
import { DAY_MS, HOUR_MS } from '../migration/time.ts';
import type { HolidayQuestion } from './holidays.ts';

/** Days on which the whole country rests, by name; in Japanese where the calendar has one, else in English. */
function holidaysIn({ country, from, until }: HolidayQuestion): Holidays {
  const calendar = new Calendar(country);
  const years = Array.from(
    { length: Number(until.slice(0, 4)) - Number(from.slice(0, 4)) + 1 },
    (_, index) => Number(from.slice(0, 4)) + index,
  );
  const all = (lang: 'en' | 'ja') =>
    years.flatMap((year) => calendar.getHolidays(year, lang).filter(({ type }) => type === 'public'));
  const inJapanese = new Map(all('ja').map((holiday) => [`${holiday.date} ${holiday.rule}`, holiday.name]));
  const days = new Map<string, Holidays['days'][number]>();
  for (const holiday of all('en')) {
    const named = inJapanese.get(`${holiday.date} ${holiday.rule}`);
    const ja = named !== undefined && JAPANESE.test(named) ? named : holiday.name;
    for (const date of daysOf(holiday))
      if (from <= date && date <= until) days.set(date, { date, en: holiday.name, ja });
  }
  return { country, from, until, days: [...days.values()].sort((a, b) => (a.date < b.date ? -1 : 1)) };
}

/** The calendar gives a name in the country's own language where it has none in this one. */
const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;

/** Some begin in the evening, some last for days: those whose noon lies in it. `date` is by the clocks of the country. */
function daysOf({ date, start, end }: HolidaysTypes.Holiday): readonly string[] {
  const begins = Date.parse(`${date.slice(0, 10)}T${date.slice(11, 19) || '00:00:00'}Z`);
  const lastsMs = end.getTime() - start.getTime();
  const days: string[] = [];
  for (let noon = Date.parse(`${date.slice(0, 10)}T12:00:00Z`); noon < begins + lastsMs; noon += DAY_MS)
    if (noon >= begins - HOUR_MS) days.push(new Date(noon).toISOString().slice(0, 10));
  return days;
}

const question = z.object({ country: z.string(), from: z.string(), until: z.string() }).parse(workerData);
parentPort?.postMessage(holidaysIn(question));
