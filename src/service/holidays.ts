import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { type Holidays, holidaysSchema } from '../migration/date-facts.ts';
import { DAY_MS, type Instant } from '../migration/time.ts';

/** The public holidays of a country (ISO 3166-1 alpha-2) from yesterday on. Rejects when the calendar cannot be read. */
export type HolidaySource = (country: string, now: Instant) => Promise<Holidays>;

/** Fourteen months: a year is always known, and it is read anew every other month. */
const AHEAD_DAYS = 425;

/** What the worker is asked. Days, "2026-12-01". */
export type HolidayQuestion = { readonly country: string; readonly from: string; readonly until: string };

/**
 * Reads the calendar in a thread of its own that ends with it: loading all countries and reckoning moons takes a second
 * and fifty megabytes, which nobody at the door shall wait for, and which is needed every other month.
 */
export const readHolidays: HolidaySource = async (country, now) => {
  const day = (at: Instant) => new Date(at).toISOString().slice(0, 10);
  const question: HolidayQuestion = { country, from: day(now - DAY_MS), until: day(now + AHEAD_DAYS * DAY_MS) };
  const worker = new Worker(new URL('./holidays-worker.ts', import.meta.url), { workerData: question });
  try {
    const [answer]: readonly unknown[] = await once(worker, 'message');
    return holidaysSchema.parse(answer);
  } finally {
    await worker.terminate();
  }
};
