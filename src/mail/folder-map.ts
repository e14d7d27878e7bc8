import type { FolderTree, ListedFolder } from './raw-imap/list.ts';
import { decodeName, encodeName } from './raw-imap/names.ts';
import type { SpecialUse } from './special-use.ts';

/** Where a folder of the old server goes: as the new server names it, and whether it is to be made there. */
export type FolderTarget = { readonly from: ListedFolder; readonly path: string; readonly exists: boolean };

/** Stands for the other server's separator within a name: "2024/25" is one folder there, and stays one. */
const IN_PLACE_OF_SEPARATOR = '_';

/**
 * Which folder of the new server each folder of the old one belongs to. Inbox to inbox; a folder with a special use to
 * the one of that use (the first of several; the others keep their names); else the same name, its levels joined by the
 * new server's separator. A view of all mail (\All) goes to the archive: at Gmail it holds what was archived. No two
 * folders are put into one: a name that is taken already gets a number.
 */
export function mapFolders(old: FolderTree, fresh: FolderTree): readonly FolderTarget[] {
  const existing = new Map(fresh.folders.map((folder) => [folder.name, folder.path]));
  const ofUse = new Map<SpecialUse, string>();
  for (const { specialUse, name } of fresh.folders)
    if (specialUse !== undefined && !ofUse.has(specialUse)) ofUse.set(specialUse, name);
  const taken = new Set<string>();
  const targets: FolderTarget[] = [];
  const place = (from: ListedFolder, name: string) => {
    taken.add(fold(name));
    targets.push({ from, path: existing.get(name) ?? encodeName(name), exists: existing.has(name) });
  };
  const rest: ListedFolder[] = [];
  // Views come last: the real folder of a use goes before one.
  const isView = ({ specialUse }: ListedFolder) => Number(specialUse === 'all');
  for (const folder of [...old.folders].sort((a, b) => isView(a) - isView(b))) {
    const { specialUse } = folder;
    const use = specialUse === 'all' && ofUse.has('archive') ? 'archive' : specialUse;
    const name = use === undefined ? undefined : (ofUse.get(use) ?? (use === 'inbox' ? 'INBOX' : undefined));
    if (name === undefined || taken.has(fold(name))) rest.push(folder);
    else place(folder, name);
  }
  // Those that exist under their own name come first, then those that keep it: another one's must not push them aside.
  const wanted = rest.map((folder) => {
    const name = renamed(folder, old, fresh);
    return { folder, name, rank: Number(!existing.has(name)) * 2 + Number(isAltered(folder, old, fresh)) };
  });
  for (const { folder, name } of wanted.toSorted((a, b) => a.rank - b.rank)) place(folder, free(name, taken));
  return targets;
}

/**
 * For a folder whose name the new server refuses: another one in plain characters, that no other folder is put into;
 * undefined where it is plain already. The same mailboxes give the same names, run after run.
 */
export function plainPathOf(
  wanted: FolderTarget,
  targets: readonly FolderTarget[],
  delimiter: string,
): string | undefined {
  const taken = new Set(targets.map(({ path }) => fold(decodeName(path))));
  for (const { path } of targets.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    const name = decodeName(path);
    const plain = (delimiter === '' ? [name] : name.split(delimiter)).map(plainLevel).join(delimiter);
    if (plain === name) continue;
    const chosen = free(plain, taken);
    if (path === wanted.path) return encodeName(chosen);
    taken.add(fold(chosen));
  }
  return undefined;
}

const plainLevel = (level: string): string => level.replace(/[^\p{L}\p{M}\p{N} ()_-]/gu, '_').trim() || '_';

function renamed({ name }: ListedFolder, old: FolderTree, fresh: FolderTree): string {
  const bare =
    old.prefix !== '' && name.toUpperCase().startsWith(old.prefix.toUpperCase()) ? name.slice(old.prefix.length) : name;
  const levels = old.delimiter === '' ? [bare] : bare.split(old.delimiter);
  const joined = levels
    .map((level) => (fresh.delimiter === '' ? level : level.replaceAll(fresh.delimiter, IN_PLACE_OF_SEPARATOR)))
    .join(fresh.delimiter === '' ? IN_PLACE_OF_SEPARATOR : fresh.delimiter);
  // Below the inbox there as well as here: the prefix says so already.
  const isBelowInbox = fresh.prefix !== '' && joined.toUpperCase().startsWith(fresh.prefix.toUpperCase());
  return `${fresh.prefix}${isBelowInbox ? joined.slice(fresh.prefix.length) : joined}`;
}

/** The new server cannot hold its name as it is. */
function isAltered({ name }: ListedFolder, old: FolderTree, fresh: FolderTree): boolean {
  if (old.delimiter === fresh.delimiter) return false;
  return name.includes(fresh.delimiter === '' ? old.delimiter : fresh.delimiter);
}

function free(name: string, taken: ReadonlySet<string>): string {
  for (let number = 1, candidate = name; ; number += 1, candidate = `${name} ${number}`)
    if (!taken.has(fold(candidate))) return candidate;
}

/** Some servers take "Work" and "work" for one, and composed and decomposed letters. */
const fold = (name: string): string => name.normalize('NFC').toLowerCase();
