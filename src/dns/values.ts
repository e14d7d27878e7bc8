import { isUtf8 } from 'node:buffer';
import { SocketAddress } from 'node:net';
import type { Answer, SoaData, SrvData } from 'dns-packet';
import type { RecordType } from '../migration/observations.ts';
import { canonicalName } from './names.ts';

/** A record of one of our types, its data in canonical text. */
export type Rr = {
  readonly name: string;
  readonly type: RecordType;
  readonly ttlSeconds: number;
  readonly value: string;
  /** SOA alone: the last field, which bounds negative answers (RFC 2308, section 4). */
  readonly minimumSeconds?: number;
};

const LARGEST_TTL = 0x7fff_ffff;

/**
 * A decoded record in canonical form, or `undefined` for a type or class that is none of ours.
 * A/AAAA: the address (RFC 5952). NS/CNAME/PTR: the name. MX: "10 mx.example.net", and "0 ." for the null MX (RFC 7505).
 * TXT: the strings joined. SOA: all seven fields. SRV: "10 5 993 mail.example.net", priority, weight, port, target; "." for
 * a service that is not offered (RFC 2782). TLSA: "3 1 1 d2ab…", usage, selector, matching type, hex (RFC 6698).
 * DS: "12345 13 2 49fd…", key tag, algorithm, digest type, hex. DNSKEY: "257 3 13 mdsswUyr…", flags, protocol, algorithm,
 * base64 (RFC 4034). CAA: `0 issue "ca.example"`, flags, tag in lower case, value (RFC 8659).
 */
export function canonicalRecord(answer: Answer): Rr | undefined {
  if (answer.type === 'OPT' || answer.class !== 'IN') return undefined;
  const base = { name: rootless(answer.name), ttlSeconds: saneTtl(answer.ttl ?? 0) };
  switch (answer.type) {
    case 'A':
      return { ...base, type: 'A', value: answer.data };
    case 'AAAA':
      return { ...base, type: 'AAAA', value: canonicalIpv6(answer.data) };
    case 'NS':
    case 'CNAME':
    case 'PTR':
      return { ...base, type: answer.type, value: rootless(answer.data) };
    case 'MX':
      return { ...base, type: 'MX', value: canonicalMx(answer.data.preference ?? 0, answer.data.exchange) };
    case 'TXT':
      return { ...base, type: 'TXT', value: joinedText(answer.data) };
    case 'SOA':
      return {
        ...base,
        type: 'SOA',
        value: canonicalSoa(answer.data),
        minimumSeconds: saneTtl(answer.data.minimum ?? 0),
      };
    case 'SRV':
      return { ...base, type: 'SRV', value: canonicalSrv(answer.data) };
    case 'TLSA': {
      const { usage, selector, matchingType, certificate } = answer.data;
      return { ...base, type: 'TLSA', value: [usage, selector, matchingType, certificate.toString('hex')].join(' ') };
    }
    case 'DS': {
      const { keyTag, algorithm, digestType, digest } = answer.data;
      return { ...base, type: 'DS', value: [keyTag, algorithm, digestType, digest.toString('hex')].join(' ') };
    }
    case 'DNSKEY': {
      const { flags, algorithm, key } = answer.data;
      // The protocol is 3 always: the decoder throws at any other (RFC 4034, section 2.1.2).
      return { ...base, type: 'DNSKEY', value: [flags, 3, algorithm, key.toString('base64')].join(' ') };
    }
    case 'CAA': {
      const { flags = 0, tag, value } = answer.data;
      return { ...base, type: 'CAA', value: `${flags} ${tag.toLowerCase()} "${value.replace(/["\\]/g, '\\$&')}"` };
    }
    default:
      return undefined;
  }
}

/** Sorted and without repeats: a record set has no order (RFC 2181, section 5). MX sorts by preference. */
export function canonicalValues(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort(byNumberThenText);
}

/** "10 mx.example.net" and "0 ." taken apart; `undefined` for anything else. The null MX has the host ''. */
export function parseMx(value: string): { readonly preference: number; readonly host: string } | undefined {
  const match = /^(\d{1,5}) (\S+)$/.exec(value);
  if (match === null) return undefined;
  return { preference: Number(match[1]), host: rootless(match[2] ?? '') };
}

/** RFC 2181, section 8: a TTL with the top bit set counts as 0. */
function saneTtl(ttl: number): number {
  return ttl > LARGEST_TTL ? 0 : ttl;
}

function rootless(name: string): string {
  return name === '.' ? '' : canonicalName(name);
}

function canonicalIpv6(address: string): string {
  return new SocketAddress({ address, family: 'ipv6' }).address;
}

function canonicalMx(preference: number, exchange: string): string {
  return `${preference} ${rootless(exchange) || '.'}`;
}

function canonicalSrv({ priority = 0, weight = 0, port, target }: SrvData): string {
  return `${priority} ${weight} ${port} ${rootless(target) || '.'}`;
}

function joinedText(data: string | Buffer | readonly (string | Buffer)[]): string {
  const chunks = typeof data === 'string' || Buffer.isBuffer(data) ? [data] : data;
  const bytes = Buffer.concat(chunks.map((chunk) => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk)));
  return isUtf8(bytes) ? bytes.toString('utf8') : bytes.toString('latin1');
}

function canonicalSoa(soa: SoaData): string {
  const { mname, rname, serial = 0, refresh = 0, retry = 0, expire = 0, minimum = 0 } = soa;
  return [rootless(mname), rootless(rname), serial, refresh, retry, expire, minimum].join(' ');
}

function byNumberThenText(a: string, b: string): number {
  const byNumber = Number.parseInt(a, 10) - Number.parseInt(b, 10);
  if (byNumber !== 0 && / /.test(a) && / /.test(b) && Number.isFinite(byNumber)) return byNumber;
  return a < b ? -1 : a > b ? 1 : 0;
}
