import type { Event } from '../../migration/events.ts';
import type { Migration } from '../../migration/record.ts';
import { openOfStep } from '../../migration/step-open.ts';
import type { Instant } from '../../migration/time.ts';
import type { Words } from '../../words/words.ts';
import { criterionLines } from './gate.ts';
import { moreLine } from './more.ts';

/** So many lines stand under "done": the gate shows the rest. */
const MOST = 12;

/** What stands under "done": what the bot does not see done yet of that step, and which gate waits for it. */
export function openAfter(
  events: readonly Event[],
  migration: Migration,
  words: Words,
  now: Instant,
): readonly string[] {
  return events.flatMap((event) => {
    if (event.kind !== 'step-marked' || !event.done) return [];
    const open = openOfStep(migration, event.step, now);
    if (open === undefined) return [];
    const { gate, criteria } = open;
    const lines = criteria.flatMap((criterion) => criterionLines(criterion, words, gate));
    const more = lines.length - MOST;
    return [
      words.t('slack:step-open', { gate }),
      ...lines.slice(0, MOST),
      ...(more > 0 ? [moreLine(words, `gate ${gate}`)(more)] : []),
    ];
  });
}
