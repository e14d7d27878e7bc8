import type { CriterionGist, Happening } from './events.ts';
import type { Facts } from './facts.ts';
import { assessGate } from './gates/assess.ts';
import type { CriterionId, CriterionResult } from './gates/criterion.ts';
import { gist } from './gates/gist.ts';
import type { Migration } from './record.ts';
import type { Look } from './settings.ts';
import { HOUR_MS, type Instant, MINUTE_MS } from './time.ts';

/** So long before the window a fresh look is taken, and the channel is told what it saw. */
export const EVE_MS = 15 * MINUTE_MS;
/** A look that hangs does not hold the message back for longer. */
const LATEST_MS = 5 * MINUTE_MS;
/** What "go" rests on. */
const EVE_LOOKS: readonly Look[] = ['zone', 'logins'];

/** Whether DNS may be rewritten at the window's beginning, told once, on what was seen since the eve began. */
export function rewriteEve(record: Migration, now: Instant): Extract<Happening, { kind: 'rewrite-eve' }> | undefined {
  const { facts, sightings } = record;
  const { window, eve } = facts;
  if (window === undefined || eve?.from === window.from || !isRewriteAhead(facts)) return undefined;
  const begins = window.from - EVE_MS;
  // Once it has begun, go or no go is what the gate says.
  if (now < begins || now >= window.from) return undefined;
  const isFresh = EVE_LOOKS.every(
    (look) => (look === 'logins' && facts.mailboxes.length === 0) || (sightings.looks[look]?.at ?? 0) >= begins,
  );
  if (!isFresh && now < window.from - LATEST_MS) return undefined;
  return { kind: 'rewrite-eve', from: window.from, ...standing(record, now) };
}

/** The criteria that the looks of the eve speak of. */
const LOOKED_AT: ReadonlySet<string> = new Set(['CUT-TTL', 'CUT-LOGIN-NEW'] satisfies readonly CriterionId[]);

/**
 * The oldest answer that "go" rests on, where that is from before the eve: the look hangs, or some gave it no answer.
 * Undefined when all of it was seen afresh.
 */
export function seenBeforeEve(criteria: readonly CriterionResult[], from: Instant): Instant | undefined {
  const times = criteria.flatMap(({ id, seenAt }) => (LOOKED_AT.has(id) && seenAt !== undefined ? [seenAt] : []));
  const oldest = Math.min(...times);
  return oldest < from - EVE_MS ? oldest : undefined;
}

/** "Go" or not, and what is open. */
function standing(record: Migration, now: Instant): { readonly isGo: boolean; readonly criteria: CriterionGist[] } {
  const verdict = assessGate(record, 'cut-over', now);
  const isGo = record.facts.gates['cut-over'].state === 'open' && verdict.passes;
  return { isGo, criteria: verdict.criteria.filter(({ outcome }) => outcome !== 'pass').map(gist) };
}

export const isRewriteAhead = ({ rewriteBegunAt, rewriteSeenAt }: Facts): boolean =>
  rewriteBegunAt === undefined && rewriteSeenAt === undefined;

/** So far ahead it is said how long it takes until the window: at these marks alone, so that the message rests in between. */
const MARKS_MS = [5 * MINUTE_MS, EVE_MS, 30 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS, 12 * HOUR_MS, 24 * HOUR_MS];

/** "In less than 3 hours": the least mark that the wait is not longer than; undefined while the window is far, or has begun. */
export function countdownMs(facts: Facts, now: Instant): number | undefined {
  const { window } = facts;
  if (window === undefined || now >= window.from || !isRewriteAhead(facts)) return undefined;
  return MARKS_MS.find((mark) => window.from - now <= mark);
}

/** When what is said of the window changes by the clock alone. */
export function eveTurns(facts: Facts): readonly Instant[] {
  const { window } = facts;
  if (window === undefined || !isRewriteAhead(facts)) return [];
  return [...MARKS_MS.map((mark) => window.from - mark), window.from - LATEST_MS];
}
