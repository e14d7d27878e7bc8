import type { Request } from '../parse/request.ts';
import { clientsView } from '../views/lists.ts';
import { type Answer, change, reply, type Visit, withMigration } from '../visit.ts';

type Of<Kind extends Request['kind']> = Extract<Request, { kind: Kind }>;

/** `clients`: the list. */
export function clients(visit: Visit): Promise<Answer> {
  return withMigration(visit, (migration, words) => reply(clientsView(migration.facts, words)));
}

/** `clients add …; …`. */
export function clientsAdd(visit: Visit, request: Of<'clients-add'>): Promise<Answer> {
  return withMigration(visit, (migration) =>
    change(visit, migration, { kind: 'add-clients', by: visit.user, clients: request.clients }),
  );
}

/** `clients pinned|restored ID…`, `clients undo …`: each client by itself, so that one wrong id spoils no other. */
export function clientsMark(visit: Visit, request: Of<'clients-mark'>): Promise<Answer> {
  const { mark, done } = request;
  return withMigration(visit, (migration) =>
    change(
      visit,
      migration,
      ...request.clients.map((client) => ({ kind: 'mark-client', by: visit.user, client, mark, done }) as const),
    ),
  );
}

/** `clients remove ID`. */
export function clientsRemove(visit: Visit, request: Of<'clients-remove'>): Promise<Answer> {
  return withMigration(visit, (migration) =>
    change(visit, migration, { kind: 'remove-client', by: visit.user, client: request.client }),
  );
}
