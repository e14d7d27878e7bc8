import { archiveView } from '../views/archive.ts';
import { type Answer, reply, type Visit, withMigration } from '../visit.ts';

/** `archive`: whether the old mailboxes are kept, and how that is done. */
export function archive(visit: Visit): Promise<Answer> {
  return withMigration(visit, ({ facts }, words) => reply(archiveView(facts, words)));
}
