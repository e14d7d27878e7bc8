import { isUtf8 } from 'node:buffer';
import { isIPv4, isIPv6, SocketAddress } from 'node:net';
import type { RecordType } from '../migration/observations.ts';
import { canonicalName } from './names.ts';
import { isRecordType } from './packet.ts';
import type { Rr } from './values.ts';

const NAME = /^[\w/*.-]{1,254}$/;

/**
 * A record as zone files and `dig` write it (RFC 1035, section 5.1): `name 300 IN MX 10 mail.example.`, the class or not.
 * Undefined for what is none, and for types that no plan holds.
 */
export function recordOfLine(line: string): Rr | undefined {
  const match = /^(\S+)\s+(\d{1,10})\s+(?:IN\s+)?([A-Za-z]+)\s+(\S.*)$/i.exec(line.trim());
  const [, name = '', ttl = '', type = '', data = ''] = match ?? [];
  return match === null ? undefined : recordOf(name, Number(ttl), type, data);
}

/** The same from its parts. */
export function recordOf(name: string, ttlSeconds: number, type: string, data: string): Rr | undefined {
  const known = type.toUpperCase();
  if (!NAME.test(name) || !isRecordType(known)) return undefined;
  const value = canonicalText(known, data.trim());
  if (value === undefined) return undefined;
  const minimum = known === 'SOA' ? { minimumSeconds: Number(value.split(' ').at(-1)) } : {};
  return { name: canonicalName(name), type: known, ttlSeconds, value, ...minimum };
}

/** Record data in the canonical form of `values.ts`; undefined where it cannot be read. */
function canonicalText(type: RecordType, data: string): string | undefined {
  const words = data.split(/\s+/);
  const [first = ''] = words;
  const name = (word: string | undefined) =>
    word === '.' ? '.' : word !== undefined && NAME.test(word) ? canonicalName(word) : undefined;
  switch (type) {
    case 'A':
      return words.length === 1 && isIPv4(first) ? first : undefined;
    case 'AAAA':
      return words.length === 1 && isIPv6(first)
        ? new SocketAddress({ address: first, family: 'ipv6' }).address
        : undefined;
    case 'NS':
    case 'CNAME':
    case 'PTR':
      return words.length === 1 ? name(first) : undefined;
    case 'MX':
      return numbered(words, 1, name);
    case 'SRV':
      return numbered(words, 3, name);
    case 'TXT':
      return textOf(data);
    case 'SOA':
      return words.length === 7 && words.slice(2).every(isNumber)
        ? [canonicalName(first), canonicalName(words[1] ?? ''), ...words.slice(2)].join(' ')
        : undefined;
    case 'TLSA':
      return words.length > 3 && words.slice(0, 3).every(isNumber) && /^[\da-f]+$/i.test(words.slice(3).join(''))
        ? [...words.slice(0, 3), words.slice(3).join('').toLowerCase()].join(' ')
        : undefined;
    case 'CAA':
    case 'DS':
    case 'DNSKEY':
      return undefined;
  }
}

function numbered(
  words: readonly string[],
  numbers: number,
  name: (word: string | undefined) => string | undefined,
): string | undefined {
  const target = name(words[numbers]);
  if (words.length !== numbers + 1 || target === undefined || !words.slice(0, numbers).every(isNumber))
    return undefined;
  return [...words.slice(0, numbers).map(Number), target].join(' ');
}

/** Strings in quotes, joined; `\"` and `\\` stand for themselves, `\195` for a byte. Without quotes the text as it is. */
function textOf(data: string): string | undefined {
  if (!data.startsWith('"')) return data === '' ? undefined : data;
  const strings = [...data.matchAll(/"((?:[^"\\]|\\.)*)"\s*/g)];
  if (strings.map(([whole]) => whole).join('') !== data) return undefined;
  const bytes = strings.flatMap(([, inner = '']) =>
    [...inner.matchAll(/\\(\d{3})|\\(.)|([^\\])/gsu)].map(([, code, escaped, plain]) =>
      code === undefined ? Buffer.from(escaped ?? plain ?? '') : Buffer.from([Number(code) & 0xff]),
    ),
  );
  const joined = Buffer.concat(bytes);
  return isUtf8(joined) ? joined.toString('utf8') : joined.toString('latin1');
}

function isNumber(word: string): boolean {
  return /^\d{1,10}$/.test(word);
}
