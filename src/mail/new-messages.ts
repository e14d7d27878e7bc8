import type { FetchMessageObject, ImapFlow, MailboxObject } from 'imapflow';
import type { FolderState } from '../migration/observations.ts';
import { MailError } from './mail-error.ts';

/** Of each message the top of the header is read: what hosts stamp stands there, whatever a sender piles up below. */
const HEADER_BYTES = 64 * 1024;
export const HEADER_QUERY = {
  uid: true,
  size: true,
  internalDate: true,
  bodyParts: [{ key: 'HEADER', start: 0, maxLength: HEADER_BYTES }],
};
const MESSAGES_A_FETCH = 500;

export type MessageHead = {
  readonly uid: number;
  readonly size: number;
  readonly internalDate: number;
  readonly header: Uint8Array;
};

export type FolderReading = {
  /** The folder as it stood when it was opened; its UIDNEXT is where the reading ended, also when that was early. */
  readonly folder: FolderState;
  /** How many messages lie between `fromUid` and that UIDNEXT. */
  readonly found: number;
  /** True when `limit` ended the reading. */
  readonly more: boolean;
};

/**
 * Opens a folder read-only (EXAMINE: no flag changes) and hands every message from `fromUid` on to `take`, in bounded
 * portions; at most `limit` of them. The folder is read up to the UIDNEXT it had when it was opened, so what arrives
 * meanwhile is the next survey's.
 */
export async function readNewMessages(
  client: ImapFlow,
  folder: FolderState,
  fromUid: number,
  limit: number,
  take: (head: MessageHead) => void,
): Promise<FolderReading> {
  if (limit <= 0) return { folder: { ...folder, uidNext: fromUid }, found: 0, more: true };
  const opened = await client.mailboxOpen(folder.path, { readOnly: true });
  const state = stateOf(opened, folder);
  const endUid = state.uidNext;
  let found = 0;
  let nextUid = fromUid;
  for (const uids of await portionsOf(client, fromUid, endUid)) {
    if (found >= limit) return { folder: { ...state, uidNext: nextUid }, found, more: true };
    const portion = uids.slice(0, limit - found);
    const last = portion.at(-1) ?? nextUid;
    for await (const message of client.fetch(rangeOf(portion), HEADER_QUERY, { uid: true })) {
      // "UID n:*" answers with the last message even where nothing is new; a server may volunteer others too.
      if (message.uid < nextUid || message.uid > last) continue;
      take(headOf(message));
      found += 1;
    }
    nextUid = last + 1;
    if (portion.length < uids.length) return { folder: { ...state, uidNext: nextUid }, found, more: true };
  }
  return { folder: state, found, more: false };
}

/** The newest messages of a folder, at most `count`. */
export async function readNewest(client: ImapFlow, path: string, count: number): Promise<readonly MessageHead[]> {
  const { exists } = await client.mailboxOpen(path, { readOnly: true });
  const heads: MessageHead[] = [];
  if (exists === 0) return heads;
  for await (const message of client.fetch(`${Math.max(1, exists - count + 1)}:${exists}`, HEADER_QUERY)) {
    heads.push(headOf(message));
  }
  return heads;
}

/**
 * The UIDs to ask for, in portions. A short span is asked for as it is; in a long one, which may be mostly empty, SEARCH
 * first says what is there.
 */
async function portionsOf(client: ImapFlow, fromUid: number, endUid: number): Promise<readonly (readonly number[])[]> {
  const span = endUid - fromUid;
  if (span <= 0) return [];
  if (span <= MESSAGES_A_FETCH) return [Array.from({ length: span }, (_, index) => fromUid + index)];
  const uids = await client.search({ uid: `${fromUid}:${endUid - 1}` }, { uid: true });
  if (uids === false || uids === undefined) throw new MailError('server-no', 'search was refused');
  const wanted = uids.filter((uid) => uid >= fromUid && uid < endUid).sort((a, b) => a - b);
  const portions: (readonly number[])[] = [];
  for (let at = 0; at < wanted.length; at += MESSAGES_A_FETCH) portions.push(wanted.slice(at, at + MESSAGES_A_FETCH));
  return portions;
}

/** "first:last": nothing between them is unwanted, since a portion holds all that is there. */
function rangeOf(uids: readonly number[]): string {
  return `${uids[0] ?? 0}:${uids.at(-1) ?? 0}`;
}

function stateOf(opened: MailboxObject, folder: FolderState): FolderState {
  if (String(opened.uidValidity) !== folder.uidValidity) {
    throw new MailError('protocol', `UIDVALIDITY of ${folder.path} changed during the look`);
  }
  // UIDNEXT on SELECT is only a "should" (RFC 3501 section 6.3.1): STATUS has said it before.
  const uidNext = Math.max(folder.uidNext, opened.uidNext || 0);
  return { ...folder, uidNext, messages: opened.exists };
}

export function headOf(message: FetchMessageObject): MessageHead {
  const date = message.internalDate === undefined ? Number.NaN : new Date(message.internalDate).getTime();
  return {
    uid: message.uid,
    size: message.size ?? 0,
    internalDate: Number.isNaN(date) ? 0 : date,
    header: message.headers ?? new Uint8Array(),
  };
}
