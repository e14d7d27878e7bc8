import { MailError } from '../mail-error.ts';
import { type SpecialUse, specialUseOf } from '../special-use.ts';
import { type Datum, dataOf, listOf, textOf } from './data.ts';
import { decodeName } from './names.ts';
import type { RawImap } from './session.ts';

/** A folder that can be opened. `path` is as the server names it, `name` as people read it. */
export type ListedFolder = {
  readonly path: string;
  readonly name: string;
  readonly specialUse?: SpecialUse;
};
export type FolderTree = {
  readonly folders: readonly ListedFolder[];
  /** Between a folder and what is in it; '' on a server without nested folders. */
  readonly delimiter: string;
  /** What the names of all folders but the inbox begin with ("INBOX."); '' as a rule (RFC 2342). */
  readonly prefix: string;
};

const MAX_FOLDERS = 5_000;
const NO_FLAGS: ReadonlySet<string> = new Set();

type Listed = { readonly path: string; readonly name: string; readonly marks: ReadonlySet<string> };

/** Every folder of the user's own that can be opened: what others share is theirs. */
export async function listFolders(session: RawImap): Promise<FolderTree> {
  const spaces = await namespaces(session);
  // RFC 6154: some servers tell what a folder is for only when asked.
  const asks = session.capabilities.has('SPECIAL-USE') && session.capabilities.has('LIST-EXTENDED');
  const listed = new Map<string, Listed>();
  let delimiter = '';
  const answer = await session.run(`LIST "" "*"${asks ? ' RETURN (SPECIAL-USE)' : ''}`, (response) => {
    if (!/^\* LIST /i.test(response.text)) return;
    const [flags, separator, path] = dataOf(response, '* LIST '.length);
    const raw = textOf(path);
    if (raw === undefined || raw === '') return;
    const marks = new Set(listOf(flags).flatMap((flag) => textOf(flag) ?? []));
    delimiter ||= textOf(separator ?? undefined) ?? '';
    if ([...marks].some((mark) => /^\\(?:noselect|nonexistent)$/i.test(mark))) return;
    // Some servers name a folder twice: its messages would count twice.
    if (isOwn(raw, delimiter, spaces)) listed.set(raw, { path: raw, name: decodeName(raw), marks });
    if (listed.size > MAX_FOLDERS) throw new MailError('protocol', `more than ${MAX_FOLDERS} folders`);
  });
  if (answer.status !== 'OK') throw new MailError('server-no', session.shown(answer.text));
  const prefix = decodeName(spaces.personal[0] ?? '');
  return { folders: withUses([...listed.values()], { delimiter, prefix }), delimiter, prefix };
}

/**
 * What each folder is for. A mark of the server's (RFC 6154) counts before names. A name alone says so at the top of the
 * mailbox only: "Clients/Archive" is somebody's own; and it never makes a view of all mail, which is not copied.
 */
export function withUses(
  listed: readonly Listed[],
  { delimiter, prefix }: Pick<FolderTree, 'delimiter' | 'prefix'>,
): readonly ListedFolder[] {
  const uses = listed.map(useByMark);
  return listed.map(({ path, name }, index) => {
    const named = byName(bareName(name, prefix, delimiter), delimiter);
    const isFree = named !== 'all' && named !== 'inbox' && !uses.includes(named);
    const specialUse = uses[index] ?? (isFree ? named : undefined);
    return { path, name, ...(specialUse !== undefined && { specialUse }) };
  });
}

function useByMark({ name, marks }: Listed): SpecialUse | undefined {
  if (name.toUpperCase() === 'INBOX') return 'inbox';
  return specialUseOf({ path: '', delimiter: '', flags: marks });
}

function byName(name: string, delimiter: string): SpecialUse | undefined {
  if (delimiter !== '' && name.includes(delimiter)) return undefined;
  return specialUseOf({ path: name, delimiter, flags: NO_FLAGS });
}

/** Without the prefix; directly below the inbox is the top of the mailbox too. */
function bareName(name: string, prefix: string, delimiter: string): string {
  const inbox = `INBOX${delimiter}`;
  for (const above of [prefix, delimiter === '' ? '' : inbox])
    if (above !== '' && name.toUpperCase().startsWith(above.toUpperCase())) return name.slice(above.length);
  return name;
}

type Namespaces = { readonly personal: readonly string[]; readonly foreign: readonly string[] };

/** RFC 2342: the user's own folders, those of other users, and shared ones, by what their names begin with. */
async function namespaces(session: RawImap): Promise<Namespaces> {
  let spaces: Namespaces = { personal: [], foreign: [] };
  if (!session.capabilities.has('NAMESPACE')) return spaces;
  await session.run('NAMESPACE', (response) => {
    if (!/^\* NAMESPACE /i.test(response.text)) return;
    const [personal, others, shared] = dataOf(response, '* NAMESPACE '.length);
    const prefixes = (datum: Datum | undefined) => listOf(datum).flatMap((space) => textOf(listOf(space)[0]) ?? []);
    spaces = { personal: prefixes(personal), foreign: [...prefixes(others), ...prefixes(shared)] };
  });
  return spaces;
}

/** By the longest prefix that fits: shared folders may begin with nothing at all (Cyrus). */
function isOwn(path: string, delimiter: string, { personal, foreign }: Namespaces): boolean {
  const longest = (prefixes: readonly string[]) =>
    Math.max(-1, ...prefixes.filter((one) => isBelow(path, one, delimiter)).map((one) => one.length));
  if (path.toUpperCase() === 'INBOX') return true;
  const theirs = longest(foreign);
  return theirs < 0 || longest(personal) >= theirs;
}

function isBelow(path: string, prefix: string, delimiter: string): boolean {
  return path.toUpperCase().startsWith(prefix.toUpperCase()) || (prefix !== '' && `${path}${delimiter}` === prefix);
}
