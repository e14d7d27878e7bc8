import type { Instant } from '../time.ts';

/**
 * When a look began: what was imported or begun while it went on is still to be looked at. No look takes longer than
 * `longestMs`; times that say otherwise come from a clock that was wrong.
 */
export function lookBegan(
  observations: readonly { readonly result: { readonly at: Instant } }[],
  longestMs: number,
  now: Instant,
): Instant {
  const times = observations.map(({ result }) => result.at).filter((at) => at >= now - longestMs);
  return Math.min(now, ...times);
}
