import type Keyv from 'keyv';
import { z } from 'zod';
import type { Language } from '../migration/facts.ts';
import { type PersonHours, personHoursSchema } from '../migration/hours-facts.ts';
import { keyPart } from './adapter.ts';

export type SlackUser = {
  readonly enterpriseId?: string | undefined;
  readonly teamId: string;
  readonly userId: string;
};

/** Small things that people choose for themselves. They change no migration, so they are in no journal. */
export type Preferences = {
  readonly userLanguage: (user: SlackUser) => Promise<Language | undefined>;
  /** Undefined forgets the choice. */
  readonly setUserLanguage: (user: SlackUser, language: Language | undefined) => Promise<void>;
  /** When they may be reminded; undefined: they never chose. */
  readonly userHours: (user: SlackUser) => Promise<PersonHours | undefined>;
  readonly setUserHours: (user: SlackUser, hours: PersonHours) => Promise<void>;
};

export function createPreferences(keyv: Keyv): Preferences {
  return {
    userLanguage: async (user) => languageSchema.parse(await keyv.get<unknown>(languageKey(user))),
    setUserLanguage: async (user, language) => {
      if (language === undefined) await keyv.delete(languageKey(user));
      else await keyv.set(languageKey(user), language);
    },
    userHours: async (user) => hoursSchema.parse(await keyv.get<unknown>(hoursKey(user))),
    setUserHours: async (user, hours) => {
      await keyv.set(hoursKey(user), hours);
    },
  };
}

/** A language that a later version knew and this one does not is as good as none. */
const languageSchema = z.enum(['en', 'ja']).optional().catch(undefined);

/** The same of hours. */
const hoursSchema = personHoursSchema.optional().catch(undefined);

const languageKey = (user: SlackUser): string => `setting:user-language:${keyOf(user)}`;
const hoursKey = (user: SlackUser): string => `setting:user-hours:${keyOf(user)}`;

function keyOf({ enterpriseId, teamId, userId }: SlackUser): string {
  return [enterpriseId ?? '', teamId, userId].map(keyPart).join(':');
}
