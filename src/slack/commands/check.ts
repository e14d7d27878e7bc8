import type { Request } from '../parse/request.ts';
import { statusView } from '../views/status.ts';
import { type Answer, type Visit, withMigration } from '../visit.ts';
import { looked } from './looked.ts';

/** `check`: looks now, and shows the status that came of it. */
export function check(visit: Visit, request: Extract<Request, { kind: 'check' }>): Promise<Answer> {
  return withMigration(visit, (migration, words) =>
    looked(visit, migration, request.looks, (seen) => statusView(seen, words, visit.now())),
  );
}
