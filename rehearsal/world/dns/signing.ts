import { createHash } from 'node:crypto';

/** A key that zones are signed with: what stands in the zone, and what the parent vouches for it with. */
export type ZoneKey = {
  /** The DNSKEY's value: a key-signing key for ECDSA P-256. */
  readonly dnskey: string;
  /** The DS value for it, with a SHA-256 digest. */
  ds(apex: string): string;
};

const KEY_SIGNING = 257;
const PROTOCOL = 3;
const ECDSA_P256 = 13;
const SHA_256 = 2;

/** A key that a label decides. Nothing is signed with it: 64 bytes stand for the point on the curve. */
export const zoneKey = (label: string): ZoneKey => {
  const point = createHash('sha512').update(label).digest();
  const rdata = Buffer.concat([Buffer.from([KEY_SIGNING >> 8, KEY_SIGNING & 0xff, PROTOCOL, ECDSA_P256]), point]);
  return {
    dnskey: `${KEY_SIGNING} ${PROTOCOL} ${ECDSA_P256} ${point.toString('base64')}`,
    ds: (apex) => dsOf(apex, rdata),
  };
};

/** Whether some DS of the parent vouches for a key of the zone (RFC 4035 section 5.2). */
export const vouchedFor = (apex: string, ds: readonly string[], dnskeys: readonly string[]): boolean =>
  dnskeys.some((dnskey) => ds.includes(dsOf(apex, rdataOf(dnskey))));

/** RFC 4034 section 5.1.4: the digest is over the owner's name in wire form and the key's data. */
const dsOf = (apex: string, rdata: Buffer): string => {
  const digest = createHash('sha256').update(wireName(apex)).update(rdata).digest('hex');
  return `${keyTag(rdata)} ${rdata[3] ?? 0} ${SHA_256} ${digest}`;
};

const rdataOf = (dnskey: string): Buffer => {
  const [flags, protocol, algorithm, key = ''] = dnskey.split(' ');
  const head = Buffer.from([Number(flags) >> 8, Number(flags) & 0xff, Number(protocol), Number(algorithm)]);
  return Buffer.concat([head, Buffer.from(key, 'base64')]);
};

/** RFC 4034 appendix B. */
const keyTag = (rdata: Buffer): number => {
  let sum = 0;
  for (const [at, byte] of rdata.entries()) sum += at % 2 === 0 ? byte << 8 : byte;
  return (sum + (sum >>> 16)) & 0xffff;
};

const wireName = (name: string): Buffer =>
  Buffer.concat([
    ...name.split('.').flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)]),
    Buffer.from([0]),
  ]);
