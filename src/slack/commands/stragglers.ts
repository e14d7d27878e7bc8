import { arrivalsView } from '../views/arrivals.ts';
import { type Answer, reply, type Visit, withMigration } from '../visit.ts';

/** `stragglers`: what reached the old server, with what a person must do about each. */
export function stragglers(visit: Visit): Promise<Answer> {
  return withMigration(visit, (migration, words) => reply(arrivalsView(migration, words)));
}
