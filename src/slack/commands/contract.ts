import type { Request } from '../parse/request.ts';
import { rendered } from '../views/blocks.ts';
import { contractView } from '../views/contract.ts';
import { type Answer, carryOut, reply, type Visit, withMigration, wordsOf } from '../visit.ts';

/** `contract`: when the old one ends and the new one begins, and whether that is in time. */
export function contract(visit: Visit): Promise<Answer> {
  return withMigration(visit, (migration, words) => reply(contractView(migration, words, visit.now())));
}

/** `contract old DATE notice 30d`, `contract new DATE`, `contract old none`: noted, and held against the plan at once. */
export function contractSet(visit: Visit, { change }: Extract<Request, { kind: 'contract-set' }>): Promise<Answer> {
  return withMigration(visit, async (migration) => {
    const said = await carryOut(visit, migration, [{ kind: 'set-contract', by: visit.user, ...change }]);
    const after = await visit.service.read(migration.id);
    if (after === undefined || said.text.startsWith('✗')) return reply(said);
    const lines = wordsOf(visit, after.facts).contracts(after, visit.now());
    return reply(rendered([said.text, ...lines].join('\n'), []));
  });
}
