import { setTimeout as delay } from 'node:timers/promises';
import type { Failure, FailureCode } from '../migration/observations.ts';
import type { Instant } from '../migration/time.ts';
import type { Dialer } from '../net/dial.ts';
import type { MailAccount } from './account.ts';
import { archiveOverImap } from './archive-imap.ts';
import { ArchiveKeeper, type ArchiveProblem, type ArchiveProgress } from './archive-keeper.ts';
import { archiveOverPop3 } from './archive-pop3.ts';
import { failureOf, MailError } from './mail-error.ts';

export type ArchiveOptions = {
  readonly mailbox: string;
  /** Over POP3 there is the inbox alone. */
  readonly protocol: 'imap' | 'pop3';
  readonly signal: AbortSignal;
  readonly now: () => Instant;
  readonly onProgress: (progress: ArchiveProgress) => void;
  /** Between two tries of a session that broke off. */
  readonly pauseMs?: number;
};

export type ArchivedMailbox = {
  readonly outcome: 'ok';
  readonly at: Instant;
  readonly folders: number;
  /** Of the server, now in the archive. */
  readonly messages: number;
  readonly bytes: number;
  /** Fetched in this run: the others were kept already. */
  readonly fetched: number;
  /** None: the archive is whole. */
  readonly problems: readonly ArchiveProblem[];
};

/** A session is begun anew so often without anything having come of it. */
const TRIES = 4;
const PAUSE_MS = 2_000;
const PASSING: ReadonlySet<FailureCode> = new Set([
  'connect-refused',
  'connect-timeout',
  'connect-network',
  'server-bye',
  'login-limit',
]);

/**
 * Keeps a mailbox as files below `root`, each message as it is on the wire, and then reads everything back. Nothing is
 * changed on the server, not even what is read and what is not. Never rejects: what is in the archive already and holds
 * what it should is not fetched again, so a failed archive is gone on with by making it once more.
 *
 * A failure `disk-full` or `disk-failed` is of our own disk. One archive may be made of a mailbox at a time.
 */
export async function archiveMailbox(
  dialer: Dialer,
  account: MailAccount,
  root: string,
  options: ArchiveOptions,
): Promise<ArchivedMailbox | Failure> {
  const { now, mailbox } = options;
  let keeper: ArchiveKeeper | undefined;
  try {
    keeper = await ArchiveKeeper.open(root, mailbox);
    await fetchAll(dialer, account, keeper, options);
    const { fetched } = keeper;
    return { outcome: 'ok', at: now(), fetched, ...(await keeper.end(now)) };
  } catch (error) {
    await keeper?.close().catch(() => undefined);
    return failureOf(error, now());
  }
}

async function fetchAll(
  dialer: Dialer,
  account: MailAccount,
  keeper: ArchiveKeeper,
  { protocol, signal, now, onProgress, pauseMs = PAUSE_MS }: ArchiveOptions,
): Promise<void> {
  const fetchOver = protocol === 'pop3' ? archiveOverPop3 : archiveOverImap;
  const suspects = new Map<string, number>();
  let idle = 0;
  for (;;) {
    const before = keeper.steps + suspects.size;
    try {
      return await fetchOver(dialer, account, keeper, { signal, now, onProgress, suspects });
    } catch (error) {
      if (signal.aborted || !(error instanceof MailError) || !PASSING.has(error.code)) throw error;
      idle = keeper.steps + suspects.size > before ? 0 : idle + 1;
      if (idle >= TRIES) throw error;
      await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
