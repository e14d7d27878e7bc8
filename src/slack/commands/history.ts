import type { Request } from '../parse/request.ts';
import { historyView } from '../views/reference.ts';
import { type Answer, reply, type Visit, withMigration } from '../visit.ts';

/** `history [N]`: the last N entries of the journal. */
export function history(visit: Visit, { last }: Extract<Request, { kind: 'history' }>): Promise<Answer> {
  return withMigration(visit, async (migration, words) =>
    reply(historyView(await visit.service.history(migration.id, last), words)),
  );
}
