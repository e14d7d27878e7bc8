import { vouchedFor } from './signing.ts';
import type { Answer } from './zone.ts';

/** Extended DNS Errors (RFC 8914). */
export const EDE = { stale: 3, bogus: 6, noDnskey: 9, noSignature: 10 } as const;

export type Validity =
  | { readonly kind: 'insecure' }
  | { readonly kind: 'secure' }
  | { readonly kind: 'bogus'; readonly ede: number };

/**
 * What a validating resolver makes of an answer of the zone, by the DS and DNSKEY sets as it knows them. A zone without
 * DS at its parent is not signed as far as the world goes, whatever stands in it.
 */
export const validityOf = (
  apex: string,
  answer: Answer,
  sets: { readonly ds: () => readonly string[]; readonly dnskeys: () => readonly string[] },
): Validity => {
  const ds = apex === '' ? [] : sets.ds();
  if (ds.length === 0) return { kind: 'insecure' };
  const dnskeys = sets.dnskeys();
  if (!vouchedFor(apex, ds, dnskeys)) return { kind: 'bogus', ede: EDE.noDnskey };
  if (answer.signedBy === undefined) return { kind: 'bogus', ede: EDE.noSignature };
  return dnskeys.includes(answer.signedBy) ? { kind: 'secure' } : { kind: 'bogus', ede: EDE.bogus };
};
