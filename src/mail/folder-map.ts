import type { FolderTree, ListedFolder } from './raw-imap/list.ts';
import { encodeName } from './raw-imap/names.ts';

/** Where a folder of the old server goes: as the new server names it, and whether it is to be made there. */
export type FolderTarget = { readonly from: ListedFolder; readonly path: string; readonly exists: boolean };

/** Stands for the other server's separator within a name: "2024/25" is one folder there, and stays one. */
const IN_PLACE_OF_SEPARATOR = '_';

/**
 * Which folder of the new server each folder of the old one belongs to. Inbox to inbox; a folder with a special use to
 * the one of that use (the first of several; the others keep their names); else the same name, its levels joined by the
 * new server's separator. A view of all mail (\All) is left out, since everything in it lies elsewhere too. No two
 * folders are put into one: a name that is taken already gets a number.
 */
export function mapFolders(old: FolderTree, fresh: FolderTree): readonly FolderTarget[] {
  const existing = new Map(fresh.folders.map((folder) => [folder.path, folder]));
  const inbox = fresh.folders.find(({ specialUse }) => specialUse === 'inbox')?.path ?? 'INBOX';
  const ofUse = new Map(
    fresh.folders
      .flatMap(({ specialUse, path }) => (specialUse === undefined ? [] : [[specialUse, path] as const]))
      .reverse(),
  );
  const taken = new Set<string>();
  const targets: FolderTarget[] = [];
  const place = (from: ListedFolder, path: string) => {
    taken.add(fold(path));
    targets.push({ from, path, exists: existing.has(path) });
  };
  const folders = old.folders.filter(({ specialUse }) => specialUse !== 'all');
  const rest: ListedFolder[] = [];
  for (const folder of folders) {
    const { specialUse } = folder;
    const path = specialUse === 'inbox' ? inbox : specialUse === undefined ? undefined : ofUse.get(specialUse);
    if (path === undefined || taken.has(fold(path))) rest.push(folder);
    else place(folder, path);
  }
  // Those that exist under their own name come first: another one's name must not push them aside.
  const wanted = rest.map((folder) => ({ folder, path: renamed(folder, old, fresh) }));
  for (const { folder, path } of [...wanted].sort(
    (a, b) => Number(existing.has(b.path)) - Number(existing.has(a.path)),
  ))
    place(folder, free(path, taken));
  return targets;
}

function renamed({ name }: ListedFolder, old: FolderTree, fresh: FolderTree): string {
  const bare =
    old.prefix !== '' && name.toUpperCase().startsWith(old.prefix.toUpperCase()) ? name.slice(old.prefix.length) : name;
  const levels = old.delimiter === '' ? [bare] : bare.split(old.delimiter);
  const joined = levels
    .map((level) => (fresh.delimiter === '' ? level : level.replaceAll(fresh.delimiter, IN_PLACE_OF_SEPARATOR)))
    .join(fresh.delimiter === '' ? IN_PLACE_OF_SEPARATOR : fresh.delimiter);
  // Below the inbox there as well as here: the prefix says so already.
  const isBelowInbox = fresh.prefix !== '' && joined.toUpperCase().startsWith(fresh.prefix.toUpperCase());
  return encodeName(isBelowInbox ? joined : `${fresh.prefix}${joined}`);
}

function free(path: string, taken: ReadonlySet<string>): string {
  for (let number = 2, candidate = path; ; number += 1, candidate = `${path} ${number}`)
    if (!taken.has(fold(candidate))) return candidate;
}

/** Some servers take "Work" and "work" for one. */
const fold = (path: string): string => path.toLowerCase();
