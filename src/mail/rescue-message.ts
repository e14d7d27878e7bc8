import type { ImapFlow } from 'imapflow';
import type { Instant } from '../migration/time.ts';
import type { Dialer } from '../net/dial.ts';
import type { MailAccount } from './account.ts';
import { bodyDigest } from './body-digest.ts';
import { findHeads, readHeads } from './find-messages.ts';
import { type FolderTree, treeOf } from './folder-tree.ts';
import { readFolders } from './folders.ts';
import { withImap } from './imap.ts';
import type { SessionLimits } from './limits.ts';
import { MailError } from './mail-error.ts';
import { arrivedAt, identityOf, type MessageIdentity } from './message-identity.ts';
import type { MessageHead } from './new-messages.ts';
import { withPop3 } from './pop3.ts';
import { named, UID_VALIDITY, uidOf } from './pop3-survey.ts';
import { isRefusal } from './server-refusal.ts';
import type { SpecialUse } from './special-use.ts';
import { stampDigest } from './stamp-digest.ts';

/** Where a straggler was seen on the old server. */
export type StragglerPlace = {
  readonly folder: string;
  readonly uidValidity: string;
  readonly uid: number;
  readonly fingerprint: string;
  /** What tells this delivery from others of that fingerprint, where it is known. */
  readonly stamp?: string;
  /** When the old server stamped it. */
  readonly at: Instant;
  /** What that folder is for; looked up where it is not said. */
  readonly specialUse?: SpecialUse;
};

/** A message of the old server, which was read once from its first byte to its last. */
export type FetchedMessage = {
  readonly identity: MessageIdentity;
  /** Bytes, as counted. */
  readonly size: number;
  /** Digest of its body. */
  readonly digest: string;
  /** Absent of one that is too large to be held: it is read once more when it is carried. */
  readonly raw?: Buffer;
  readonly place:
    | { readonly kind: 'imap'; readonly uidValidity: string; readonly uid: number }
    | { readonly kind: 'pop3'; readonly number: number; readonly sizeBytes: number };
  readonly flags: readonly string[];
  readonly internalDate: Instant;
  readonly folder: string;
  /** The folders of the old server, to find this one's counterpart by. */
  readonly tree: FolderTree;
};
export type Fetched = FetchedMessage | 'gone' | 'too-big' | 'unreadable';

type Options = {
  readonly signal: AbortSignal;
  readonly limits: SessionLimits;
  readonly maxBytes: number;
  readonly heldBytes: number;
};
const HEADER_BYTES = 64 * 1024;

/**
 * Fetches a straggler from the old server: at its place, where that still holds this very message, else wherever it has
 * been moved to. Nothing is changed there. Rejects with MailError.
 */
export async function fetchStraggler(
  dialer: Dialer,
  account: MailAccount,
  place: StragglerPlace,
  options: Options,
): Promise<Fetched> {
  if (place.uidValidity === UID_VALIDITY) return await fetchByPop3(dialer, account, place, options);
  return await withImap(
    dialer,
    account,
    options.signal,
    async ({ client }) => {
      const { folders, refused } = await readFolders(client);
      const tree = await treeOf(client);
      const there = folders.find(({ path }) => path === place.folder);
      if (there?.uidValidity === place.uidValidity) {
        await client.mailboxOpen(there.path, { readOnly: true });
        const [head] = await readHeads(client, [place.uid]);
        if (head !== undefined && isIt(identityOf(head.header, head.size), head.size, place)) {
          return await fetchHere(client, head, there.path, tree, options);
        }
      }
      for (const { path } of folders) {
        const head = await findMoved(client, path, place);
        if (head !== undefined) return await fetchHere(client, head, path, tree, options);
      }
      // It may lie where nobody was let in.
      if (refused.length > 0) throw new MailError('server-no', `no status of ${refused[0]?.path}`);
      return 'gone';
    },
    options.limits,
  );
}

async function findMoved(client: ImapFlow, path: string, place: StragglerPlace): Promise<MessageHead | undefined> {
  await client.mailboxOpen(path, { readOnly: true });
  const { fingerprint, at } = place;
  const headers = fingerprint.startsWith('<') ? [['Message-ID', fingerprint] as const] : [];
  for await (const head of findHeads(client, { headers, days: { from: at, to: at } })) {
    const identity = identityOf(head.header, head.size);
    if (isIt(identity, head.size, place) && arrivedAt(identity, head.internalDate) === at) return head;
  }
  return undefined;
}

async function fetchHere(
  client: ImapFlow,
  head: MessageHead,
  folder: string,
  tree: FolderTree,
  { maxBytes, heldBytes }: Options,
): Promise<Fetched> {
  if (head.size > maxBytes) return 'too-big';
  const marked = await client.fetchOne(String(head.uid), { flags: true, uid: true }, { uid: true });
  const read = await readThrough(client, head.uid, heldBytes);
  if (read === undefined || marked === false || client.mailbox === false) return 'unreadable';
  if (read.size > maxBytes) return 'too-big';
  return {
    ...read,
    identity: identityOf(head.header, head.size),
    place: { kind: 'imap', uidValidity: String(client.mailbox.uidValidity), uid: head.uid },
    flags: [...(marked.flags ?? [])],
    internalDate: head.internalDate,
    folder,
    tree,
  };
}

/** The fingerprint alone may be that of two mails. */
function isIt({ fingerprint, headers }: MessageIdentity, size: number, place: StragglerPlace): boolean {
  if (fingerprint !== place.fingerprint) return false;
  return place.stamp === undefined || stampDigest(headers.fields, size) === place.stamp;
}

type Read = Pick<FetchedMessage, 'size' | 'digest' | 'raw'>;
const PIECE_BYTES = 1024 * 1024;

/** A message of the opened folder, piece by piece; undefined where the server does not hand it out. */
export async function readThrough(client: ImapFlow, uid: number, heldBytes = 0): Promise<Read | undefined> {
  try {
    const { content } = await client.download(String(uid), undefined, { uid: true, chunkSize: PIECE_BYTES });
    if (content === undefined) return undefined;
    const read = await readPieces(content, heldBytes);
    return read.size === 0 ? undefined : read;
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

/** Held as long as it is no longer than that. */
async function readPieces(content: AsyncIterable<unknown>, heldBytes: number): Promise<Read> {
  let held: Buffer[] | undefined = [];
  let size = 0;
  async function* pieces(): AsyncGenerator<Buffer> {
    for await (const piece of content) {
      if (!(piece instanceof Uint8Array)) throw new MailError('internal');
      size += piece.length;
      if (size > heldBytes) held = undefined;
      const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
      held?.push(bytes);
      yield bytes;
    }
  }
  const digest = await bodyDigest(pieces());
  return { size, digest, ...(held !== undefined && { raw: Buffer.concat(held) }) };
}

/** POP3 knows neither folders, flags nor dates: it came when the server stamped it, and nobody has read it. */
async function fetchByPop3(
  dialer: Dialer,
  account: MailAccount,
  place: StragglerPlace,
  { signal, limits, maxBytes, heldBytes }: Options,
): Promise<Fetched> {
  return await withPop3(
    dialer,
    account,
    signal,
    async (session) => {
      const message = named(await session.list()).find(({ name }) => uidOf(name) === place.uid);
      if (message === undefined) return 'gone';
      if (message.sizeBytes > maxBytes) return 'too-big';
      let identity: MessageIdentity | undefined;
      for await (const header of session.headers([message.number], HEADER_BYTES)) {
        identity = identityOf(header, message.sizeBytes);
      }
      // Its unique id is another message's by now: what was seen is no longer there.
      if (identity === undefined || !isIt(identity, message.sizeBytes, place)) return 'gone';
      const read = await readPieces(session.retrieve(message.number, Number.MAX_SAFE_INTEGER), heldBytes);
      if (read.size > maxBytes) return 'too-big';
      const { number, sizeBytes } = message;
      const tree: FolderTree = { delimiter: '', prefix: '', folders: [INBOX] };
      return {
        ...read,
        identity,
        place: { kind: 'pop3', number, sizeBytes },
        flags: [],
        internalDate: place.at,
        folder: 'INBOX',
        tree,
      };
    },
    limits,
  );
}

const INBOX = { path: 'INBOX', name: 'INBOX', specialUse: 'inbox' } as const;
