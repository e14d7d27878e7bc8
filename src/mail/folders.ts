import type { ImapFlow, ListResponse, StatusObject } from 'imapflow';
import type { FolderState } from '../migration/observations.ts';
import { MailError } from './mail-error.ts';
import { isRefusal } from './server-refusal.ts';
import { specialUseOf } from './special-use.ts';

const STATUS = { messages: true, uidNext: true, uidValidity: true };
const MAX_FOLDERS = 5_000;

export type Folders = {
  readonly folders: readonly FolderState[];
  /** Listed, but the server would not tell their state: not empty, unknown. */
  readonly refused: readonly Pick<FolderState, 'path' | 'specialUse'>[];
};

/**
 * Every selectable folder with its state, Junk included: one command where the server offers LIST-STATUS (RFC 5819),
 * else one more for each folder. One that was deleted in between is left out. Where every folder is refused, nothing
 * was learnt, and it rejects with `server-no`.
 */
export async function readFolders(client: ImapFlow): Promise<Folders> {
  // Who subscribes to what is nothing to us: without this flag of the library an account without subscriptions costs
  // one more command (LSUB). Should the flag go away, only that is lost.
  Reflect.set(client, 'skipLsub', true);
  const listed = (await client.list({ statusQuery: STATUS })).filter(isSelectable);
  if (listed.length > MAX_FOLDERS) throw new MailError('protocol', `more than ${MAX_FOLDERS} folders`);
  const states = new Map<string, FolderState>();
  const refused: Folders['refused'][number][] = [];
  for (const folder of listed) {
    const specialUse = specialUseOf(folder);
    const place = { path: folder.path, ...(specialUse !== undefined && { specialUse }) };
    const status = isWhole(folder.status) ? folder.status : await askStatus(client, folder.path);
    if (status === 'refused') refused.push(place);
    if (status === 'refused' || status === 'gone') continue;
    const { uidValidity, uidNext, messages } = status;
    states.set(folder.path, { ...place, uidValidity: String(uidValidity), uidNext, messages });
  }
  if (states.size === 0 && refused.length > 0) throw new MailError('server-no', `no status of ${refused[0]?.path}`);
  return { folders: [...states.values()], refused };
}

/** A folder of the cursor, and where it stands now. */
export type Change =
  | { readonly kind: 'unchanged'; readonly folder: FolderState; readonly afresh?: true }
  /** Something has been put into it: read from `fromUid` on. `afresh`: it was lost, so gaps in it tell nothing. */
  | { readonly kind: 'grown'; readonly folder: FolderState; readonly fromUid: number; readonly afresh?: true }
  /** What it held when last seen cannot be told any more. */
  | { readonly kind: 'lost'; readonly path: string; readonly reason: 'vanished' | 'uidvalidity' };

/**
 * What happened to each folder since the cursor. A folder that the cursor does not know is new from its first message.
 * Under a new UIDVALIDITY (or a UIDNEXT that went back, which only a restored folder does) the old UIDs mean nothing:
 * it is lost, and read anew. A folder that was renamed is followed.
 */
export function compareFolders(cursor: readonly FolderState[], now: readonly FolderState[]): readonly Change[] {
  const before = new Map(cursor.map((folder) => [folder.path, folder]));
  const present = new Set(now.map((folder) => folder.path));
  const changes: Change[] = [];
  const renamed = new Set<string>();
  for (const folder of now) {
    const origin = before.get(folder.path) ?? formerName(folder, cursor, now, present);
    if (origin === undefined) {
      changes.push(grownSince(folder, 1));
      continue;
    }
    if (origin.path !== folder.path) renamed.add(origin.path);
    if (origin.uidValidity !== folder.uidValidity || folder.uidNext < origin.uidNext) {
      changes.push({ kind: 'lost', path: folder.path, reason: 'uidvalidity' });
      changes.push({ ...grownSince(folder, 1), afresh: true });
      continue;
    }
    changes.push(grownSince(folder, origin.uidNext));
  }
  for (const { path } of cursor) {
    if (!present.has(path) && !renamed.has(path)) changes.push({ kind: 'lost', path, reason: 'vanished' });
  }
  return changes;
}

function grownSince(folder: FolderState, fromUid: number): Exclude<Change, { kind: 'lost' }> {
  return folder.uidNext > fromUid ? { kind: 'grown', folder, fromUid } : { kind: 'unchanged', folder };
}

/**
 * The vanished folder that this one was: renaming keeps UIDVALIDITY (RFC 3501 section 6.3.5 leaves that to the server:
 * Dovecot and Cyrus do, Courier does not). Believed only where the value is nobody else's, before and now.
 */
function formerName(
  folder: FolderState,
  cursor: readonly FolderState[],
  now: readonly FolderState[],
  present: ReadonlySet<string>,
): FolderState | undefined {
  const alike = cursor.filter((one) => one.uidValidity === folder.uidValidity);
  const twins = now.filter((one) => one.uidValidity === folder.uidValidity);
  const [former] = alike;
  if (former === undefined || alike.length > 1 || twins.length > 1) return undefined;
  return present.has(former.path) || folder.uidNext < former.uidNext ? undefined : former;
}

function isSelectable({ flags }: ListResponse): boolean {
  const names = [...flags].map((flag) => flag.toLowerCase());
  return !names.includes('\\noselect') && !names.includes('\\nonexistent');
}

type WholeStatus = { readonly uidValidity: bigint; readonly uidNext: number; readonly messages: number };

function isWhole(status: StatusObject | false | undefined): status is StatusObject & WholeStatus {
  return (
    status !== undefined &&
    status !== false &&
    status.uidValidity !== undefined &&
    status.uidNext !== undefined &&
    status.messages !== undefined
  );
}

async function askStatus(client: ImapFlow, path: string): Promise<WholeStatus | 'gone' | 'refused'> {
  try {
    const status = await client.status(path, STATUS);
    return isWhole(status) ? status : 'refused';
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, 'code') === 'NotFound') return 'gone';
    if (isRefusal(error)) return 'refused';
    throw error;
  }
}
