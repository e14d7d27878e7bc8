import { isUtf8 } from 'node:buffer';

/** One header field as it stands in a message: lower-case name, unfolded value. */
export type HeaderField = { readonly name: string; readonly value: string };

/** More than this of a header block is not read: the lines that a host stamps stand on top. */
const MAX_BLOCK = 128 * 1024;
const MAX_FIELDS = 1_000;
const MAX_VALUE = 8 * 1024;

/**
 * The header fields of a message, topmost first, from its raw header block (or the beginning of one).
 *
 * Never throws and reads a bounded part (of a value `maxValue` characters), whatever it is given: a header is written by
 * strangers. Bytes that are not
 * UTF-8 are read as Latin-1, so that equal bytes give equal text on both servers. A line that is neither a field nor
 * a continuation is passed over, and so is what follows the empty line that ends the block (RFC 5322 section 2.2).
 */
export function parseHeaders(raw: Uint8Array | string, maxValue: number = MAX_VALUE): readonly HeaderField[] {
  const fields: HeaderField[] = [];
  let name: string | undefined;
  let value = '';
  const flush = () => {
    if (name !== undefined && fields.length < MAX_FIELDS) fields.push({ name, value: value.trim() });
    name = undefined;
  };
  for (const line of decode(raw).split(/\r\n|\n|\r/)) {
    if (line === '') break;
    if (line.startsWith(' ') || line.startsWith('\t')) {
      if (name !== undefined && value.length < maxValue) value = `${value} ${line.trim()}`.slice(0, maxValue);
      continue;
    }
    flush();
    const colon = line.indexOf(':');
    const candidate = line.slice(0, Math.max(colon, 0)).trimEnd();
    if (!/^[\x21-\x39\x3b-\x7e]{1,76}$/.test(candidate)) continue;
    name = candidate.toLowerCase();
    value = line.slice(colon + 1, colon + 1 + maxValue);
  }
  flush();
  return fields;
}

/** The first field of that name (given in lower case), from the top. */
export function fieldOf(fields: readonly HeaderField[], name: string): string | undefined {
  return fields.find((field) => field.name === name)?.value;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DATE =
  /(\d{1,2})\s+([A-Za-z]{3})\s+(\d{4}|\d{2})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s+([+-]\d{4}|[A-Za-z]{1,5}))?/;
/** Hours from UTC of the names that RFC 5322 section 4.3 keeps; every other name counts as UTC, as it says. */
const ZONES: Readonly<Record<string, number>> = {
  edt: -4,
  est: -5,
  cdt: -5,
  cst: -6,
  mdt: -6,
  mst: -7,
  pdt: -7,
  pst: -8,
};

/** The instant of an RFC 5322 date, or undefined: a date that names no real moment proves nothing. */
export function parseDate(text: string): number | undefined {
  const [, day, month, year, hour, minute, second, zone] = DATE.exec(text.slice(0, 200)) ?? [];
  if (!day || !month || !year || !hour || !minute) return undefined;
  const monthIndex = MONTHS.indexOf(month.toLowerCase());
  const fullYear = year.length === 2 ? Number(year) + (Number(year) < 50 ? 2000 : 1900) : Number(year);
  if (monthIndex < 0 || fullYear < 1980 || fullYear > 2200) return undefined;
  if (Number(day) > 31 || Number(day) < 1 || Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 60) {
    return undefined;
  }
  const local = Date.UTC(fullYear, monthIndex, Number(day), Number(hour), Number(minute), Number(second ?? 0));
  return local - zoneOffsetMinutes(zone ?? '+0000') * 60_000;
}

function zoneOffsetMinutes(zone: string): number {
  if (!/^[+-]/.test(zone)) return (ZONES[zone.toLowerCase()] ?? 0) * 60;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3, 5));
  return zone.startsWith('-') ? -minutes : minutes;
}

function decode(raw: Uint8Array | string): string {
  if (typeof raw === 'string') return raw.slice(0, MAX_BLOCK);
  const bytes = raw.subarray(0, MAX_BLOCK);
  if (raw.length <= MAX_BLOCK) return Buffer.from(bytes).toString(isUtf8(bytes) ? 'utf8' : 'latin1');
  // A cut inside a character would turn a whole block from UTF-8 into Latin-1: only a full block is judged as it is.
  const text = new TextDecoder('utf-8').decode(bytes, { stream: true });
  return text.includes('\ufffd') ? Buffer.from(bytes).toString('latin1') : text;
}
