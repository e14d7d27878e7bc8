import type { Logger } from '../log.ts';
import type { Preferences } from '../service/ports.ts';
import type { People } from './people.ts';

/** What people chose for themselves goes before what Slack says of them. Never rejects: without the store, Slack's stands. */
export function withOwnLanguage(people: People, preferences: Preferences, log: Logger): People {
  const chosen = async (userId: string, teamId: string) => {
    try {
      return await preferences.userLanguage({ teamId, userId });
    } catch (error) {
      log.warn({ err: error, user: userId }, 'the language that a reader chose is not known');
      return undefined;
    }
  };
  return {
    outsider: people.outsider,
    reader: async (userId, teamId) => {
      const [reader, lang] = await Promise.all([
        people.reader(userId),
        teamId === undefined ? undefined : chosen(userId, teamId),
      ]);
      return lang === undefined ? reader : { ...reader, lang };
    },
  };
}
