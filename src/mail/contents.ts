import type { LedgerLine } from '../migration/mail-observations.ts';
import type { Instant } from '../migration/time.ts';
import { compareContents } from './compare.ts';
import { examine, fingerprintOf, type Indexed, type OpenedFolder, readIndex } from './content-index.ts';
import { MailError } from './mail-error.ts';
import { type FolderTree, type ListedFolder, listFolders } from './raw-imap/list.ts';
import type { RawImap } from './raw-imap/session.ts';
import { tellApart } from './tell-apart.ts';

export type OpenFolder = ListedFolder & { readonly uidValidity: string; readonly uidNext: number };
export type SideContents = {
  readonly tree: FolderTree;
  /** `folder` of a message counts in here. */
  readonly folders: readonly OpenFolder[];
  readonly messages: readonly Indexed[];
};
export type Contents = {
  readonly old: SideContents;
  readonly new: SideContents;
  /** The key of a message of the old server, as the ledger and the record name it. */
  readonly keyOf: (one: Indexed) => string;
};

/** What lies in every folder of both mailboxes. A folder that cannot be opened rejects: the mailbox cannot be judged then. */
export async function readContents(from: RawImap, to: RawImap): Promise<Contents> {
  const [old, fresh] = await Promise.all([readSide(from), readSide(to)]);
  const keyOf = (one: Indexed): string => {
    const folder = old.folders[one.folder];
    return keyOfMessage(folder?.name ?? '', folder?.uidValidity ?? '', one.uid);
  };
  return { old, new: fresh, keyOf };
}

/**
 * Every message of a mailbox. A view of all mail (\All) comes last, and of it only what lies in no other folder: at
 * Gmail that is what was archived.
 */
export async function readSide(session: RawImap): Promise<SideContents> {
  const tree = await listFolders(session);
  const folders: OpenFolder[] = [];
  const messages: Indexed[] = [];
  const isView = ({ specialUse }: ListedFolder) => specialUse === 'all';
  for (const listed of [...tree.folders.filter((one) => !isView(one)), ...tree.folders.filter(isView)]) {
    const read = await readFolder(session, listed.path, folders.length);
    if (read === undefined) continue;
    folders.push({ ...listed, uidValidity: read.opened.uidValidity, uidNext: read.opened.uidNext });
    const own = isView(listed) ? notAmong(read.messages, messages) : read.messages;
    for (const one of own) messages.push(one);
  }
  return { tree, folders, messages };
}

const MOST_READINGS = 3;

/**
 * The messages of a folder; undefined for one that is gone. Others work in the mailbox meanwhile: what does not add up is
 * read again. A server that goes on to withhold messages is not believed, for what it does not show would not be missed.
 */
async function readFolder(
  session: RawImap,
  path: string,
  folder: number,
): Promise<{ readonly opened: OpenedFolder; readonly messages: readonly Indexed[] } | undefined> {
  for (let reading = 1; ; reading += 1) {
    let opened: OpenedFolder;
    try {
      opened = await examine(session, path);
    } catch (error) {
      if (isRefusal(error) && !(await listFolders(session)).folders.some((one) => one.path === path)) return undefined;
      throw error;
    }
    const messages = new Map<number, Indexed>();
    if (opened.messages === 0) return { opened, messages: [] };
    try {
      await readIndex(session, folder, '1:*', (one) => messages.set(one.uid, one));
      if (messages.size >= opened.messages) return { opened, messages: [...messages.values()] };
    } catch (error) {
      if (!isRefusal(error) || reading >= MOST_READINGS) throw error;
    }
    if (reading >= MOST_READINGS)
      throw new MailError('protocol', `${messages.size} of ${opened.messages} messages of a folder are shown`);
  }
}

const isRefusal = (error: unknown): boolean => error instanceof MailError && error.code === 'server-no';

/** What a view shows beyond these; two equal mails there are one more than one. */
function notAmong(shown: readonly Indexed[], others: readonly Indexed[]): readonly Indexed[] {
  const counts = new Map<string, number>();
  for (const one of others) counts.set(fingerprintOf(one), (counts.get(fingerprintOf(one)) ?? 0) + 1);
  return shown.filter((one) => {
    const left = counts.get(fingerprintOf(one)) ?? 0;
    counts.set(fingerprintOf(one), left - 1);
    return left <= 0;
  });
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
  const { swaps, absent } = await tellApart(from, to, contents, comparison.doubtful, new Set(unknown), isKnown);
  const isThere = new Set(swaps.values());
  const open = [...unknown.filter((one) => !isThere.has(one)), ...swaps.keys(), ...absent];
  const credits = creditsOf(contents, ledger, known);
  const missing: Indexed[] = [];
  const fresh: LedgerLine[] = [];
  for (const one of open) {
    if (isKnown(one)) continue;
    // Of a message that its header does not tell from others nobody knows whether it was moved, or is another.
    const line = one.isFaint ? undefined : credits.get(fingerprintOf(one))?.pop();
    if (line === undefined) missing.push(one);
    else fresh.push(lineFor(contents, one, line.on, line.verifiedAt));
  }
  for (const { old: taken, on } of comparison.matches) {
    const one = swaps.get(taken) ?? taken;
    if (!isKnown(one) && !absent.has(one))
      fresh.push(lineFor(contents, one, contents.new.folders[on.folder]?.name ?? '', at));
  }
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

function lineFor(contents: Contents, one: Indexed, on: string, verifiedAt: Instant): LedgerLine {
  const folder = contents.old.folders[one.folder];
  return {
    fingerprint: fingerprintOf(one),
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
