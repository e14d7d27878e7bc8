import { z } from 'zod';

/** A day of the calendar, "2026-12-01": what contracts and holidays are about, wherever the reader is. */
const day = z.iso.date();

/** The public holidays of a country from one day to another, both included; nothing is known of days beyond. */
export const holidaysSchema = z.object({
  country: z.string(),
  from: day,
  until: day,
  days: z.array(z.object({ date: day, en: z.string(), ja: z.string() })),
});
export type Holidays = z.infer<typeof holidaysSchema>;

export const contractsSchema = z.object({
  /** Its last day; up to so many days before it can be extended, or notice be given. */
  old: z.object({ endsOn: day, noticeDays: z.int().optional() }).optional(),
  new: z.object({ startsOn: day }).optional(),
});
export type Contracts = z.infer<typeof contractsSchema>;

/** As soon as it can be seen, two weeks and three days before the last day to act, and on the day itself. */
export const CONTRACT_STAGES = ['early', 'fortnight', 'last', 'ended'] as const;
export type ContractStage = (typeof CONTRACT_STAGES)[number];

/** What the channel was told of the old contract last; `n` numbers the messages. */
export const contractToldSchema = z.object({
  n: z.int(),
  endsOn: day,
  noticeDays: z.int().optional(),
  stage: z.enum(CONTRACT_STAGES),
  isShort: z.boolean(),
});

/** The window whose eve was told of. */
export const eveSchema = z.object({ from: z.number() });
