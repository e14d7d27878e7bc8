import { checklistOf } from '../../migration/checklists.ts';
import type { Facts } from '../../migration/facts.ts';
import { nextGate } from '../../migration/runbook.ts';
import type { Request } from '../parse/request.ts';
import { checklistView } from '../views/lists.ts';
import { type Answer, change, reply, say, type Visit, withMigration } from '../visit.ts';

/** `checklist`: the list. */
export function checklist(visit: Visit): Promise<Answer> {
  return withMigration(visit, (migration, words) => reply(checklistView(migration.facts, words)));
}

/** `checklist done|undo ITEM…`; `all` are those of the next gate that has a list. */
export function checklistMark(visit: Visit, request: Extract<Request, { kind: 'checklist-mark' }>): Promise<Answer> {
  return withMigration(visit, (migration, words) => {
    const items = request.items === 'all' ? allOfNext(migration.facts, request.done) : request.items;
    if (items.length === 0) return say(words.t('slack:nothing-changed'));
    return change(
      visit,
      migration,
      ...items.map((item) => ({ kind: 'mark-checklist', by: visit.user, item, done: request.done }) as const),
    );
  });
}

function allOfNext(facts: Facts, done: boolean): readonly string[] {
  const gate = nextGate(facts) === 'cut-over' ? 'cut-over' : 'cancel';
  return checklistOf(gate, facts.scope).filter((item) => (facts.checklist[item] === undefined) === done);
}
