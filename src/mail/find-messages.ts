import type { ImapFlow } from 'imapflow';
import type { Instant } from '../migration/time.ts';
import { MailError } from './mail-error.ts';
import { HEADER_QUERY, headOf, type MessageHead } from './new-messages.ts';
import { isRefusal } from './server-refusal.ts';

/** What a folder is searched for: by header fields, and by the days on which it may have come. */
export type Sought = {
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Absent: by header alone. */
  readonly days?: {
    readonly from: Instant;
    readonly to: Instant;
    /** The newest of them, at most so many (default 5,000): a header search has found what it can. */
    readonly most?: number;
  };
};

const MOST_OF_DAYS = 5_000;
const AT_ONCE = 200;
const DAY_MS = 86_400_000;

/**
 * The messages of the opened folder that may be the ones sought; whoever asks compares. By header (a substring match, and
 * some servers index few headers or none), and all that were received within the days, a day more on either side: SINCE
 * and BEFORE go by the server's own calendar (RFC 3501 section 6.4.4).
 *
 * Rejects with `server-no` where the server refuses to search by date: then nothing is known.
 */
export async function* findHeads(client: ImapFlow, { headers, days }: Sought): AsyncGenerator<MessageHead> {
  const seen = new Set<number>();
  const unseen = (uids: readonly number[]) => uids.filter((uid) => !seen.has(uid) && seen.add(uid));
  for (const [name, value] of headers) {
    yield* await readHeads(client, unseen((await searched(client, { header: { [name]: value } })) ?? []));
  }
  if (days === undefined) return;
  const { from, to, most = MOST_OF_DAYS } = days;
  const ofDays = await searched(client, { since: new Date(from - DAY_MS), before: new Date(to + 2 * DAY_MS) });
  if (ofDays === undefined) throw new MailError('server-no', 'search was refused');
  const newest = unseen([...ofDays].sort((a, b) => b - a).slice(0, most));
  for (let at = 0; at < newest.length; at += AT_ONCE) yield* await readHeads(client, newest.slice(at, at + AT_ONCE));
}

/** The heads of these messages; those that are gone are left out. */
export async function readHeads(client: ImapFlow, uids: readonly number[]): Promise<readonly MessageHead[]> {
  const wanted = new Set(uids);
  const heads: MessageHead[] = [];
  if (wanted.size === 0) return heads;
  for await (const message of client.fetch([...wanted].sort((a, b) => a - b).join(','), HEADER_QUERY, { uid: true })) {
    if (wanted.has(message.uid)) heads.push(headOf(message));
  }
  return heads;
}

async function searched(
  client: ImapFlow,
  query: Parameters<ImapFlow['search']>[0],
): Promise<readonly number[] | undefined> {
  try {
    const uids = await client.search(query, { uid: true });
    return uids === false || uids === undefined ? undefined : uids;
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}
