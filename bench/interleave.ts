/** The middle value; the mean of the two middle ones of an even number. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

/** The smallest value that at least `share` of all values do not exceed (nearest rank). NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export type Pair = { readonly a: number; readonly b: number };

/**
 * Runs A B A B …, so that whatever else the machine does meets both alike. The first pair warms caches and compiled
 * code, and is not among those given back. `bound`: once so many count, no further pair is begun after that time.
 */
export async function interleave(
  times: number,
  a: () => Promise<number>,
  b: () => Promise<number>,
  bound?: { readonly least: number; readonly ms: number },
): Promise<readonly Pair[]> {
  const pairs: Pair[] = [];
  const startedAt = performance.now();
  for (let index = 0; index <= times; index += 1) {
    if (bound !== undefined && pairs.length >= bound.least && performance.now() - startedAt > bound.ms) break;
    const pair = { a: await a(), b: await b() };
    if (index > 0) pairs.push(pair);
  }
  return pairs;
}

/** The median of a / b over the pairs. */
export function medianRatio(pairs: readonly Pair[]): number {
  return median(pairs.map((pair) => pair.a / pair.b));
}

/** How long `work` takes, in milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
