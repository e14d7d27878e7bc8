import { MailError } from '../mail-error.ts';
import { type SpecialUse, specialUseOf } from '../special-use.ts';
import { dataOf, listOf, textOf } from './data.ts';
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

/** Every folder of the user's own that can be opened. */
export async function listFolders(session: RawImap): Promise<FolderTree> {
  const prefix = await personalPrefix(session);
  // RFC 6154: some servers tell what a folder is for only when asked.
  const asks = session.capabilities.has('SPECIAL-USE') && session.capabilities.has('LIST-EXTENDED');
  const folders: ListedFolder[] = [];
  let delimiter = '';
  const answer = await session.run(`LIST "" "*"${asks ? ' RETURN (SPECIAL-USE)' : ''}`, (response) => {
    if (!/^\* LIST /i.test(response.text)) return;
    const [flags, separator, path] = dataOf(response, '* LIST '.length);
    const raw = textOf(path);
    if (raw === undefined) return;
    const marks = new Set(listOf(flags).flatMap((flag) => textOf(flag) ?? []));
    delimiter ||= textOf(separator ?? undefined) ?? '';
    if ([...marks].some((mark) => /^\\(?:noselect|nonexistent)$/i.test(mark))) return;
    const name = decodeName(raw);
    const specialUse = specialUseOf({ path: name, delimiter, flags: marks });
    folders.push({ path: raw, name, ...(specialUse !== undefined && { specialUse }) });
    if (folders.length > MAX_FOLDERS) throw new MailError('protocol', `more than ${MAX_FOLDERS} folders`);
  });
  if (answer.status !== 'OK') throw new MailError('server-no', session.shown(answer.text));
  return { folders, delimiter, prefix };
}

async function personalPrefix(session: RawImap): Promise<string> {
  if (!session.capabilities.has('NAMESPACE')) return '';
  let prefix = '';
  await session.run('NAMESPACE', (response) => {
    if (!/^\* NAMESPACE /i.test(response.text)) return;
    const [personal] = dataOf(response, '* NAMESPACE '.length);
    prefix = textOf(listOf(listOf(personal)[0])[0]) ?? '';
  });
  return prefix;
}
