import type { Request } from '../parse/request.ts';
import { sendersView } from '../views/senders.ts';
import { type Answer, change, reply, type Visit, withMigration } from '../visit.ts';

/** `senders`: who writes regularly, and who has found the new server. */
export function senders(visit: Visit): Promise<Answer> {
  return withMigration(visit, (migration, words) => reply(sendersView(migration, words, visit.now())));
}

/** `senders dismiss SENDER… because REASON`. */
export function sendersDismiss(
  visit: Visit,
  { senders: named, reason }: Extract<Request, { kind: 'senders-dismiss' }>,
): Promise<Answer> {
  return withMigration(visit, (migration) =>
    change(visit, migration, { kind: 'dismiss-senders', by: visit.user, senders: named, reason }),
  );
}
