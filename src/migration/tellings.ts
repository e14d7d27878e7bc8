import type { Puzzle, Straggler } from './arrival-facts.ts';
import { isReal, isUnjudged, pathKey } from './arrivals.ts';
import type { Facts } from './facts.ts';
import { DAY_MS, type Instant } from './time.ts';

/**
 * What the channel has not heard of yet: arrivals, and what became of carrying them over. One that was carried over before
 * it was told of is told once, with both. One that the old server forwarded is on the new one from the first, and is news
 * all the same.
 */
export type Untold = {
  readonly real: readonly Straggler[];
  readonly rescued: readonly Straggler[];
  readonly suspects: readonly Straggler[];
  readonly puzzles: readonly Puzzle[];
};

export function untold({ stragglers, puzzles }: Pick<Facts, 'stragglers' | 'puzzles'>): Untold {
  const fresh = stragglers.filter(({ toldAt }) => toldAt === undefined);
  return {
    real: fresh.filter(
      (one) => isReal(one) && one.rescue === undefined && (one.carriedAt === undefined || one.source === 'forwarded'),
    ),
    rescued: stragglers.filter(({ rescue }) => rescue !== undefined && rescue.toldAt === undefined),
    suspects: fresh.filter(isUnjudged),
    puzzles: puzzles.filter(({ toldAt }) => toldAt === undefined),
  };
}

/** When the channel last heard of stragglers or rescues: a busy path makes one message an hour, not one a mail. */
export function lastDigest({ toldAt, stragglers }: Pick<Facts, 'toldAt' | 'stragglers'>): Instant | undefined {
  const times = stragglers.flatMap(({ rescue }) => rescue?.toldAt ?? []);
  return toldAt === undefined && times.length === 0 ? undefined : Math.max(toldAt ?? 0, ...times);
}

/** So many new paths a day are told of at once. A provider that sends from a hundred addresses waits for the digest. */
const NEW_PATHS_A_DAY = 3;

/** Whether some of these came by a path that the channel was never told of, and must hear of before the next digest. */
export function hasNewPath(
  { stragglers }: Pick<Facts, 'stragglers'>,
  found: readonly Straggler[],
  now: Instant,
): boolean {
  const firstTold = new Map<string, Instant>();
  for (const one of stragglers) {
    if (one.toldAt === undefined || !isReal(one)) continue;
    const key = pathKey(one);
    firstTold.set(key, Math.min(one.toldAt, firstTold.get(key) ?? one.toldAt));
  }
  const lately = [...firstTold.values()].filter((at) => at > now - DAY_MS && at <= now);
  return lately.length < NEW_PATHS_A_DAY && found.some((one) => !firstTold.has(pathKey(one)));
}
