import type { Request } from '../parse/request.ts';
import { type Answer, change, type Visit, withMigration } from '../visit.ts';

type StateRequest = Extract<Request, { kind: 'pause' | 'resume' | 'rollback' | 'abandon' }>;

/** `pause`, `resume`, `rollback REASON`, `abandon REASON`. */
export function state(visit: Visit, request: StateRequest): Promise<Answer> {
  return withMigration(visit, (migration) => change(visit, migration, { ...request, by: visit.user }));
}
