import { z } from 'zod';

/**
 * When a person may be reminded, by their own wall clock: whole hours, 9 to 17 is from 09:00 until just before 17:00.
 * `weekends`: their own wish for days on which nobody works; absent: as the migration has it.
 */
export const personHoursSchema = z
  .object({
    fromHour: z.int().min(0).max(23),
    toHour: z.int().min(1).max(24),
    weekends: z.boolean().optional(),
  })
  .refine(({ fromHour, toHour }) => fromHour < toHour);
export type PersonHours = z.infer<typeof personHoursSchema>;
