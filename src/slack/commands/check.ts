import { LOOK_LIMIT_MS } from '../answering.ts';
import type { Request } from '../parse/request.ts';
import { plainView } from '../views/lists.ts';
import { statusView } from '../views/status.ts';
import { type Answer, type Visit, withMigration } from '../visit.ts';

/** `check`: looks now, and shows the status that came of it. */
export function check(visit: Visit, request: Extract<Request, { kind: 'check' }>): Promise<Answer> {
  return withMigration(visit, (migration, words) => ({
    kind: 'later',
    first: plainView(words.t('slack:looking')),
    rest: async () => {
      const signal = AbortSignal.any([visit.stopping, AbortSignal.timeout(LOOK_LIMIT_MS)]);
      const looked = await visit.service.lookNow(migration.id, request.looks, signal);
      return statusView(looked, words, visit.now());
    },
  }));
}
