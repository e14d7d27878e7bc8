import { rescueDryView, rescueView } from '../views/rescue.ts';
import { type Answer, reply, say, type Visit, withMigration } from '../visit.ts';
import { looked } from './looked.ts';

/** `rescue`: what was carried over, what waits, what could not be. */
export function rescue(visit: Visit): Promise<Answer> {
  return withMigration(visit, (migration, words) => reply(rescueView(migration, words)));
}

/** `rescue dry`: what would be done. */
export function rescueDry(visit: Visit): Promise<Answer> {
  return withMigration(visit, (migration, words) => reply(rescueDryView(migration, words)));
}

/** `rescue now`: also where the bot does not carry over by itself. */
export function rescueNow(visit: Visit): Promise<Answer> {
  return withMigration(visit, (migration, words) =>
    migration.facts.state.kind === 'active'
      ? looked(visit, migration, ['rescue'], (seen) => rescueView(seen, words))
      : say(words.t('mail:rescue-not-active')),
  );
}
