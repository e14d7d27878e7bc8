import { isUtf8 } from 'node:buffer';
import { SocketAddress } from 'node:net';
import type { Answer, SoaData } from 'dns-packet';
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
 * A/AAAA: the address (RFC 5952). NS/CNAME: the name. MX: "10 mx.example.net", and "0 ." for the null MX (RFC 7505).
 * TXT: the strings joined. SOA: all seven fields.
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
