import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Logger } from '../log.ts';
import type { Actor } from '../migration/actor.ts';
import type { Command } from '../migration/commands.ts';
import type { Facts } from '../migration/facts.ts';
import type { Migration } from '../migration/record.ts';
import type { Instant } from '../migration/time.ts';
import type { PasswordDesk } from '../service/password-desk.ts';
import type { ChangeResult, Place, Service } from '../service/ports.ts';
import { type Words, wordsFor } from '../words/words.ts';
import type { Reader } from './people.ts';
import { type Rendered, rendered } from './views/blocks.ts';
import { plainView } from './views/lists.ts';
import { openAfter } from './views/step-open.ts';
import type { Who } from './who.ts';

/** The page where people enter passwords: its address, and links to it. */
export type PasswordPage = { readonly url: string; readonly issue: PasswordDesk['issue'] };

/** What every visit is given of the house. */
export type Door = {
  readonly service: Service;
  readonly now: () => Instant;
  readonly teamTimeZone: string;
  readonly log: Logger;
  /** What Slack knows of people, beside their language. */
  readonly who: Who;
  /** Aborted when the bot stops: long looks end then. */
  readonly stopping: AbortSignal;
  /** Absent: it is not switched on. */
  readonly passwordPage?: PasswordPage | undefined;
};

/** One person at the door with one request. */
export type Visit = Door & {
  readonly user: Actor;
  readonly place: Place;
  readonly reader: Reader;
  /** Whether files can be read that are put into a form; undefined where Slack did not say. Asks Slack. */
  readonly mayReadFiles: () => Promise<boolean | undefined>;
  /** Sends this person the report of a migration as files, directly. False: Slack takes none from the bot. */
  readonly sendReport: (migration: Migration, words: Words) => Promise<boolean>;
};

/** A form on somebody's screen, and the way to show it anew. */
export type OpenedForm = {
  readonly client: WebClient;
  readonly viewId: string;
  readonly hash: string;
};

/**
 * What a visitor is told: at once, or first that it takes a while and then the rest, `show` meanwhile how far it is; or a
 * modal that says it.
 */
export type Answer =
  | { readonly kind: 'reply'; readonly reply: Rendered }
  | {
      readonly kind: 'later';
      readonly first: Rendered;
      readonly rest: (show: (view: Rendered) => void) => Promise<Rendered>;
    }
  | {
      readonly kind: 'modal';
      readonly view: ModalView;
      /** What goes on in the form once it is open. */
      readonly opened?: (form: OpenedForm) => Promise<void>;
    };

export const reply = (view: Rendered): Answer => ({ kind: 'reply', reply: view });
export const say = (text: string): Answer => reply(plainView(text));
/** Slack takes it within three seconds of the request. */
export const modal = (view: ModalView, opened?: (form: OpenedForm) => Promise<void>): Answer =>
  opened === undefined ? { kind: 'modal', view } : { kind: 'modal', view, opened };

/** The words that this reader reads: their own language, else the channel's, else English. */
export function wordsOf(visit: Pick<Visit, 'reader' | 'teamTimeZone'>, facts?: Facts): Words {
  return wordsFor(visit.reader.lang ?? facts?.lang ?? 'en', {
    style: 'slack',
    timeZone: visit.reader.timeZone ?? facts?.timeZone ?? visit.teamTimeZone,
  });
}

/** Hands the channel's migration on; without one, says so. */
export async function withMigration(
  visit: Visit,
  then: (migration: Migration, words: Words) => Answer | Promise<Answer>,
): Promise<Answer> {
  const migration = await visit.service.inChannel(visit.place);
  if (migration === undefined) return say(wordsOf(visit).t('slack:no-migration'));
  return then(migration, wordsOf(visit, migration.facts));
}

/** Carries commands out one after the other and says of each what came of it. */
export async function carryOut(visit: Visit, migration: Migration, commands: readonly Command[]): Promise<Rendered> {
  const words = wordsOf(visit, migration.facts);
  const lines: string[] = [];
  for (const command of commands)
    lines.push(...outcome(await visit.service.change(migration.id, command), visit, words));
  return rendered(lines.join('\n'), []);
}

/** The same as an answer. */
export async function change(visit: Visit, migration: Migration, ...commands: readonly Command[]): Promise<Answer> {
  return reply(await carryOut(visit, migration, commands));
}

function outcome(result: ChangeResult, visit: Visit, words: Words): readonly string[] {
  if (!result.ok) return [`✗ ${words.refusal(result.refusal)}`];
  const own = result.events.filter((event) => event.by === visit.user).map((event) => `✓ ${words.event(event)}`);
  if (own.length === 0) return [words.t('slack:nothing-changed')];
  return [
    ...own,
    ...openAfter(
      result.events.filter((event) => event.by === visit.user),
      result.migration,
      words,
      visit.now(),
    ),
  ];
}
