import type { Migration } from '../../migration/record.ts';
import type { Look } from '../../migration/settings.ts';
import { type Instant, SECOND_MS } from '../../migration/time.ts';
import type { LookProgress } from '../../service/ports.ts';
import { bar, percentOf } from '../../words/bar.ts';
import type { Words } from '../../words/words.ts';
import { LOOK_LIMIT_MS } from '../answering.ts';
import type { Rendered } from '../views/blocks.ts';
import { plainView } from '../views/lists.ts';
import { type Answer, type Visit, wordsOf } from '../visit.ts';

/** When it is said how far a look is: a response_url takes five posts, and the result is one of them. */
const SHOWN_AFTER_MS = [10, 40, 150].map((seconds) => seconds * SECOND_MS);

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
    rest: async (show) => {
      const signal = AbortSignal.any([visit.stopping, AbortSignal.timeout(LOOK_LIMIT_MS)]);
      return view(
        await visit.service.lookNow(migration.id, looks, signal, teller(visit, wordsOf(visit, migration.facts), show)),
      );
    },
  };
}

/** Shows how far a look is, a few times, in the place of "looking…"; one that is soon over says nothing meanwhile. */
function teller({ now }: Pick<Visit, 'now'>, words: Words, show: (view: Rendered) => void): LookProgress {
  const beganAt: Instant = now();
  let times = 0;
  return (done, total) => {
    const dueMs = SHOWN_AFTER_MS[times];
    if (dueMs === undefined || done >= total || now() - beganAt < dueMs) return;
    times += 1;
    const share = done / total;
    show(plainView(words.t('mail:look-progress', { text: bar(share), percent: percentOf(share), done, total })));
  };
}
