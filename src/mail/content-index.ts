import { hash } from 'node:crypto';
import { fieldOf, parseHeaders } from './headers.ts';
import { MailError } from './mail-error.ts';
import { type Datum, dataOf, listOf, pairsOf, quote, textOf } from './raw-imap/data.ts';
import type { RawImap } from './raw-imap/session.ts';
import type { Response } from './raw-imap/wire.ts';

/** What tells one message from another, of each as little as will do: a mailbox may hold fifty thousand. */
export type Indexed = {
  /** Number of its folder in the list that the index was made of. */
  readonly folder: number;
  readonly uid: number;
  /** RFC822.SIZE in bytes. */
  readonly size: number;
  /** INTERNALDATE as the server gives it. */
  readonly date: string;
  /** Digest of Message-ID and Date (devices give all their mail one Message-ID); '' where there is no Message-ID. */
  readonly id: string;
  /** Digest of Message-ID, Date, From and Subject. */
  readonly fine: string;
  /** Neither Message-ID nor Date: its header says next to nothing about which message it is. */
  readonly isFaint: boolean;
};

export type OpenedFolder = { readonly uidValidity: string; readonly uidNext: number; readonly messages: number };

const FIELDS = 'BODY.PEEK[HEADER.FIELDS (MESSAGE-ID DATE FROM SUBJECT)]';

/** Opens a folder without leaving a trace in it. A refusal rejects with `server-no`. */
export async function examine(session: RawImap, path: string): Promise<OpenedFolder> {
  return await open(session, 'EXAMINE', path);
}

/** Opens a folder as a writer does; which flags it keeps is told only then. */
export async function select(
  session: RawImap,
  path: string,
): Promise<OpenedFolder & { readonly flags: ReadonlySet<string> }> {
  const flags = new Set<string>();
  const opened = await open(session, 'SELECT', path, (text) => {
    const kept = /\[PERMANENTFLAGS \(([^)]*)\)\]/i.exec(text)?.[1];
    for (const flag of kept?.split(' ') ?? []) flags.add(flag.toLowerCase());
  });
  return { ...opened, flags };
}

/** The least UID that a message put into the open folder from now on can have, where the server does not say it. */
export async function nextUid(session: RawImap, { uidNext, messages }: OpenedFolder): Promise<number> {
  if (uidNext > 0) return uidNext;
  let last = 0;
  if (messages > 0)
    await session.run('UID FETCH * (UID)', (response) => {
      last = Math.max(last, Number(textOf(fetchedOf(response)?.get('UID')) ?? 0));
    });
  return last + 1;
}

async function open(
  session: RawImap,
  command: 'EXAMINE' | 'SELECT',
  path: string,
  note: (text: string) => void = () => {},
): Promise<OpenedFolder> {
  let [uidValidity, uidNext, messages] = ['', 0, 0];
  const answer = await session.run(`${command} ${quote(path)}`, ({ text }) => {
    messages = Number(/^\* (\d+) EXISTS\b/i.exec(text)?.[1] ?? messages);
    uidValidity = /\[UIDVALIDITY (\d+)\]/i.exec(text)?.[1] ?? uidValidity;
    uidNext = Number(/\[UIDNEXT (\d+)\]/i.exec(text)?.[1] ?? uidNext);
    note(text);
  });
  if (answer.status !== 'OK') throw new MailError('server-no', session.shown(answer.text));
  return { uidValidity, uidNext, messages };
}

/** Reads what tells messages apart, of those with these UIDs in the open folder ("1:*" is all of them). */
export async function readIndex(
  session: RawImap,
  folder: number,
  uids: string,
  found: (one: Indexed) => void,
): Promise<void> {
  const answer = await session.run(`UID FETCH ${uids} (UID RFC822.SIZE INTERNALDATE ${FIELDS})`, (response) => {
    const one = indexedOf(response, folder);
    if (one !== undefined) found(one);
  });
  if (answer.status !== 'OK') throw new MailError('server-no', session.shown(answer.text));
}

function indexedOf(response: Response, folder: number): Indexed | undefined {
  const items = fetchedOf(response);
  const header = items === undefined ? undefined : [...items].find(([name]) => name.startsWith('BODY['))?.[1];
  const uid = Number(textOf(items?.get('UID')));
  // A mere change of flags, told in between, has no header.
  if (items === undefined || header === undefined || !(uid > 0)) return undefined;
  const size = Number(textOf(items.get('RFC822.SIZE')) ?? 0);
  const fields = parseHeaders(Buffer.isBuffer(header) ? header : (textOf(header) ?? ''));
  const texts = ['message-id', 'date', 'from', 'subject'].map((name) => fieldOf(fields, name) ?? '');
  return { folder, uid, size, date: flat(textOf(items.get('INTERNALDATE')) ?? ''), ...digestOf(texts) };
}

/** From Message-ID, Date, From and Subject, '' where there is none. */
export function digestOf(texts: readonly string[]): Pick<Indexed, 'id' | 'fine' | 'isFaint'> {
  const plain = texts.map((text) => text.replace(/\s+/g, ' ').trim());
  const [id = '', date = ''] = plain;
  return { id: id === '' ? '' : digest([id, date]), fine: digest(plain), isFaint: id === '' && date === '' };
}

/** What the ledger knows a message of the old server by, wherever it is moved there. */
export const fingerprintOf = ({ fine, size }: Indexed): string => `${fine}.${size}`;

/** The items of a FETCH response, by name; undefined for any other. */
export function fetchedOf(response: Response): ReadonlyMap<string, Datum> | undefined {
  const head = /^\* \d+ FETCH /i.exec(response.text)?.[0];
  return head === undefined ? undefined : pairsOf(listOf(dataOf(response, head.length)[0]));
}

/** 96 bits: by chance two of a hundred thousand messages share one in less than one of 10^18 mailboxes. */
function digest(texts: readonly string[]): string {
  return flat(hash('sha256', texts.join('\n'), 'base64url').slice(0, 16));
}

/** A part of a text keeps the whole of it in memory (V8): a hundred thousand times over that is most of an index. */
const flat = (part: string): string => Buffer.from(part, 'latin1').toString('latin1');
