import type { FetchQueryObject, ImapFlow } from 'imapflow';
import { toHostName } from '../migration/addresses.ts';
import type { MailboxScan } from '../migration/mail-observations.ts';
import type { Failure, FolderState } from '../migration/observations.ts';
import { DAY_MS, type Instant } from '../migration/time.ts';
import type { Dialer } from '../net/dial.ts';
import type { MailAccount } from './account.ts';
import { readFolders } from './folders.ts';
import { withImap } from './imap.ts';

import { SESSION_LIMITS, type SessionLimits } from './limits.ts';
import { failureOf, MailError } from './mail-error.ts';
import { createTally, SCAN_FIELDS, type Tally } from './scan-tally.ts';
import { isUnder } from './scan-way.ts';
import { isRefusal } from './server-refusal.ts';
import { stampNamesIn } from './stamp-names.ts';

export type ScanRequest = {
  readonly mailbox: string;
  /** The moved domains: addresses of others are nothing to us. */
  readonly domains: readonly string[];
  /** Names that this server, and the other one, sign Received lines with, as far as they are known yet. */
  readonly ownStamps: readonly string[];
  readonly otherStamps: readonly string[];
  /** Domains of this server's provider: hosts under them hand mail over without asking DNS. */
  readonly providerDomains?: readonly string[];
  /** At most so many messages are read (default 100,000), the newest of each folder first. */
  readonly maxMessages?: number;
};

export type ScanOptions = {
  readonly signal: AbortSignal;
  readonly now: () => Instant;
  readonly limits?: SessionLimits;
};

export const MAX_MESSAGES = 100_000;
export const SCAN_MONTHS = 13;
/** A provider's few hosts share the mail among them; a name that stands on less was copied in with old mail. */
const LEAST_SHARE = 0.2;
/** A search through a folder that the server has not indexed takes minutes, and a whole scan longer than a survey. */
export const SCAN_LIMITS: SessionLimits = { ...SESSION_LIMITS, silenceMs: 300_000, sessionMs: 3_600_000 };
/** One answer to SEARCH stays well below what we take from a server, and one FETCH below the length of a line. */
const MESSAGES_A_SEARCH = 20_000;
const MESSAGES_A_FETCH = 500;
const QUERY: FetchQueryObject = { uid: true, internalDate: true, headers: [...SCAN_FIELDS] };

/**
 * Which addresses of the domains received mail in this mailbox within 13 months, and who wrote in the last 90 days, by
 * which way. Never rejects: a failed look is an observation too.
 *
 * Every folder is read but Sent and Drafts, which hold what was written here, and Junk: spam goes to made-up names. Only
 * the few header fields needed travel, and of a message nothing is kept but counts. A folder that cannot be read leaves
 * the scan `partial`, as the bound on messages does; where none can be read it fails.
 */
export async function scanMailbox(
  dialer: Dialer,
  account: MailAccount,
  request: ScanRequest,
  options: ScanOptions,
): Promise<MailboxScan | Failure> {
  try {
    return await withImap(
      dialer,
      account,
      options.signal,
      ({ client }) => scan(client, request, options.now()),
      options.limits ?? SCAN_LIMITS,
    );
  } catch (error) {
    return failureOf(error, options.now());
  }
}

async function scan(client: ImapFlow, request: ScanRequest, at: Instant): Promise<MailboxScan> {
  const { folders, refused } = await readFolders(client);
  const wanted = folders.filter(isWanted);
  const from = monthsBefore(at, SCAN_MONTHS);
  const domains = new Set(request.domains.map((domain) => toHostName(domain) ?? domain.toLowerCase()));
  const isOwn = await ownNames(client, request, domains, wanted);
  const tally = createTally({ isOwn, domains, otherStamps: request.otherStamps, from, now: at });
  let left = request.maxMessages ?? MAX_MESSAGES;
  let whole = !refused.some(isWanted);
  let unread: unknown;
  let read = 0;
  for (const folder of wanted) {
    try {
      const reading = await readFolder(client, folder, from, left, tally);
      left -= reading.count;
      whole &&= reading.whole;
      read += 1;
    } catch (error) {
      // What the server refuses of one folder takes nothing from the others; a broken session ends the scan.
      if (!isRefusal(error)) throw error;
      unread = error;
      whole = false;
    }
  }
  if (read === 0) throw unread ?? new MailError('server-no', 'no folder could be read');
  const { messages, addresses, senders, whole: counted } = tally.read();
  return { outcome: 'ok', at, from, messages, addresses, senders, ...(!(whole && counted) && { partial: true }) };
}

/**
 * Whether a name is this server's: known, on top of a good part of the newest mail here, or under its provider's
 * domain. Where the provider is known by a name of the moved domain that last says nothing: relays have such names too.
 */
async function ownNames(
  client: ImapFlow,
  request: ScanRequest,
  domains: ReadonlySet<string>,
  folders: readonly FolderState[],
): Promise<(name: string) => boolean> {
  const inboxes = folders.filter((folder) => folder.specialUse === 'inbox').map((folder) => folder.path);
  const seen = await stampNamesIn(client, inboxes, request.otherStamps).catch((error: unknown) => {
    if (isRefusal(error)) return [];
    throw error;
  });
  const total = seen.reduce((sum, [, count]) => sum + count, 0);
  const learnt = seen.filter(([, count]) => count >= total * LEAST_SHARE).map(([name]) => name);
  const names = new Set([...request.ownStamps, ...learnt]);
  const providers = (request.providerDomains ?? []).filter((domain) => !isUnder(domain, domains));
  return (name) => names.has(name) || (isUnder(name, providers) && !request.otherStamps.includes(name));
}

/**
 * Reads what came since, the newest first, in portions. By sequence number: unlike UIDs they leave no holes, and no
 * server may renumber messages during SEARCH or FETCH (RFC 3501 section 7.4.1).
 */
async function readFolder(
  client: ImapFlow,
  folder: FolderState,
  from: Instant,
  limit: number,
  tally: Tally,
): Promise<{ readonly count: number; readonly whole: boolean }> {
  if (folder.messages === 0) return { count: 0, whole: true };
  if (limit <= 0) return { count: 0, whole: false };
  const { exists } = await client.mailboxOpen(folder.path, { readOnly: true });
  // SEARCH knows days alone, in whatever time zone the server keeps.
  const since = new Date(from - DAY_MS);
  let count = 0;
  for (let last = exists; last > 0; last -= MESSAGES_A_SEARCH) {
    const first = Math.max(1, last - MESSAGES_A_SEARCH + 1);
    const found = await client.search({ seq: `${first}:${last}`, since });
    if (found === false || found === undefined) throw new MailError('server-no', 'search was refused');
    const newestFirst = found.filter((seq) => seq >= first && seq <= last).sort((a, b) => b - a);
    for (let start = 0; start < newestFirst.length; start += MESSAGES_A_FETCH) {
      if (count >= limit) return { count, whole: false };
      const portion = newestFirst.slice(start, start + Math.min(MESSAGES_A_FETCH, limit - count));
      for await (const { headers, internalDate } of client.fetch(sequenceSet(portion), QUERY)) {
        const date = internalDate === undefined ? Number.NaN : new Date(internalDate).getTime();
        tally.add(headers ?? new Uint8Array(), Number.isNaN(date) ? 0 : date);
      }
      count += portion.length;
      if (portion.length < Math.min(MESSAGES_A_FETCH, newestFirst.length - start)) return { count, whole: false };
    }
  }
  return { count, whole: true };
}

/** "1:4,7,9:12" of numbers that descend. */
function sequenceSet(descending: readonly number[]): string {
  const runs: { first: number; last: number }[] = [];
  for (const seq of descending) {
    const run = runs.at(-1);
    if (run !== undefined && run.first === seq + 1) run.first = seq;
    else runs.push({ first: seq, last: seq });
  }
  return runs.map(({ first, last }) => (first === last ? `${first}` : `${first}:${last}`)).join(',');
}

function isWanted({ specialUse }: Pick<FolderState, 'specialUse'>): boolean {
  return specialUse !== 'sent' && specialUse !== 'drafts' && specialUse !== 'junk';
}

/** The same day of the month so many months ago, or its 28th: no month is shorter. */
export function monthsBefore(at: Instant, months: number): Instant {
  const day = new Date(at);
  return Date.UTC(day.getUTCFullYear(), day.getUTCMonth() - months, Math.min(28, day.getUTCDate()));
}
