import type { Request } from '../parse/request.ts';
import { acceptanceView } from '../views/acceptance.ts';
import { type Answer, reply, type Visit, withMigration } from '../visit.ts';

/** `accept`: what the servers last said to each address. */
export function accept(visit: Visit): Promise<Answer> {
  return withMigration(visit, (migration, words) => reply(acceptanceView(migration, words)));
}

/** `accept helper old|new`: a command that asks from elsewhere. */
export function acceptHelper(visit: Visit, _: Extract<Request, { kind: 'accept-helper' }>): Promise<Answer> {
  return accept(visit);
}
