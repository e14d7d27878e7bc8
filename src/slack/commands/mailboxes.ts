import type { Request } from '../parse/request.ts';
import { mailboxesView } from '../views/lists.ts';
import { type Answer, change, reply, type Visit, withMigration } from '../visit.ts';

type Of<Kind extends Request['kind']> = Extract<Request, { kind: Kind }>;

/** `mailboxes`: the list. */
export function mailboxes(visit: Visit): Promise<Answer> {
  return withMigration(visit, (migration, words) => reply(mailboxesView(migration.facts, words)));
}

/** `mailboxes add ADDRESS… [MODE]`. */
export function mailboxesAdd(visit: Visit, request: Of<'mailboxes-add'>): Promise<Answer> {
  return withMigration(visit, (migration) =>
    change(visit, migration, { kind: 'add-mailboxes', by: visit.user, mailboxes: request.mailboxes }),
  );
}

/** `mailboxes watch ADDRESS MODE`. */
export function mailboxesWatch(visit: Visit, { mailbox, watch }: Of<'mailboxes-watch'>): Promise<Answer> {
  return withMigration(visit, (migration) =>
    change(visit, migration, { kind: 'mark-mailbox', by: visit.user, mailbox, watch }),
  );
}

/** `mailboxes remove ADDRESS`. */
export function mailboxesRemove(visit: Visit, { mailbox }: Of<'mailboxes-remove'>): Promise<Answer> {
  return withMigration(visit, (migration) =>
    change(visit, migration, { kind: 'remove-mailbox', by: visit.user, mailbox }),
  );
}

/** `mailboxes owner ADDRESS @who`: who reads it, and is told of what was carried over. */
export function mailboxesOwner(visit: Visit, { mailbox, owner }: Of<'mailboxes-owner'>): Promise<Answer> {
  return withMigration(visit, (migration) =>
    change(visit, migration, { kind: 'set-owner', by: visit.user, mailbox, owner }),
  );
}

/** `mailboxes attest ADDRESS`: by its owner or an approver. */
export function mailboxesAttest(visit: Visit, { mailbox }: Of<'mailboxes-attest'>): Promise<Answer> {
  return withMigration(visit, (migration) => change(visit, migration, { kind: 'attest', by: visit.user, mailbox }));
}
