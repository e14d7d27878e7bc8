import type { Command } from '../../migration/commands.ts';
import type { Migration } from '../../migration/record.ts';
import type { Words } from '../../words/words.ts';
import { type Rendered, rendered } from '../views/blocks.ts';
import { openAfter } from '../views/step-open.ts';
import { type Answer, say, type Visit, wordsOf } from '../visit.ts';
import type { ButtonValue } from './value.ts';

/** A press of a button: who and where, and what the button stands for. */
export type Click = Visit & {
  readonly value: ButtonValue;
  /** Takes the buttons off the clicked message and notes under it what came of them. Nothing for an ephemeral one. */
  readonly settle: (note: string) => Promise<void>;
};

/**
 * The migration that the button belongs to, when it belongs to this place too. A button that was carried elsewhere (a
 * message shared into another channel) is stale.
 */
export async function withClicked(
  click: Click,
  then: (migration: Migration, words: Words) => Answer | Promise<Answer>,
): Promise<Answer> {
  const migration = await click.service.read(click.value.m);
  const place = migration?.facts.place;
  if (migration === undefined || place?.channelId !== click.place.channelId) return stale(click);
  if (!(await isOfHouse(place, click))) return stale(click);
  return then(migration, wordsOf(click, migration.facts));
}

/** In a channel shared with another organisation, its people press in a workspace of their own. */
async function isOfHouse(place: Migration['facts']['place'], click: Click): Promise<boolean> {
  return place.teamId === click.place.teamId || (await click.who.outsider(click.user, place)) === 'elsewhere';
}

export function stale(click: Click): Answer {
  return say(wordsOf(click).t('slack:stale-button'));
}

/** Carries one command out; when it is done, `settles` says that the message asks for nothing any more. */
export async function carryOutClick(
  click: Click,
  migration: Migration,
  command: Command,
  settles: boolean,
): Promise<Extract<Answer, { kind: 'reply' }>> {
  const words = wordsOf(click, migration.facts);
  const result = await click.service.change(migration.id, command);
  if (!result.ok) return { kind: 'reply', reply: refused(words.refusal(result.refusal)) };
  const own = result.events.filter((event) => event.by === click.user);
  const channelWords = wordsOf({ reader: {}, teamTimeZone: click.teamTimeZone }, migration.facts);
  if (settles) await click.settle(own.map((event) => channelWords.event(event)).join('\n'));
  const lines = [
    ...own.map((event) => `✓ ${words.event(event)}`),
    ...openAfter(own, result.migration, words, click.now()),
  ];
  const text = lines.length === 0 ? words.t('slack:nothing-changed') : lines.join('\n');
  return { kind: 'reply', reply: rendered(text, []) };
}

function refused(text: string): Rendered {
  return rendered(`✗ ${text}`, []);
}
