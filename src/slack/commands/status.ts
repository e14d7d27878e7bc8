import { statusView } from '../views/status.ts';
import { type Answer, reply, type Visit, withMigration } from '../visit.ts';

/** `status`: the living status message, for the reader alone and in the reader's language. */
export function status(visit: Visit): Promise<Answer> {
  return withMigration(visit, (migration, words) => reply(statusView(migration, words, visit.now())));
}
