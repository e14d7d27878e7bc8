import type { Request } from '../parse/request.ts';
import { approversView } from '../views/lists.ts';
import { type Answer, change, reply, type Visit, withMigration } from '../visit.ts';

/** `approvers`: who they are, and how many each gate needs. */
export function approvers(visit: Visit): Promise<Answer> {
  return withMigration(visit, (migration, words) => reply(approversView(migration.facts, words)));
}

/** `approvers set @a @b`. */
export function approversSet(visit: Visit, request: Extract<Request, { kind: 'approvers-set' }>): Promise<Answer> {
  return withMigration(visit, (migration) =>
    change(visit, migration, { kind: 'set-approvers', by: visit.user, approvers: request.approvers }),
  );
}
