import type { ImapFlow } from 'imapflow';
import { mapFolders } from './folder-map.ts';
import { type FolderTree, withUses } from './raw-imap/list.ts';
import { encodeName } from './raw-imap/names.ts';
import type { SpecialUse } from './special-use.ts';

export type { FolderTree } from './raw-imap/list.ts';

/** The folders of a mailbox that can be opened, as folders are mapped. */
export async function treeOf(client: ImapFlow): Promise<FolderTree> {
  const listed = (await client.list()).filter(
    ({ flags }) => ![...flags].some((flag) => /^\\(?:noselect|nonexistent)$/i.test(flag)),
  );
  const shape = {
    delimiter: client.namespace?.delimiter || listed[0]?.delimiter || '',
    prefix: client.namespace?.prefix ?? '',
  };
  const folders = listed.map(({ path, flags }) => ({ path: encodeName(path), name: path, marks: flags }));
  return { ...shape, folders: withUses(folders, shape) };
}

/**
 * The folder of the new server in which a message of that folder belongs: of the same special use, else of the same name.
 * INBOX where there is none yet: a single message makes no folder.
 */
export function counterpartOf(
  folder: string,
  specialUse: SpecialUse | undefined,
  old: FolderTree,
  fresh: FolderTree,
): string {
  const from = old.folders.find(({ name }) => name === folder);
  const use = specialUse ?? from?.specialUse;
  const ofUse = fresh.folders.find((one) => one.specialUse === use && use !== undefined);
  const target =
    ofUse?.path ?? mapFolders(old, fresh).find((one) => one.exists && one.from.name === folder)?.path ?? undefined;
  return fresh.folders.find(({ path }) => path === target)?.name ?? 'INBOX';
}
