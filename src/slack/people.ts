import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { isTimeZone } from '../config.ts';
import type { Logger } from '../log.ts';
import type { Language } from '../migration/facts.ts';
import { HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from '../migration/time.ts';

/** What Slack knows of a reader; each absent when Slack did not say. */
export type Reader = { readonly lang?: Language; readonly timeZone?: string };

/** `teamId`: the workspace in which they may have chosen a language of their own. */
export type People = { readonly reader: (userId: string, teamId?: string) => Promise<Reader> };

const KNOWN_FOR_MS = 6 * HOUR_MS;
/** After a failure the next question waits: an answer in another language is better than a slow one. */
const UNKNOWN_FOR_MS = 5 * MINUTE_MS;
const PATIENCE_MS = SECOND_MS;
const MOST_KEPT = 5_000;

const userInfo = z.object({ user: z.object({ locale: z.string().optional(), tz: z.string().optional() }) });

/** Language and time zone of people, from `users.info`, remembered for hours. Never rejects: unknown is an answer. */
export function createPeople(client: WebClient, now: () => Instant, log: Logger): People {
  const kept = new Map<string, { readonly until: Instant; readonly reader: Promise<Reader> }>();
  return {
    reader: (userId) => {
      const known = kept.get(userId);
      if (known !== undefined && known.until > now()) return withPatience(known.reader);
      if (kept.size >= MOST_KEPT) kept.clear();
      const asked = ask(client, userId).catch((error: unknown) => {
        log.warn({ err: error, user: userId }, 'the language of a reader is not known');
        kept.set(userId, { until: now() + UNKNOWN_FOR_MS, reader: Promise.resolve({}) });
        return {};
      });
      kept.set(userId, { until: now() + KNOWN_FOR_MS, reader: asked });
      return withPatience(asked);
    },
  };
}

async function ask(client: WebClient, userId: string): Promise<Reader> {
  const { user } = userInfo.parse(await client.users.info({ user: userId, include_locale: true }));
  return {
    ...(user.locale === undefined ? {} : { lang: languageOf(user.locale) }),
    // Slack may know a zone that this machine's tables do not have yet.
    ...(user.tz === undefined || !isTimeZone(user.tz) ? {} : { timeZone: user.tz }),
  };
}

/** "ja-JP" → ja; every other locale reads English. */
function languageOf(locale: string): Language {
  return locale.toLowerCase().startsWith('ja') ? 'ja' : 'en';
}

async function withPatience(asked: Promise<Reader>): Promise<Reader> {
  const late = Promise.withResolvers<Reader>();
  const timer = setTimeout(() => late.resolve({}), PATIENCE_MS);
  try {
    return await Promise.race([asked, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
