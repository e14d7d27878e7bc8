import { examine, fingerprintOf, type Indexed, type OpenedFolder, readIndex } from './content-index.ts';
import { MailError } from './mail-error.ts';
import { createRecords } from './message-records.ts';
import { type FolderTree, type ListedFolder, listFolders } from './raw-imap/list.ts';
import type { RawImap } from './raw-imap/session.ts';

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
    const keep = createRecords();
    if (opened.messages === 0) return { opened, messages: [] };
    try {
      await readIndex(session, folder, '1:*', (one) => messages.set(one.uid, keep(one)));
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

/** Where a message lies in the old mailbox, as one name. */
export const keyOfMessage = (folder: string, uidValidity: string, uid: number): string =>
  `${folder}|${uidValidity}|${uid}`;
