import type { Button } from '@slack/types';
import type { Actor } from '../../migration/actor.ts';
import type { Announcement } from '../../migration/announcements.ts';
import type { ClientPhase } from '../../migration/client-facts.ts';
import type { Migration } from '../../migration/record.ts';
import type { Instant } from '../../migration/time.ts';
import type { Words } from '../../words/words.ts';
import { encodeKeys, encodeValue } from '../actions/value.ts';
import { actions, type Block, button, context, type Rendered, rendered, section } from './blocks.ts';
import { LIMITS, weightOf } from './limits.ts';

type Asked = Extract<Announcement, { kind: 'owner-tasks' }>;

/** So many clients have buttons at once; the next ones come up as these are done. */
const MOST_CLIENTS = 10;
/** Kept for what stands above and below the clients. */
const ROOM = LIMITS.messageBlocksText - 2_500;
/** From so many on they can be confirmed in one go. */
const MANY = 4;

/** The living direct message of an owner: what to type, and client by client whether it is done. */
export function ownerView(migration: Migration, asked: Asked, words: Words, now: Instant): Rendered {
  const tasks = words.ownerTasks(asked, migration, now);
  const { text } = tasks.said;
  const outro = tasks.outro.length === 0 ? [] : [context(tasks.outro.join('\n'))];
  if (tasks.state !== 'open') return rendered(text, [section(text), ...outro]);
  const all = tasks.groups.flatMap((group) => group.clients.map(({ id }) => id));
  const total = all.length;
  const { blocks, shown } = clientBlocks(migration, asked, tasks.groups, words);
  return rendered(text, [
    section(`*${text}*`),
    ...blocks,
    ...(shown < total ? [section(tasks.more(total - shown))] : []),
    ...(total >= MANY ? [actions([allDoneButton(migration, asked.recipient, asked.phase, all, words)])] : []),
    context([...tasks.intro, ...tasks.outro].join('\n')),
  ]);
}

function clientBlocks(
  migration: Migration,
  asked: Asked,
  groups: ReturnType<Words['ownerTasks']>['groups'],
  words: Words,
): { readonly blocks: readonly Block[]; readonly shown: number } {
  const blocks: Block[] = [];
  let shown = 0;
  for (const { lines, clients } of groups) {
    let head: readonly Block[] = [section(lines.join('\n'))];
    for (const client of clients) {
      const next = [...head, section(client.line), actions(buttonsFor(migration, asked, client, words))];
      // What does not fit waits its turn; the first is always shown.
      if (shown > 0 && (shown === MOST_CLIENTS || weightOf([...blocks, ...next]) > ROOM)) return { blocks, shown };
      blocks.push(...next);
      head = [];
      shown += 1;
    }
  }
  return { blocks, shown };
}

function buttonsFor(
  migration: Migration,
  { recipient, phase }: Asked,
  client: { readonly id: string; readonly name: string },
  words: Words,
) {
  const value = encodeValue({ m: migration.id, person: recipient, phase, client: client.id });
  const confirm = confirmOf(words, words.t('clients:confirm-not-mine', { name: client.name }));
  return [
    doneButton(migration, recipient, phase, client.id, words),
    button({ action: 'client-not-mine', text: words.t('clients:button-not-mine'), value, confirm }),
    button({ action: 'client-help', text: words.t('clients:button-help'), value }),
  ];
}

/** "Done", of one client of this person. */
export function doneButton(
  migration: Migration,
  person: Actor,
  phase: ClientPhase,
  client: string,
  words: Words,
): Button {
  const value = encodeValue({ m: migration.id, person, phase, client });
  return button({ action: 'client-done', text: words.t('clients:button-done'), value, style: 'primary' });
}

/** "All are done", of the clients that this person has open in a phase: of those, and of none that comes later. */
export function allDoneButton(
  migration: Migration,
  person: Actor,
  phase: ClientPhase,
  clients: readonly string[],
  words: Words,
): Button {
  return button({
    action: 'client-all-done',
    text: words.t('clients:button-all-done', { n: clients.length }),
    value: encodeKeys(migration.id, clients, { person, phase }),
    confirm: confirmOf(words, words.t('clients:confirm-all-done', { count: clients.length })),
  });
}

const confirmOf = (words: Words, text: string) => ({
  title: words.t('slack:confirm-title'),
  text,
  yes: words.t('slack:confirm-yes'),
  no: words.t('slack:confirm-no'),
});
