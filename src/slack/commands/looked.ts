import type { Migration } from '../../migration/record.ts';
import type { Look } from '../../migration/settings.ts';
import { LOOK_LIMIT_MS } from '../answering.ts';
import type { Rendered } from '../views/blocks.ts';
import { plainView } from '../views/lists.ts';
import { type Answer, type Visit, wordsOf } from '../visit.ts';

/** Says that it looks, takes these looks, and shows what came of them. */
export function looked(
  visit: Visit,
  migration: Migration,
  looks: readonly Look[],
  view: (seen: Migration) => Rendered,
): Answer {
  return {
    kind: 'later',
    first: plainView(wordsOf(visit, migration.facts).t('slack:looking')),
    rest: async () => {
      const signal = AbortSignal.any([visit.stopping, AbortSignal.timeout(LOOK_LIMIT_MS)]);
      return view(await visit.service.lookNow(migration.id, looks, signal));
    },
  };
}
