import type { Migration } from '../../migration/record.ts';
import type { Words } from '../../words/words.ts';
import { statusView } from '../views/status.ts';
import { type Answer, reply, say, type Visit, withMigration } from '../visit.ts';

/** `status`: the living status message, for the reader alone and in the reader's language. */
export function status(visit: Visit): Promise<Answer> {
  return withMigration(visit, (migration, words) => reply(statusView(migration, words, visit.now())));
}

/** `status here`: everybody's status message, at the bottom of the channel. */
export function statusHere(visit: Visit): Promise<Answer> {
  return withMigration(visit, (migration, words) => bringStatus(visit, migration, words));
}

/** Has the status message posted anew; says so, or that it has just been. */
export async function bringStatus(visit: Visit, migration: Migration, words: Words): Promise<Answer> {
  const result = await visit.service.change(migration.id, { kind: 'bring-status', by: visit.user });
  if (!result.ok) return say(`✗ ${words.refusal(result.refusal)}`);
  const isNew = result.events.some(({ kind }) => kind === 'status-brought');
  return say(words.t(isNew ? 'slack:status-brought' : 'slack:status-just-brought'));
}
