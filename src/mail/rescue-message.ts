import type { ImapFlow } from 'imapflow';
import type { Instant } from '../migration/time.ts';
import type { Dialer } from '../net/dial.ts';
import type { MailAccount } from './account.ts';
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

/** Where a straggler was seen on the old server. */
export type StragglerPlace = {
  readonly folder: string;
  readonly uidValidity: string;
  readonly uid: number;
  readonly fingerprint: string;
  /** When the old server stamped it. */
  readonly at: Instant;
  /** What that folder is for; looked up where it is not said. */
  readonly specialUse?: SpecialUse;
};

/** A message of the old server, whole. */
export type FetchedMessage = {
  readonly identity: MessageIdentity;
  readonly raw: Buffer;
  readonly flags: readonly string[];
  readonly internalDate: Instant;
  readonly folder: string;
  /** The folders of the old server, to find this one's counterpart by. */
  readonly tree: FolderTree;
};
export type Fetched = FetchedMessage | 'gone' | 'too-big' | 'unreadable';

type Options = { readonly signal: AbortSignal; readonly limits: SessionLimits; readonly maxBytes: number };
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
        if (head !== undefined && identityOf(head.header, head.size).fingerprint === place.fingerprint) {
          return await fetchHere(client, head, there.path, tree, options.maxBytes);
        }
      }
      for (const { path } of folders) {
        const head = await findMoved(client, path, place);
        if (head !== undefined) return await fetchHere(client, head, path, tree, options.maxBytes);
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
    if (identity.fingerprint === fingerprint && arrivedAt(identity, head.internalDate) === at) return head;
  }
  return undefined;
}

async function fetchHere(
  client: ImapFlow,
  head: MessageHead,
  folder: string,
  tree: FolderTree,
  maxBytes: number,
): Promise<Fetched> {
  if (head.size > maxBytes) return 'too-big';
  const marked = await client.fetchOne(String(head.uid), { flags: true, uid: true }, { uid: true });
  const raw = await downloadWhole(client, head.uid, maxBytes);
  if (raw === undefined || marked === false) return 'unreadable';
  const identity = identityOf(head.header, head.size);
  return { identity, raw, flags: [...(marked.flags ?? [])], internalDate: head.internalDate, folder, tree };
}

/** A message of the opened folder as it is; undefined where the server will not hand it out, or it is longer. */
export async function downloadWhole(client: ImapFlow, uid: number, maxBytes: number): Promise<Buffer | undefined> {
  try {
    const { content } = await client.download(String(uid), undefined, { uid: true });
    if (content === undefined) return undefined;
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of content) {
      if (!Buffer.isBuffer(piece)) throw new MailError('internal');
      size += piece.length;
      if (size > maxBytes) return undefined;
      pieces.push(piece);
    }
    return size === 0 ? undefined : Buffer.concat(pieces);
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

/** POP3 knows neither folders, flags nor dates: it came when the server stamped it, and nobody has read it. */
async function fetchByPop3(
  dialer: Dialer,
  account: MailAccount,
  { uid, fingerprint, at }: StragglerPlace,
  { signal, limits, maxBytes }: Options,
): Promise<Fetched> {
  return await withPop3(
    dialer,
    account,
    signal,
    async (session) => {
      const message = named(await session.list()).find(({ name }) => uidOf(name) === uid);
      if (message === undefined) return 'gone';
      if (message.sizeBytes > maxBytes) return 'too-big';
      let identity: MessageIdentity | undefined;
      for await (const header of session.headers([message.number], HEADER_BYTES)) {
        identity = identityOf(header, message.sizeBytes);
      }
      // Its unique id is another message's by now: what was seen is no longer there.
      if (identity?.fingerprint !== fingerprint) return 'gone';
      const pieces: Buffer[] = [];
      for await (const piece of session.retrieve(message.number, maxBytes)) pieces.push(Buffer.from(piece));
      const tree: FolderTree = { delimiter: '', prefix: '', folders: [INBOX] };
      return { identity, raw: Buffer.concat(pieces), flags: [], internalDate: at, folder: 'INBOX', tree };
    },
    limits,
  );
}

const INBOX = { path: 'INBOX', name: 'INBOX', specialUse: 'inbox' } as const;
