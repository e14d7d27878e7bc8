/** How long each place takes to answer, whoever asks. */
export type Pace = {
  /** An answer came after so many milliseconds. */
  took(key: string, elapsedMs: number): void;
  /** By when an answer should have come, in milliseconds; `undefined` where none has been seen. */
  expectMs(key: string): number | undefined;
};

type Seen = { readonly meanMs: number; readonly spreadMs: number };

const MEAN_SHARE = 1 / 8;
const SPREAD_SHARE = 1 / 4;
const SPREADS = 4;
const MOST_PLACES = 512;

/** Mean and spread, smoothed as TCP does it (RFC 6298, section 2). */
export function createPace(): Pace {
  const seen = new Map<string, Seen>();
  return {
    took: (key, elapsedMs) => {
      const known = seen.get(key);
      // Counted as seen last: whoever was not heard for longest is forgotten.
      seen.delete(key);
      seen.set(key, known === undefined ? { meanMs: elapsedMs, spreadMs: elapsedMs / 2 } : smoothed(known, elapsedMs));
      if (seen.size <= MOST_PLACES) return;
      for (const oldest of seen.keys()) return void seen.delete(oldest);
    },
    expectMs: (key) => {
      const known = seen.get(key);
      return known === undefined ? undefined : known.meanMs + SPREADS * known.spreadMs;
    },
  };
}

function smoothed({ meanMs, spreadMs }: Seen, elapsedMs: number): Seen {
  return {
    meanMs: meanMs + MEAN_SHARE * (elapsedMs - meanMs),
    spreadMs: spreadMs + SPREAD_SHARE * (Math.abs(elapsedMs - meanMs) - spreadMs),
  };
}
