import { isIPv4, isIPv6 } from 'node:net';

/** The IPv4 addresses that an address holds, and whether it is nothing else than them. */
export type Embedded = { readonly addresses: readonly string[]; readonly isAll: boolean };

const NONE: Embedded = { addresses: [], isAll: false };

/**
 * The IPv4 addresses that a packet to this IPv6 address may come out at: mapped (RFC 4291), compatible, translated
 * (RFC 7915), NAT64 (RFC 6052, RFC 8215), 6to4 (RFC 3056), Teredo (RFC 4380, server and client), ISATAP (RFC 5214).
 */
export function embeddedAddresses(address: string): Embedded {
  const groups = isIPv6(address) ? groupsOf(address) : undefined;
  if (groups === undefined) return NONE;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = groups;
  const last = dotted(g, h);
  const startsWithZeros = a === 0 && b === 0 && c === 0 && d === 0;
  if (startsWithZeros && e === 0 && f === 0xffff) return { addresses: [last], isAll: true };
  if (a === 0x64 && b === 0xff9b && c === 0 && d === 0 && e === 0 && f === 0) return { addresses: [last], isAll: true };
  // `::` and `::1` are addresses of IPv6's own.
  if (startsWithZeros && e === 0 && f === 0 && !(g === 0 && h <= 1)) return { addresses: [last], isAll: false };
  if (startsWithZeros && e === 0xffff && f === 0) return { addresses: [last], isAll: false };
  if (a === 0x2002) return { addresses: [dotted(b, c)], isAll: false };
  if (a === 0x2001 && b === 0) {
    return { addresses: [dotted(c, d), dotted(g ^ 0xffff, h ^ 0xffff)], isAll: false };
  }
  if ((e === 0 || e === 0x200) && f === 0x5efe) return { addresses: [last], isAll: false };
  return NONE;
}

/** The groups of 16 bits of an address, two of an IPv4 one; `undefined` for anything else. A zone is left out. */
export function groupsOf(address: string): readonly number[] | undefined {
  const text = address.replace(/%.*$/, '');
  if (isIPv4(text)) return ofDotted(text);
  if (!isIPv6(text)) return undefined;
  const [head = '', tail] = text.split('::');
  const before = head.split(':').flatMap(part);
  if (tail === undefined) return before;
  const after = tail.split(':').flatMap(part);
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after];
}

function part(text: string): readonly number[] {
  if (text === '') return [];
  return text.includes('.') ? ofDotted(text) : [Number.parseInt(text, 16)];
}

function ofDotted(text: string): readonly number[] {
  const [a = 0, b = 0, c = 0, d = 0] = text.split('.').map(Number);
  return [(a << 8) | b, (c << 8) | d];
}

function dotted(high: number, low: number): string {
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
}
