import type { Logger } from '../log.ts';
import type { Preferences } from '../service/ports.ts';
import type { People } from './people.ts';

/** What people chose for themselves goes before what Slack says of them. Never rejects: without the store, Slack's stands. */
export function withOwnLanguage(people: People, preferences: Preferences, log: Logger): People {
  const unlessAway = async <Chosen>(what: string, userId: string, chosen: Promise<Chosen>) => {
    try {
      return await chosen;
    } catch (error) {
      log.warn({ err: error, user: userId }, `the ${what} that a reader chose is not known`);
      return undefined;
    }
  };
  return {
    outsider: people.outsider,
    reader: async (userId, teamId) => {
      if (teamId === undefined) return await people.reader(userId);
      const user = { teamId, userId };
      const [reader, lang, hours] = await Promise.all([
        people.reader(userId),
        unlessAway('language', userId, preferences.userLanguage(user)),
        unlessAway('hours', userId, preferences.userHours(user)),
      ]);
      return { ...reader, ...(lang === undefined ? {} : { lang }), ...(hours === undefined ? {} : { hours }) };
    },
  };
}
