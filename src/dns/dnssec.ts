import { createHash } from 'node:crypto';

/** A DNSKEY record (RFC 4034, section 2) in canonical text, taken apart. */
export type ZoneKey = { readonly tag: number; readonly algorithm: number; readonly rdata: Buffer };
/** A DS record (section 5). */
export type Digest = {
  readonly tag: number;
  readonly algorithm: number;
  readonly digestType: number;
  readonly digest: string;
};

const ZONE_KEY = 0x0100;
/** SHA-256 (RFC 4509) and SHA-384 (RFC 6605); SHA-1 is no longer to be relied on (RFC 9905). */
const HASHES: ReadonlyMap<number, string> = new Map([
  [2, 'sha256'],
  [4, 'sha384'],
]);

/** The keys of a zone; what cannot be read, or is none of the zone's keys, is left out. */
export function parseKeys(values: readonly string[]): readonly ZoneKey[] {
  return values.flatMap((value) => {
    const [flags = '', protocol = '', algorithm = '', key = ''] = value.split(' ');
    if ((Number(flags) & ZONE_KEY) === 0 || protocol !== '3') return [];
    const head = Buffer.alloc(4);
    head.writeUInt16BE(Number(flags) & 0xffff, 0);
    head[2] = 3;
    head[3] = Number(algorithm);
    const rdata = Buffer.concat([head, Buffer.from(key, 'base64')]);
    return [{ tag: keyTag(rdata), algorithm: Number(algorithm), rdata }];
  });
}

export function parseDigests(values: readonly string[]): readonly Digest[] {
  return values.flatMap((value) => {
    const [tag = '', algorithm = '', digestType = '', digest = ''] = value.split(' ');
    if (digest === '') return [];
    return [{ tag: Number(tag), algorithm: Number(algorithm), digestType: Number(digestType), digest }];
  });
}

/** RFC 4034, appendix B: a sum over the record's data, by which a signature and a DS find their key. */
export function keyTag(rdata: Uint8Array): number {
  let sum = 0;
  for (const [index, byte] of rdata.entries()) sum += (index & 1) === 0 ? byte << 8 : byte;
  return (sum + ((sum >> 16) & 0xffff)) & 0xffff;
}

/**
 * Whether some DS leads to one of the keys. `undefined` where no DS has a digest that is computed here: then nothing can
 * be said.
 */
export function leadsToKey(zone: string, digests: readonly Digest[], keys: readonly ZoneKey[]): boolean | undefined {
  const known = digests.filter(({ digestType }) => HASHES.has(digestType));
  if (known.length === 0) return undefined;
  return known.some((digest) => keys.some((key) => isDigestOf(zone, digest, key)));
}

function isDigestOf(zone: string, { tag, algorithm, digestType, digest }: Digest, key: ZoneKey): boolean {
  const hash = HASHES.get(digestType);
  if (hash === undefined || tag !== key.tag || algorithm !== key.algorithm) return false;
  return createHash(hash).update(wireName(zone)).update(key.rdata).digest('hex') === digest.toLowerCase();
}

/** A canonical name as it stands on the wire (RFC 4034, section 6.2). */
function wireName(name: string): Buffer {
  const labels = name === '' ? [] : name.split('.');
  return Buffer.concat([
    ...labels.map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])),
    Buffer.from([0]),
  ]);
}
