import { headerOf, headerValue, type StoredMessage } from './store.ts';

/** A string as a client must read it back: quoted where it may be, else a literal. */
export const quoted = (text: string): string =>
  /^[\x20-\x7e]*$/.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : `{${Buffer.byteLength(text)}}\r\n${text}`;

const nstring = (text: string | undefined): string => (text === undefined || text === '' ? 'NIL' : quoted(text));

/** A folder's name in modified UTF-7 (RFC 3501 section 5.1.3). */
export const encodeFolderName = (name: string): string =>
  name.replace(/&/g, '&-').replace(/[^\x20-\x7e]+/g, (run) => {
    const utf16 = Buffer.from(run, 'utf16le').swap16();
    return `&${utf16.toString('base64').replace(/\//g, ',').replace(/=+$/, '')}-`;
  });

export const decodeFolderName = (name: string): string =>
  name.replace(/&([A-Za-z0-9+,]*)-/g, (_all, run: string) =>
    run === '' ? '&' : Buffer.from(run.replace(/,/g, '/'), 'base64').swap16().toString('utf16le'),
  );

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** INTERNALDATE: "24-Nov-2026 04:03:49 +0000". */
export const internalDate = (at: number): string => {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${String(date.getUTCDate()).padStart(2, ' ')}-${MONTHS[date.getUTCMonth()]}-${date.getUTCFullYear()}`;
  return `"${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000"`;
};

/** ENVELOPE (RFC 3501 section 7.4.2), for the plain addresses of this world. */
export const envelope = (message: StoredMessage): string => {
  const value = (name: string): string | undefined => headerValue(message.raw, name);
  const from = addresses(value('From'));
  const parts = [nstring(value('Date')), nstring(value('Subject')), from, addresses(value('Sender'), from)];
  parts.push(
    addresses(value('Reply-To'), from),
    addresses(value('To')),
    addresses(value('Cc')),
    addresses(value('Bcc')),
  );
  return `(${[...parts, nstring(value('In-Reply-To')), nstring(value('Message-ID'))].join(' ')})`;
};

const addresses = (value: string | undefined, otherwise = 'NIL'): string => {
  if (value === undefined || value === '') return otherwise;
  // A comma inside quotes belongs to the name.
  const all = (value.match(/(?:"[^"]*"|[^,])+/g) ?? []).map((one) => {
    const match = /^\s*(?:"?([^"<]*?)"?\s*<)?([^<>@\s]+)@([^<>\s]+)>?\s*$/.exec(one);
    return match === null ? '' : `(${nstring(match[1])} NIL ${nstring(match[2])} ${nstring(match[3])})`;
  });
  const known = all.filter((one) => one !== '');
  return known.length === 0 ? otherwise : `(${known.join('')})`;
};

/** Every message of this world is one plain text part. */
export const bodyStructure = (message: StoredMessage): string => {
  const text = message.raw.subarray(headerOf(message.raw).length);
  const lines = text.toString('latin1').split('\r\n').length - 1;
  return `("TEXT" "PLAIN" ("CHARSET" "UTF-8") NIL NIL "8BIT" ${text.length} ${lines} NIL NIL NIL NIL)`;
};

/** The bytes of a BODY[section]. */
export const section = (message: StoredMessage, name: string): Buffer => {
  const header = headerOf(message.raw);
  const upper = name.toUpperCase();
  if (upper === '') return message.raw;
  if (upper === 'HEADER') return header;
  if (upper === 'TEXT' || upper === '1') return message.raw.subarray(header.length);
  const fields = /^HEADER\.FIELDS(\.NOT)? \((.*)\)$/.exec(upper);
  if (fields === null) return Buffer.alloc(0);
  const wanted = new Set((fields[2] ?? '').replace(/"/g, '').split(' '));
  const lines = header
    .toString('latin1')
    .replace(/\r\n$/, '')
    .split(/\r\n(?![ \t])/);
  const kept = lines.filter(
    (line) => line !== '' && wanted.has((line.split(':')[0] ?? '').toUpperCase()) === (fields[1] === undefined),
  );
  return Buffer.from(`${kept.map((line) => `${line}\r\n`).join('')}\r\n`, 'latin1');
};
