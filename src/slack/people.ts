import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { isTimeZone } from '../config.ts';
import type { Logger } from '../log.ts';
import type { Sayer } from '../migration/commands.ts';
import type { Facts, Language } from '../migration/facts.ts';
import type { PersonHours } from '../migration/hours-facts.ts';
import { HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from '../migration/time.ts';

/** What Slack knows of a reader, each absent when Slack did not say; and their hours, where they chose them. */
export type Reader = {
  readonly lang?: Language;
  /** As Slack shows them to others. */
  readonly name?: string;
  readonly timeZone?: string;
  readonly hours?: PersonHours;
};

/** `teamId`: the workspace in which they may have chosen a language and hours of their own. */
export type People = {
  readonly reader: (userId: string, teamId?: string) => Promise<Reader>;
  /** Whether somebody is a guest, or not of this workspace; undefined for its members, and where Slack did not say. */
  readonly outsider: (userId: string, place: Workspace) => Promise<Outsider | undefined>;
};
/** The workspace that a migration is of. */
export type Workspace = Pick<Facts['place'], 'teamId' | 'enterpriseId'>;
export type Outsider = NonNullable<Sayer['outsider']>;

const KNOWN_FOR_MS = 6 * HOUR_MS;
/** After a failure the next question waits: an answer in another language is better than a slow one. */
const UNKNOWN_FOR_MS = 5 * MINUTE_MS;
const PATIENCE_MS = SECOND_MS;
const MOST_KEPT = 5_000;

/** Of people of other organisations Slack may leave out any of it, or say null. */
const userInfo = z.object({
  user: z.object({
    locale: z.string().nullish(),
    name: z.string().nullish(),
    real_name: z.string().nullish(),
    profile: z.object({ display_name: z.string().nullish(), real_name: z.string().nullish() }).nullish(),
    tz: z.string().nullish(),
    team_id: z.string().nullish(),
    is_restricted: z.boolean().nullish(),
    is_ultra_restricted: z.boolean().nullish(),
    is_stranger: z.boolean().nullish(),
    enterprise_user: z.object({ enterprise_id: z.string().nullish() }).nullish(),
  }),
});
type User = z.infer<typeof userInfo>['user'];
/** What is asked of Slack; empty where it did not say. */
type Told = Partial<User>;

/** Language and time zone of people, from `users.info`, remembered for hours. Never rejects: unknown is an answer. */
export function createPeople(client: WebClient, now: () => Instant, log: Logger): People {
  const kept = new Map<string, { readonly until: Instant; readonly told: Promise<Told> }>();
  const told = (userId: string): Promise<Told> => {
    const known = kept.get(userId);
    if (known !== undefined && known.until > now()) return withPatience(known.told);
    if (kept.size >= MOST_KEPT) kept.clear();
    const asked = ask(client, userId).catch((error: unknown) => {
      log.warn({ err: error, user: userId }, 'the language of a reader is not known');
      kept.set(userId, { until: now() + UNKNOWN_FOR_MS, told: Promise.resolve({}) });
      return {};
    });
    kept.set(userId, { until: now() + KNOWN_FOR_MS, told: asked });
    return withPatience(asked);
  };
  return {
    reader: async (userId) => readerOf(await told(userId)),
    outsider: async (userId, place) => outsiderOf(await told(userId), place),
  };
}

async function ask(client: WebClient, userId: string): Promise<User> {
  return userInfo.parse(await client.users.info({ user: userId, include_locale: true })).user;
}

function readerOf({ locale, tz, profile, real_name, name: handle }: Told): Reader {
  const name = profile?.display_name || profile?.real_name || real_name || handle;
  return {
    ...(name ? { name } : {}),
    ...(locale ? { lang: languageOf(locale) } : {}),
    // Slack may know a zone that this machine's tables do not have yet.
    ...(tz && isTimeZone(tz) ? { timeZone: tz } : {}),
  };
}

/** Workspaces of one organisation are one house. */
function outsiderOf(told: Told, { teamId, enterpriseId }: Workspace): Outsider | undefined {
  const enterprise = told.enterprise_user?.enterprise_id;
  const isOfOrganisation = enterpriseId !== undefined && enterprise === enterpriseId;
  const isOfTeam = told.team_id == null || told.team_id === teamId;
  if (told.is_stranger === true || !(isOfTeam || isOfOrganisation)) return 'elsewhere';
  return told.is_restricted === true || told.is_ultra_restricted === true ? 'guest' : undefined;
}

/** "ja-JP" → ja; every other locale reads English. */
function languageOf(locale: string): Language {
  return locale.toLowerCase().startsWith('ja') ? 'ja' : 'en';
}

async function withPatience(asked: Promise<Told>): Promise<Told> {
  const late = Promise.withResolvers<Told>();
  const timer = setTimeout(() => late.resolve({}), PATIENCE_MS);
  try {
    return await Promise.race([asked, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
