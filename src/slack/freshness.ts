import type { Instant } from '../migration/time.ts';
import { MINUTE_MS } from '../migration/time.ts';

/** Slack's clock and ours may differ by this much; a timestamp further ahead is nobody's but a forger's. */
const AHEAD_MS = MINUTE_MS;
/** For so long the signature scheme itself accepts a request again. */
const WINDOW_MS = 5 * MINUTE_MS;

export type Freshness = {
  /**
   * Judges a request whose signature has been verified. `timestampMs` is Slack's, from the signed header.
   * 'replayed': this very signature has been seen within the window. The first call with a signature remembers it.
   */
  readonly judge: (signature: string, timestampMs: Instant) => 'fresh' | 'future' | 'replayed';
};

/**
 * Remembers the signatures of the last minutes: the library accepts a signed request again for five minutes, and one
 * from the future for longer than that.
 */
export function createFreshness(now: () => Instant): Freshness {
  const seen = new Map<string, Instant>();
  return {
    judge: (signature, timestampMs) => {
      const at = now();
      if (!(timestampMs <= at + AHEAD_MS)) return 'future';
      forget(seen, at);
      if (seen.has(signature)) return 'replayed';
      // Kept until its own timestamp is out of the window, however far ahead that timestamp is.
      seen.set(signature, Math.max(at, timestampMs) + WINDOW_MS + AHEAD_MS);
      return 'fresh';
    },
  };
}

/** Entries stand in the order of arrival, within a minute that of their ends: the first live one ends the search. */
function forget(seen: Map<string, Instant>, at: Instant): void {
  for (const [signature, until] of seen) {
    if (until > at) return;
    seen.delete(signature);
  }
}
