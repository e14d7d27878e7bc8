import type { Request } from '../parse/request.ts';
import { copyView, ledgerView, missingView } from '../views/copy.ts';
import { type Answer, reply, say, type Visit, withMigration } from '../visit.ts';

type Of<Kind extends Request['kind']> = Extract<Request, { kind: Kind }>;

/** `copy`: mailbox by mailbox, what is on the new server. */
export function copy(visit: Visit): Promise<Answer> {
  return withMigration(visit, (migration, words) => reply(copyView(migration, words)));
}

/** `copy now` and `copy compare`: both compare; whether what is missing is copied is the team's setting. */
export function copyRun(visit: Visit, { verb }: Of<'copy-run'>): Promise<Answer> {
  return withMigration(visit, (migration, words) => {
    const isCopying = migration.facts.settings.copy;
    if (migration.facts.mailboxes.length === 0) return say(words.t('mail:copy-none'));
    visit.service.lookSoon(migration.id, ['content']);
    if (verb === 'now') return say(words.t(isCopying ? 'mail:copy-begun' : 'mail:copy-still-off'));
    return say(words.t(isCopying ? 'mail:compare-copies' : 'mail:compare-begun'));
  });
}

/** `copy missing MAILBOX [PAGE]`. */
export function copyMissing(visit: Visit, { mailbox, page }: Of<'copy-missing'>): Promise<Answer> {
  return withMigration(visit, (migration, words) => {
    if (!migration.facts.mailboxes.some(({ address }) => address === mailbox))
      return say(`✗ ${words.refusal({ code: 'unknown-mailbox', figures: { mailbox } })}`);
    return reply(missingView(migration, mailbox, page, words));
  });
}

/** `ledger`: every message of the old server, counted. */
export function ledger(visit: Visit): Promise<Answer> {
  return withMigration(visit, (migration, words) => reply(ledgerView(migration, words)));
}
