import { archiveMailbox } from '../mail/archive.ts';
import type { ArchiveProblem } from '../mail/archive-keeper.ts';
import { restoreMailbox, type Unrestored } from '../mail/archive-restore.ts';
import type { Failure, Side } from '../migration/observations.ts';
import { readBy } from '../migration/read-by.ts';
import type { Migration } from '../migration/record.ts';
import type { Instant } from '../migration/time.ts';
import { accountOf, isFailure, type Opened } from './looks/accounts.ts';
import type { MailboxDeps } from './looks/deps.ts';

/** What became of one mailbox so far. */
export type KeptMailbox = {
  readonly mailbox: string;
  readonly messages: number;
  readonly done: number;
  readonly state: 'waiting' | 'running' | 'whole' | 'wanting' | 'failed';
  /** A failure's code, or why there was nothing to restore. */
  readonly code?: Failure['code'] | 'damaged' | 'no-archive';
  readonly detail?: string;
  /** Of a restore: the new folder. */
  readonly folder?: string;
  /** What is wrong, by name. */
  readonly problems: readonly ArchiveProblem[];
  readonly missing: readonly Unrestored[];
  readonly extra?: number;
};

/** What there is to say of a mailbox now. */
export type Note = (change: Partial<Omit<KeptMailbox, 'mailbox'>>) => void;

/** What is made known of a mailbox at most: lists are for reading. */
const MOST_NAMED = 200;

/** Archives a mailbox of the old server; true when all of it is kept. */
export async function keepMailbox(
  deps: MailboxDeps,
  migration: Migration,
  { mailbox, directory }: { readonly mailbox: string; readonly directory: string },
  signal: AbortSignal,
  note: Note,
): Promise<boolean> {
  const opened = await openFor(deps, migration, mailbox, 'old', signal, note);
  if (opened === undefined) return false;
  const result = await archiveMailbox(deps.dialer, opened.account, directory, {
    mailbox,
    protocol: readBy(migration.facts.servers.old),
    signal,
    now: deps.now,
    onProgress: ({ messages, kept }) => note({ messages, done: kept }),
  });
  if (result.outcome === 'failed') {
    note(failed(result));
    return false;
  }
  const { messages, problems } = result;
  const isWhole = problems.length === 0;
  note({ state: isWhole ? 'whole' : 'wanting', messages, done: messages, problems: problems.slice(0, MOST_NAMED) });
  return isWhole;
}

/** Tries a restore of a mailbox into an account of the new server; true when what came back is equal. */
export async function tryRestore(
  deps: MailboxDeps,
  migration: Migration,
  { mailbox, to, directory }: { readonly mailbox: string; readonly to: string; readonly directory: string },
  signal: AbortSignal,
  note: Note,
): Promise<boolean> {
  const opened = await openFor(deps, migration, to, 'new', signal, note);
  if (opened === undefined) return false;
  const result = await restoreMailbox(deps.dialer, opened.account, directory, {
    mailbox,
    label: labelOf(migration, deps.now()),
    signal,
    now: deps.now,
    onProgress: ({ messages, restored }) => note({ messages, done: restored }),
  });
  switch (result.outcome) {
    case 'failed':
      note(failed(result));
      return false;
    case 'damaged':
    case 'no-archive':
      note({ state: 'failed', code: result.outcome, problems: result.problems.slice(0, MOST_NAMED) });
      return false;
    case 'differs': {
      const { messages, folder, missing, extra } = result;
      const done = messages - missing.length;
      note({ state: 'wanting', messages, done, folder, missing: missing.slice(0, MOST_NAMED), extra });
      return false;
    }
    case 'equal': {
      const { messages, folder } = result;
      note({ state: 'whole', messages, done: messages, folder });
      return true;
    }
  }
}

async function openFor(
  deps: MailboxDeps,
  migration: Migration,
  mailbox: string,
  side: Side,
  signal: AbortSignal,
  note: Note,
): Promise<Opened | undefined> {
  note({ state: 'running' });
  const opened = await accountOf(deps, migration, mailbox, side, signal);
  if (opened !== undefined && !isFailure(opened)) return opened;
  note(opened === undefined ? { state: 'failed', code: 'no-credentials' } : failed(opened));
  return undefined;
}

function failed({ code, detail }: Failure): Parameters<Note>[0] {
  return { state: 'failed', code, ...(detail === undefined ? {} : { detail }) };
}

/** The new folder's name, by the day where the team is. */
function labelOf({ facts: { lang, timeZone } }: Migration, now: Instant): string {
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(now);
  return lang === 'ja' ? `復元 ${day}` : `Restored ${day}`;
}
