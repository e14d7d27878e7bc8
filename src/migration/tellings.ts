import { isReal, isUnjudged, pathKey } from './arrivals.ts';
import type { Facts, Puzzle, Straggler } from './facts.ts';
import type { Instant } from './time.ts';

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

/** Whether some of these came by a path that the channel was never told of. */
export function hasNewPath({ stragglers }: Pick<Facts, 'stragglers'>, found: readonly Straggler[]): boolean {
  const known = new Set(stragglers.filter((one) => one.toldAt !== undefined && isReal(one)).map(pathKey));
  return found.some((one) => !known.has(pathKey(one)));
}
