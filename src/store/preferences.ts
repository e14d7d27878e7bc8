import type Keyv from 'keyv';
import { z } from 'zod';
import type { Language } from '../migration/facts.ts';
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
};

export function createPreferences(keyv: Keyv): Preferences {
  return {
    userLanguage: async (user) => languageSchema.parse(await keyv.get<unknown>(languageKey(user))),
    setUserLanguage: async (user, language) => {
      if (language === undefined) await keyv.delete(languageKey(user));
      else await keyv.set(languageKey(user), language);
    },
  };
}

/** A language that a later version knew and this one does not is as good as none. */
const languageSchema = z.enum(['en', 'ja']).optional().catch(undefined);

function languageKey({ enterpriseId, teamId, userId }: SlackUser): string {
  return `setting:user-language:${[enterpriseId ?? '', teamId, userId].map(keyPart).join(':')}`;
}
