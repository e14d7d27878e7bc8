import { hasEnded } from '../../migration/runbook.ts';
import { encodeValue } from '../actions/value.ts';
import type { Request } from '../parse/request.ts';
import { importModal } from '../views/import-modal.ts';
import { type Answer, modal, say, type Visit, withMigration } from '../visit.ts';

/** `clients import`, `mailboxes import`: a form to paste a list into, or to put a file in where the bot may read files. */
export function importList(visit: Visit, { list }: Extract<Request, { kind: 'import' }>): Promise<Answer> {
  return withMigration(visit, async (migration, words) => {
    // What would be refused once the list is there is not begun.
    if (hasEnded(migration.facts)) return say(`✗ ${words.refusal({ code: 'ended', figures: {} })}`);
    const mayReadFiles = await visit.mayReadFiles();
    return modal(importModal(words, list, encodeValue({ m: migration.id, list }), mayReadFiles));
  });
}
