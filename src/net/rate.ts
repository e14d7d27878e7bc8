/**
 * How often one place may be asked, whoever asks: each key has a bucket of `burst` that fills by `perSecond`. Kept as one
 * number a key, the moment at which its bucket is full again (the generic cell rate algorithm).
 */
export type Rate = {
  /**
   * Takes one place for `key`: how many milliseconds to wait before going ahead. `undefined`, and nothing taken, when
   * that would be longer than `withinMs`.
   */
  reserve(key: string, withinMs: number): number | undefined;
};

export type RateOptions = {
  readonly perSecond: number;
  readonly burst: number;
  /** A clock that never jumps, in milliseconds. */
  readonly nowMs?: () => number;
};

/** Keys whose buckets are full again are forgotten when there are more than this. */
const SWEEP_ABOVE = 512;

export function createRate({ perSecond, burst, nowMs = () => performance.now() }: RateOptions): Rate {
  const intervalMs = 1_000 / perSecond;
  const fullAt = new Map<string, number>();
  return {
    reserve: (key, withinMs) => {
      const now = nowMs();
      const from = Math.max(fullAt.get(key) ?? now, now);
      const waitMs = Math.max(0, from - (burst - 1) * intervalMs - now);
      if (waitMs > withinMs) return undefined;
      if (fullAt.size > SWEEP_ABOVE) for (const [other, at] of fullAt) if (at <= now) fullAt.delete(other);
      fullAt.set(key, from + intervalMs);
      return waitMs;
    },
  };
}
