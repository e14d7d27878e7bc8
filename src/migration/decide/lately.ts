import type { Straggler } from '../arrival-facts.ts';
import type { Happening } from '../events.ts';
import { evolve } from '../evolve.ts';
import type { Migration } from '../record.ts';
import { rewriteFrom } from '../runbook.ts';
import type { Sightings } from '../sightings.ts';
import { DAY_MS, type Instant } from '../time.ts';

/** So many deliveries are remembered, none for longer than a day: authoritative servers are looked at far more often. */
const MOST_LATELY = 2_000;

/**
 * Deliveries to the old server while no rewrite has been seen. Nobody may have said that it began, and a survey can
 * come between the rewrite and the look that sees it: the mailbox will not show that mail as new again.
 */
export function latelyAfter(
  before: Sightings['lately'],
  found: readonly Straggler[],
  now: Instant,
): Sightings['lately'] {
  const all = [...(before ?? []), ...found].filter((one) => one.at >= now - DAY_MS);
  const unique = [...new Map(all.map((one) => [one.key, one])).values()];
  return unique.length <= MOST_LATELY ? unique : unique.sort((a, b) => b.at - a.at).slice(0, MOST_LATELY);
}

/** Those of them that came after the rewrite which these happenings tell of. */
export function stragglersBefore(
  { facts, sightings }: Migration,
  happenings: readonly Happening[],
  now: Instant,
): readonly Happening[] {
  if (!happenings.some((happening) => happening.kind === 'rewrite-seen')) return [];
  const after = happenings.reduce((known, happening) => evolve(known, { ...happening, at: now, by: 'bot' }), facts);
  const from = rewriteFrom(after);
  const known = new Set(facts.stragglers.map((straggler) => straggler.key));
  const stragglers = (sightings.lately ?? []).filter(
    (one) => from !== undefined && one.at >= from - (from % 1_000) && !known.has(one.key),
  );
  return stragglers.length === 0 ? [] : [{ kind: 'stragglers-found', stragglers }];
}
