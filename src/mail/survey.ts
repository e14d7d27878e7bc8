import type { ImapFlow } from 'imapflow';
import type { Arrival, FolderState, MailboxSurvey, Side, SurveyResult } from '../migration/observations.ts';
import type { Instant } from '../migration/time.ts';
import type { Dialer } from '../net/dial.ts';
import type { MailAccount } from './account.ts';
import { describeArrival } from './delivery.ts';
import { compareFolders, readFolders } from './folders.ts';
import { withImap } from './imap.ts';
import { SESSION_LIMITS, type SessionLimits } from './limits.ts';
import { failureOf } from './mail-error.ts';
import { type MessageHead, readNewMessages } from './new-messages.ts';
import { readSaveDates } from './save-dates.ts';
import { stampNamesIn } from './stamp-names.ts';
import { type Gap, unexplainedOf } from './unexplained.ts';

export type SurveyRequest = {
  readonly mailbox: string;
  /** The folders as the last survey left them; absent: take the baseline. */
  readonly cursor?: readonly FolderState[];
  /** When that survey was: only what was stamped since can explain a gap. */
  readonly cursorAt?: Instant;
  /** Names that this server, and the other one, sign Received lines with. */
  readonly ownStamps: readonly string[];
  readonly otherStamps: readonly string[];
  /** Which server the other one is: without it, what this one took from it is not told apart. */
  readonly otherSide?: Side;
  /** The team wants subjects shown: else they are not read. */
  readonly subjects?: boolean;
  /** At most so many arrivals in one survey (default 5,000); the next one goes on where this one ended. */
  readonly maxArrivals?: number;
};

export type SurveyOptions = {
  readonly signal: AbortSignal;
  readonly now: () => Instant;
  readonly limits?: SessionLimits;
};

const MAX_ARRIVALS = 5_000;

/**
 * What is new in a mailbox since the cursor, in every folder. Never rejects: a failed look is an observation too.
 *
 * A quiet mailbox costs one command after the login (LIST with STATUS); only folders that grew are opened, read-only,
 * and only the headers of their new messages are read. Without a cursor it is the baseline: the state of every folder,
 * and the names that this server stamps.
 */
export async function surveyMailbox(
  dialer: Dialer,
  account: MailAccount,
  request: SurveyRequest,
  options: SurveyOptions,
): Promise<SurveyResult> {
  try {
    return await withImap(
      dialer,
      account,
      options.signal,
      ({ client }) => {
        const cursor = request.cursor;
        if (cursor === undefined) return takeBaseline(client, request, options.now());
        return lookSince(client, request, cursor, options.now());
      },
      options.limits ?? SESSION_LIMITS,
    );
  } catch (error) {
    return failureOf(error, options.now());
  }
}

async function takeBaseline(client: ImapFlow, request: SurveyRequest, at: Instant): Promise<MailboxSurvey> {
  const { folders, refused } = await readFolders(client);
  const telling = folders.filter(({ specialUse, messages }) => messages > 0 && isDeliveredTo(specialUse));
  const paths = telling.map((folder) => folder.path);
  const stampNames = (await stampNamesIn(client, paths, request.otherStamps)).map(([name]) => name);
  const more = refused.length > 0 ? { more: true as const } : {};
  return { outcome: 'ok', at, folders, arrivals: [], stampNames, unexplained: [], lost: [], ...more };
}

/** Where mail lies that this server delivered: learnt from, the other folders would teach other names. */
function isDeliveredTo(use: FolderState['specialUse']): boolean {
  return use === 'inbox' || use === 'junk' || use === 'archive';
}

async function lookSince(
  client: ImapFlow,
  request: SurveyRequest,
  cursor: readonly FolderState[],
  at: Instant,
): Promise<MailboxSurvey> {
  let pass = await passOver(client, request, cursor, NOTHING);
  let unexplained = unexplainedOf(pass.gaps, pass.arrivals, request.cursorAt);
  if (unexplained.length > 0 && !pass.more) {
    // A message may have been on its way to a folder that was already looked at: look once more before counting it gone.
    pass = await passOver(client, request, pass.folders, pass);
    unexplained = unexplainedOf(pass.gaps, pass.arrivals, request.cursorAt);
  }
  const { folders, arrivals, lost } = pass;
  const more = pass.more || pass.refused;
  return { outcome: 'ok', at, folders, arrivals, stampNames: [], unexplained, lost, ...(more && { more }) };
}

type Pass = {
  readonly folders: readonly FolderState[];
  readonly arrivals: readonly Arrival[];
  readonly gaps: readonly Gap[];
  readonly lost: MailboxSurvey['lost'];
  /** The bound on arrivals was reached. */
  readonly more: boolean;
  /** The server would not tell the state of some folder. */
  readonly refused: boolean;
};
const NOTHING: Pass = { folders: [], arrivals: [], gaps: [], lost: [], more: false, refused: false };

/** One walk over all folders; what it finds comes on top of what `earlier` found. */
async function passOver(
  client: ImapFlow,
  request: SurveyRequest,
  cursor: readonly FolderState[],
  earlier: Pass,
): Promise<Pass> {
  const folders: FolderState[] = [];
  const arrivals = [...earlier.arrivals];
  const gaps = new Map(earlier.gaps.map((gap) => [gap.folder, gap]));
  const lost = [...earlier.lost];
  const max = request.maxArrivals ?? MAX_ARRIVALS;
  let more = earlier.more;
  const now = await readFolders(client);
  // A folder whose state is refused stays where the cursor left it, to be read on from there: until then nothing is quiet.
  const kept = cursor.filter((folder) => now.refused.some(({ path }) => path === folder.path));
  for (const change of compareFolders(cursor, [...now.folders, ...kept])) {
    if (change.kind === 'lost') {
      lost.push({ folder: change.path, reason: change.reason });
      continue;
    }
    if (change.kind === 'unchanged') {
      folders.push(change.folder);
      continue;
    }
    const { folder, fromUid, afresh } = change;
    const { path, specialUse } = folder;
    const found: Arrival[] = [];
    const reading = await readNewMessages(client, folder, fromUid, max - arrivals.length, (head) => {
      found.push(arrivalOf(head, folder, request));
    });
    arrivals.push(...(await withSaveDates(client, found)));
    folders.push(reading.folder);
    more ||= reading.more;
    const missing = afresh ? 0 : reading.folder.uidNext - fromUid - reading.found;
    const count = (gaps.get(path)?.count ?? 0) + missing;
    if (count > 0) gaps.set(path, { folder: path, count, ...(specialUse !== undefined && { specialUse }) });
  }
  return { folders, arrivals, gaps: [...gaps.values()], lost, more, refused: now.refused.length > 0 };
}

function arrivalOf(head: MessageHead, { path, uidValidity, specialUse }: FolderState, request: SurveyRequest): Arrival {
  const { uid, size, internalDate } = head;
  const { mailbox, ownStamps, otherStamps, otherSide, subjects } = request;
  return describeArrival(
    head.header,
    { mailbox, folder: path, uidValidity, uid },
    {
      ownStamps,
      otherStamps,
      size,
      internalDate,
      ...(specialUse !== undefined && { folder: specialUse }),
      ...(otherSide !== undefined && { otherSide }),
      ...(subjects !== undefined && { subjects }),
    },
  );
}

/** The folder they lie in is open. */
async function withSaveDates(client: ImapFlow, found: readonly Arrival[]): Promise<readonly Arrival[]> {
  const [first] = found;
  const last = found.at(-1);
  if (first === undefined || last === undefined) return found;
  const dates = await readSaveDates(client, first.uid, last.uid);
  return found.map((one) => {
    const savedAt = dates.get(one.uid);
    return savedAt === undefined ? one : { ...one, savedAt };
  });
}
