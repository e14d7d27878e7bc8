import { type Instant, MINUTE_MS } from '../migration/time.ts';
import type { Dialer } from '../net/dial.ts';
import { resolveFromRoots } from './walker.ts';

export type HostAddressesOptions = {
  /** Addresses of the root servers; the real ones when empty. */
  readonly roots: readonly string[];
  readonly now: () => Instant;
};

const KEPT_MS = 10 * MINUTE_MS;

/**
 * Finds the addresses of a service outside by walking down from the roots, and remembers them for ten minutes; none where
 * it cannot be found now. Never rejects.
 */
export function createHostAddresses(
  dialer: Dialer,
  { roots, now }: HostAddressesOptions,
): (host: string, signal: AbortSignal) => Promise<readonly string[]> {
  const kept = new Map<string, { readonly until: Instant; readonly addresses: readonly string[] }>();
  return async (host, signal) => {
    const known = kept.get(host);
    if (known !== undefined && now() < known.until) return known.addresses;
    const options = { signal, now, ...(roots.length === 0 ? {} : { roots }) };
    const answers = await Promise.all(
      (['A', 'AAAA'] as const).map((type) => resolveFromRoots(dialer, host, type, options)),
    );
    const addresses = answers.flatMap((answer) => (answer.outcome === 'answer' ? answer.values : []));
    if (addresses.length > 0) kept.set(host, { until: now() + KEPT_MS, addresses });
    return addresses;
  };
}
