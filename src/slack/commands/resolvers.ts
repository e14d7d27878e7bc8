import type { Request } from '../parse/request.ts';
import { globalpingView } from '../views/globalping.ts';
import { resolversView } from '../views/resolvers.ts';
import { type Answer, change, reply, say, type Visit, withMigration } from '../visit.ts';
import { wouldCome } from '../who.ts';

/** `resolvers`: each in detail. */
export function resolvers(visit: Visit): Promise<Answer> {
  return withMigration(visit, (migration, words) => reply(resolversView(migration, words, visit.now())));
}

/** `resolvers globalping JP,US` says first what it discloses; `off` is carried out at once. */
export function resolversGlobalping(
  visit: Visit,
  { countries }: Extract<Request, { kind: 'resolvers-globalping' }>,
): Promise<Answer> {
  return withMigration(visit, async (migration, words) => {
    const command = { kind: 'set-globalping', by: visit.user, countries } as const;
    if (countries.length === 0) return change(visit, migration, command);
    // What would be refused is not offered.
    const would = await wouldCome(visit.who, migration, command, visit.now());
    return would.ok ? reply(globalpingView(migration, countries, words)) : say(`✗ ${words.refusal(would.refusal)}`);
  });
}
