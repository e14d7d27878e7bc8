import { isIPv6, SocketAddress } from 'node:net';
import type { Instant } from '../migration/time.ts';
import type { PointerObservation } from '../migration/zone-observations.ts';
import { addressesBy, type Resolve } from './resolve.ts';
import { reverseName } from './reverse-name.ts';

export type PointerResult = PointerObservation['result'];

/** Of an address with more names than this, receivers look at the first ones too. */
const MAX_NAMES = 10;

/**
 * The names of an address, and which of them lead back to it: what receivers look at before they take mail from a new
 * address. Where no name leads back but one of them could not be resolved, it is a failure. Never rejects.
 */
export async function pointerOf(resolve: Resolve, address: string, now: () => Instant): Promise<PointerResult> {
  const reverse = reverseName(address);
  if (reverse === undefined) return { outcome: 'failed', at: now(), code: 'dns-bad-name', detail: address };
  const pointers = await resolve(reverse, 'PTR');
  if (pointers.outcome === 'failed') return pointers;
  const names = pointers.values.slice(0, MAX_NAMES);
  const forward = await Promise.all(names.map((name) => addressesBy(resolve, name)));
  const own = canonicalAddress(address);
  const confirmed = names.filter((_, index) => {
    const found = forward[index];
    return found?.outcome === 'answer' && found.values.some((value) => canonicalAddress(value) === own);
  });
  const failure = forward.find((found) => found.outcome === 'failed');
  if (confirmed.length === 0 && failure !== undefined) return failure;
  return { outcome: 'pointer', at: now(), names, confirmed };
}

function canonicalAddress(address: string): string {
  const [bare = ''] = address.split('%');
  return isIPv6(bare) ? new SocketAddress({ address: bare, family: 'ipv6' }).address : address;
}
