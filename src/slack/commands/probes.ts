import type { Request } from '../parse/request.ts';
import { probesView } from '../views/probes.ts';
import { type Answer, change, reply, type Visit, withMigration } from '../visit.ts';
import { looked } from './looked.ts';

type Of<Kind extends Request['kind']> = Extract<Request, { kind: Kind }>;

/** `probes`: where the last ones landed. */
export function probes(visit: Visit): Promise<Answer> {
  return withMigration(visit, (migration, words) => reply(probesView(migration, words)));
}

/** `probes relay NAME old|new|outside HOST[:PORT] [tls|starttls|plain]`: one that wants no login. */
export function probesRelay(visit: Visit, { relay }: Of<'probes-relay'>): Promise<Answer> {
  return withMigration(visit, (migration) => change(visit, migration, { kind: 'set-relay', by: visit.user, relay }));
}

/** `probes drop NAME`. */
export function probesDrop(visit: Visit, { id }: Of<'probes-drop'>): Promise<Answer> {
  return withMigration(visit, (migration) => change(visit, migration, { kind: 'remove-relay', by: visit.user, id }));
}

/** `probes now`: sends, and shows what has landed so far. */
export function probesNow(visit: Visit): Promise<Answer> {
  return withMigration(visit, (migration, words) =>
    (migration.facts.relays ?? []).length === 0
      ? reply(probesView(migration, words))
      : looked(visit, migration, ['probes'], (seen) => probesView(seen, words)),
  );
}
