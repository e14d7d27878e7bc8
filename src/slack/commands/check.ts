import type { Look } from '../../migration/settings.ts';
import type { Request } from '../parse/request.ts';
import { statusView } from '../views/status.ts';
import { type Answer, say, type Visit, withMigration } from '../visit.ts';
import { looked } from './looked.ts';

/** They read whole mailboxes, and may take hours: nobody waits for them. */
const LONG: ReadonlySet<Look> = new Set(['scan', 'content']);

/** `check`: looks now, and shows the status that came of it; looks that take hours are begun only. */
export function check(visit: Visit, request: Extract<Request, { kind: 'check' }>): Promise<Answer> {
  return withMigration(visit, (migration, words) => {
    const long = request.looks.filter((look) => LONG.has(look));
    if (long.length > 0) visit.service.lookSoon(migration.id, long);
    const quick = request.looks.filter((look) => !LONG.has(look));
    if (quick.length === 0) return say(words.t('mail:look-begun'));
    return looked(visit, migration, quick, (seen) => statusView(seen, words, visit.now()));
  });
}
