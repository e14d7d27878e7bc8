import type { LedgerLine, MissingMessage } from '../migration/mail-observations.ts';
import type { Instant } from '../migration/time.ts';
import { compareContents, type Group } from './compare.ts';
import { examine, fetchedOf, type Indexed, readIndex } from './content-index.ts';
import { digestBodies, setOf } from './fetch-bodies.ts';
import { fieldOf, parseHeaders } from './headers.ts';
import { textOf } from './raw-imap/data.ts';
import { type FolderTree, type ListedFolder, listFolders } from './raw-imap/list.ts';
import type { RawImap } from './raw-imap/session.ts';

export type OpenFolder = ListedFolder & { readonly uidValidity: string; readonly uidNext: number };
export type SideContents = {
  readonly tree: FolderTree;
  /** `folder` of a message counts in here. */
  readonly folders: readonly OpenFolder[];
  readonly messages: readonly Indexed[];
};
type Refusals = ReadonlyMap<string, Pick<MissingMessage, 'reason' | 'detail'>>;
export type Contents = {
  readonly old: SideContents;
  readonly new: SideContents;
  /** The key of a message of the old server, as the ledger and the record name it. */
  readonly keyOf: (one: Indexed) => string;
  /** Missing messages as people know them: folder, date, sender. */
  readonly name: (from: RawImap, missing: readonly Indexed[], refused: Refusals) => Promise<readonly MissingMessage[]>;
};

/** What lies in every folder of both mailboxes. A folder that cannot be opened rejects: the mailbox cannot be judged then. */
export async function readContents(from: RawImap, to: RawImap): Promise<Contents> {
  const [old, fresh] = await Promise.all([readSide(from, isReal), readSide(to, isWhere)]);
  const keyOf = (one: Indexed): string => {
    const folder = old.folders[one.folder];
    return keyOfMessage(folder?.name ?? '', folder?.uidValidity ?? '', one.uid);
  };
  return {
    old,
    new: fresh,
    keyOf,
    name: (session, missing, refused) => nameAll(session, old, keyOf, missing, refused),
  };
}

/** A view of all mail holds what lies in other folders. */
const isReal = ({ specialUse }: ListedFolder): boolean => specialUse !== 'all';
/** Where such a view is, it shows everything but junk and trash, and each message once. */
export const isWhere = (folder: ListedFolder, tree: FolderTree): boolean =>
  !tree.folders.some(({ specialUse }) => specialUse === 'all') ||
  folder.specialUse === 'all' ||
  folder.specialUse === 'junk' ||
  folder.specialUse === 'trash';

export async function readSide(
  session: RawImap,
  counts: (folder: ListedFolder, tree: FolderTree) => boolean,
): Promise<SideContents> {
  const tree = await listFolders(session);
  const folders: OpenFolder[] = [];
  const messages: Indexed[] = [];
  for (const listed of tree.folders.filter((folder) => counts(folder, tree))) {
    const { uidValidity, uidNext, messages: count } = await examine(session, listed.path);
    const index = folders.push({ ...listed, uidValidity, uidNext }) - 1;
    if (count > 0) await readIndex(session, index, '1:*', (one) => messages.push(one));
  }
  return { tree, folders, messages };
}

export type Account = {
  /** Never seen on the new server, now or earlier. */
  readonly missing: readonly Indexed[];
  /** Lines for the ledger: seen there now, or moved on the old server since they were. */
  readonly fresh: readonly LedgerLine[];
};

/**
 * Which messages of the old server have never been seen on the new one. The ledger knows a message by where it lies on
 * the old server; one that was moved there since is known by what it says, for as many as were verified.
 */
export async function accountOfContents(
  from: RawImap,
  to: RawImap,
  contents: Contents,
  ledger: readonly LedgerLine[],
  at: Instant,
): Promise<Account> {
  const { old } = contents;
  const known = new Set(ledger.map((line) => keyOfLine(line)));
  // Of equal messages those that were there once are taken for the ones that are: what is left over is what never was.
  const isKnown = (one: Indexed) => known.has(contents.keyOf(one));
  const inTurn = [...old.messages.filter(isKnown), ...old.messages.filter((one) => !isKnown(one))];
  const comparison = compareContents(inTurn, contents.new.messages);
  const unknown = comparison.missing.filter((one) => !isKnown(one));
  const told = await tellApart(from, to, contents, comparison.doubtful, new Set(unknown));
  const seen = comparison.matches.map(({ old: one, on }) => ({ one: told.get(one) ?? one, on }));
  const moved = creditsOf(contents, ledger, known);
  const missing: Indexed[] = [];
  const fresh: LedgerLine[] = [];
  const isThere = new Set(told.values());
  const open = [...unknown.filter((one) => !isThere.has(one)), ...told.keys()].filter((one) => !isKnown(one));
  for (const one of open) {
    const lines = moved.get(one.fine);
    const line = lines?.pop();
    if (line === undefined) missing.push(one);
    else fresh.push(lineFor(contents, one, line.on, line.verifiedAt));
  }
  for (const { one, on } of seen)
    if (!isKnown(one)) fresh.push(lineFor(contents, one, contents.new.folders[on.folder]?.name ?? '', at));
  return { missing, fresh };
}

/** Ledger lines whose message is no longer where it was: it was deleted there, or moved to another folder. */
function creditsOf(
  contents: Contents,
  ledger: readonly LedgerLine[],
  known: ReadonlySet<string>,
): Map<string, LedgerLine[]> {
  const present = new Set(contents.old.messages.map(contents.keyOf).filter((key) => known.has(key)));
  const credits = new Map<string, LedgerLine[]>();
  for (const line of ledger) {
    if (present.has(keyOfLine(line))) continue;
    const lines = credits.get(line.fingerprint);
    if (lines === undefined) credits.set(line.fingerprint, [line]);
    else lines.push(line);
  }
  return credits;
}

export function lineFor(contents: Contents, one: Indexed, on: string, verifiedAt: Instant): LedgerLine {
  const folder = contents.old.folders[one.folder];
  return {
    fingerprint: one.fine,
    folder: folder?.name ?? '',
    uidValidity: folder?.uidValidity ?? '',
    uid: one.uid,
    verifiedAt,
    on,
  };
}

const keyOfLine = ({ folder, uidValidity, uid }: LedgerLine): string => keyOfMessage(folder, uidValidity, uid);

/** Where a message lies in the old mailbox, as one name. */
export const keyOfMessage = (folder: string, uidValidity: string, uid: number): string =>
  `${folder}|${uidValidity}|${uid}`;

/** Bodies are fetched only where headers do not tell which message is missing, and not of large groups. */
const MOST_ALIKE = 50;
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * Of messages that look alike and are not all there: which ones are really missing. Answers, for each message that was
 * taken for present and is missing, the one that was taken for missing and is there.
 */
async function tellApart(
  from: RawImap,
  to: RawImap,
  contents: Contents,
  groups: readonly Group[],
  missing: ReadonlySet<Indexed>,
): Promise<ReadonlyMap<Indexed, Indexed>> {
  const swaps = new Map<Indexed, Indexed>();
  for (const { old, fresh } of groups) {
    const open = old.filter((one) => missing.has(one));
    if (open.length === 0 || !isSmall([...old, ...fresh])) continue;
    const here = await digestsOf(from, contents.old, old);
    const there = [...(await digestsOf(to, contents.new, fresh)).values()];
    const present = new Set<Indexed>();
    for (const [one, digest] of here) {
      const index = there.indexOf(digest);
      if (index < 0) continue;
      there.splice(index, 1);
      present.add(one);
    }
    const wronglyOpen = open.filter((one) => present.has(one));
    const wronglyPresent = old.filter((one) => !missing.has(one) && !present.has(one));
    for (const [index, one] of wronglyPresent.entries()) {
      const other = wronglyOpen[index];
      if (other !== undefined) swaps.set(one, other);
    }
  }
  return swaps;
}

function isSmall(messages: readonly Indexed[]): boolean {
  return messages.length <= MOST_ALIKE && messages.reduce((sum, { size }) => sum + size, 0) <= MOST_BYTES;
}

async function digestsOf(
  session: RawImap,
  side: SideContents,
  messages: readonly Indexed[],
): Promise<ReadonlyMap<Indexed, string>> {
  const digests = new Map<Indexed, string>();
  for (const [folder, group] of Map.groupBy(messages, (one) => one.folder)) {
    await examine(session, side.folders[folder]?.path ?? '');
    const found = await digestBodies(
      session,
      group.map(({ uid }) => uid),
    );
    for (const one of group) {
      const digest = found.get(one.uid);
      if (digest !== undefined) digests.set(one, digest);
    }
  }
  return digests;
}

async function nameAll(
  from: RawImap,
  old: SideContents,
  keyOf: (one: Indexed) => string,
  missing: readonly Indexed[],
  refused: Refusals,
): Promise<readonly MissingMessage[]> {
  const named: MissingMessage[] = [];
  for (const [folder, group] of Map.groupBy(missing, (one) => one.folder)) {
    const listed = old.folders[folder];
    if (listed === undefined) continue;
    const people = await senders(from, listed.path, group);
    for (const one of group) {
      const key = keyOf(one);
      const why = refused.get(key) ?? { reason: 'missing' as const };
      named.push({
        key,
        folder: listed.name,
        at: instantOf(one.date),
        sizeBytes: one.size,
        ...people.get(one.uid),
        ...why,
      });
    }
  }
  return named;
}

async function senders(
  from: RawImap,
  path: string,
  group: readonly Indexed[],
): Promise<ReadonlyMap<number, { readonly from?: string; readonly messageId?: string }>> {
  const found = new Map<number, { readonly from?: string; readonly messageId?: string }>();
  await examine(from, path);
  await from.run(
    `UID FETCH ${setOf(group.map(({ uid }) => uid))} (UID BODY.PEEK[HEADER.FIELDS (FROM MESSAGE-ID)])`,
    (response) => {
      const items = fetchedOf(response);
      const header = items === undefined ? undefined : [...items].find(([name]) => name.startsWith('BODY['))?.[1];
      const uid = Number(textOf(items?.get('UID')));
      if (header === undefined || !(uid > 0)) return;
      const fields = parseHeaders(Buffer.isBuffer(header) ? header : (textOf(header) ?? ''));
      const sender = fieldOf(fields, 'from')?.slice(0, 200);
      const messageId = fieldOf(fields, 'message-id')?.slice(0, 200);
      found.set(uid, { ...(sender && { from: sender }), ...(messageId && { messageId }) });
    },
  );
  return found;
}

/** INTERNALDATE ("17-Jul-2026 02:44:25 +0900"); 0 for what names no moment. */
function instantOf(date: string): Instant {
  const at = Date.parse(
    date
      .trim()
      .replaceAll('-', ' ')
      .replace(/ (\d{4})$/, ' -$1'),
  );
  return Number.isNaN(at) ? 0 : at;
}
