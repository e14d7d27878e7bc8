import type { PersonHours } from './hours-facts.ts';

/** Those of whoever chose none. */
export const USUAL_HOURS: PersonHours = { fromHour: 9, toHour: 17 };

/** One thing that a person picks; `weekends` undefined: as the migration has it. */
export type HoursPick =
  | { readonly kind: 'from' | 'to'; readonly hour: number }
  | { readonly kind: 'weekends'; readonly weekends: boolean | undefined };

/** The hours after a pick. One end moved past the other takes that one along, as far as the day goes. */
export function withPick(hours: PersonHours, pick: HoursPick): PersonHours {
  const { fromHour, toHour, weekends } = hours;
  const length = toHour - fromHour;
  const wish = weekends === undefined ? {} : { weekends };
  switch (pick.kind) {
    case 'from':
      return { fromHour: pick.hour, toHour: pick.hour < toHour ? toHour : Math.min(24, pick.hour + length), ...wish };
    case 'to':
      return {
        fromHour: fromHour < pick.hour ? fromHour : Math.max(0, pick.hour - length),
        toHour: pick.hour,
        ...wish,
      };
    case 'weekends':
      return { fromHour, toHour, ...(pick.weekends === undefined ? {} : { weekends: pick.weekends }) };
  }
}

export const isSameHours = (one: PersonHours, other: PersonHours): boolean =>
  one.fromHour === other.fromHour && one.toHour === other.toHour && one.weekends === other.weekends;

/** 9 → "09:00"; 24 is the end of the day. */
export const clockHour = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;
