import { createPublicKey } from 'node:crypto';

export type DkimKey = {
  readonly state: 'valid' | 'revoked' | 'malformed' | 'absent';
  /** What is wrong with it, or worth knowing of a valid one. */
  readonly detail?: string;
};

/** RFC 8301, section 3.2: a verifier does not accept less. */
const FEWEST_RSA_BITS = 1_024;
const ED25519_BYTES = 32;

/**
 * Reads what stands under a selector (RFC 6376, section 3.6.1). `absent`: nothing that wants to be a key; `revoked`: `p=`
 * is empty; `malformed`: verifiers find no key in it, as with one that a panel has cut off at 255 characters.
 */
export function readDkimKey(values: readonly string[]): DkimKey {
  const records = values.filter((value) => looksLikeKey(value));
  const [record, ...others] = records;
  if (record === undefined) return { state: 'absent' };
  // Section 3.6.2.2: of several, which one counts is undefined.
  if (others.length > 0) return malformed(`${records.length} records`);
  const tags = tagsOf(record);
  if (tags === undefined) return malformed('not a list of tags');
  const [first] = tags.keys();
  const version = tags.get('v');
  if (version !== undefined && (version !== 'DKIM1' || first !== 'v')) return malformed(`v=${version}`);
  const services = tags.get('s')?.split(':') ?? ['*'];
  if (!services.some((service) => service === '*' || service === 'email')) return malformed(`s=${tags.get('s')}`);
  const key = tags.get('p')?.replace(/\s+/g, '');
  if (key === undefined) return malformed('no p=');
  if (key === '') return { state: 'revoked' };
  const fault = faultOf(tags.get('k') ?? 'rsa', key);
  if (fault !== undefined) return malformed(fault);
  const isTest = tags.get('t')?.split(':').includes('y') === true;
  return { state: 'valid', ...(isTest ? { detail: 't=y' } : {}) };
}

/** Whether a text wants to be a DKIM key; a wildcard's SPF record or a site verification does not. */
function looksLikeKey(value: string): boolean {
  return /(?:^|;)\s*(?:v\s*=\s*DKIM1|p\s*=)/.test(value);
}

function malformed(detail: string): DkimKey {
  return { state: 'malformed', detail };
}

/** Section 3.2: `undefined` where a tag has no value sign, or stands twice. */
function tagsOf(record: string): ReadonlyMap<string, string> | undefined {
  const tags = new Map<string, string>();
  for (const part of record.split(';')) {
    if (part.trim() === '') continue;
    const match = /^\s*([a-z][a-z0-9_]*)\s*=\s*([\s\S]*?)\s*$/i.exec(part);
    if (match?.[1] === undefined || tags.has(match[1])) return undefined;
    tags.set(match[1], match[2] ?? '');
  }
  return tags;
}

function faultOf(type: string, base64: string): string | undefined {
  if (!/^[a-z0-9+/]+=*$/i.test(base64)) return 'p= is not base64';
  const bytes = Buffer.from(base64, 'base64');
  if (type === 'ed25519')
    return bytes.length === ED25519_BYTES ? undefined : `${bytes.length} bytes of ${ED25519_BYTES}`;
  if (type !== 'rsa') return `k=${type}`;
  const bits = rsaBits(bytes);
  if (bits === undefined) return 'p= holds no whole key';
  return bits < FEWEST_RSA_BITS ? `${bits} bits` : undefined;
}

/** SubjectPublicKeyInfo, as everyone publishes; the bare RSAPublicKey that the RFC's text names is read too. */
function rsaBits(der: Buffer): number | undefined {
  for (const type of ['spki', 'pkcs1'] as const) {
    try {
      return createPublicKey({ key: der, format: 'der', type }).asymmetricKeyDetails?.modulusLength;
    } catch {
      // Not in this form: the other one is tried, and then it is no key.
    }
  }
  return undefined;
}
