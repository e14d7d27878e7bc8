import type { Request } from '../parse/request.ts';
import { planView } from '../views/plan.ts';
import { type Answer, change, reply, type Visit, withMigration } from '../visit.ts';

/** `plan`: what DNS says and shall say. */
export function plan(visit: Visit): Promise<Answer> {
  return withMigration(visit, (migration, words) => reply(planView(migration.facts, words)));
}

/** `plan set NAME TYPE VALUE[, VALUE]`. */
export function planSet(visit: Visit, { record }: Extract<Request, { kind: 'plan-set' }>): Promise<Answer> {
  return withMigration(visit, (migration) => change(visit, migration, { kind: 'set-plan', by: visit.user, record }));
}

/** `plan drop NAME TYPE`. */
export function planDrop(visit: Visit, { name, type }: Extract<Request, { kind: 'plan-drop' }>): Promise<Answer> {
  return withMigration(visit, (migration) =>
    change(visit, migration, { kind: 'drop-plan', by: visit.user, name, type }),
  );
}
