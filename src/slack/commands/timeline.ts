import { timelineView } from '../views/timeline.ts';
import { type Answer, reply, type Visit, withMigration } from '../visit.ts';

/** `timeline`: what the picture shows, in words, for the reader alone; a button has it drawn for everybody. */
export function timeline(visit: Visit): Promise<Answer> {
  return withMigration(visit, (migration, words) => reply(timelineView(migration, words, visit.now())));
}
