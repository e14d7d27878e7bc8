import type { Outgoing } from './append.ts';
import { fetchedOf } from './content-index.ts';
import { MailError } from './mail-error.ts';
import { messageDigest } from './message-digest.ts';
import { type Datum, listOf, textOf } from './raw-imap/data.ts';
import type { RawImap } from './raw-imap/session.ts';

/** UIDs in one line: servers bound its length. */
const DIGESTS_AT_ONCE = 200;

/** What was fetched of a message: `unreadable` where the server has it and cannot hand it out. */
export type Fetched = Outgoing | 'unreadable';

/** Whole messages of the open folder, by UID. One that is gone is not there. */
export async function fetchBodies(session: RawImap, uids: readonly number[]): Promise<ReadonlyMap<number, Fetched>> {
  const found = new Map<number, Fetched>();
  const wanted = new Set(uids);
  const command = `UID FETCH ${setOf(uids)} (UID RFC822.SIZE FLAGS INTERNALDATE BODY.PEEK[])`;
  const answer = await session.run(command, (response) => {
    const items = fetchedOf(response);
    const uid = Number(textOf(items?.get('UID')));
    const text = items?.get('BODY[]');
    if (items === undefined || !wanted.has(uid) || text === undefined) return;
    const body = Buffer.isBuffer(text) ? text : Buffer.from(textOf(text) ?? '', 'latin1');
    // Nothing, or nothing of something, is what servers hand out of a message that they have lost.
    const isLost = text === null || (body.length === 0 && Number(textOf(items.get('RFC822.SIZE')) ?? 0) > 0);
    found.set(uid, isLost ? 'unreadable' : { body, ...headOf(items) });
  });
  if (answer.status === 'OK') return found;
  if (uids.length === 1) return new Map(uids.map((uid) => [uid, found.get(uid) ?? 'unreadable']));
  // One that cannot be read spoils the whole answer: each is asked for alone.
  for (const uid of uids)
    if (!found.has(uid)) for (const [key, message] of await fetchBodies(session, [uid])) found.set(key, message);
  return found;
}

function headOf(items: ReadonlyMap<string, Datum>): Omit<Outgoing, 'body'> {
  return {
    flags: listOf(items.get('FLAGS')).flatMap((flag) => textOf(flag) ?? []),
    date: textOf(items.get('INTERNALDATE')) ?? '',
  };
}

/** Flags and date of one message, and its bytes as they come. */
export async function streamBody(
  session: RawImap,
  uid: number,
  take: (head: Omit<Outgoing, 'body'>, size: number, pieces: AsyncGenerator<Buffer>) => Promise<void>,
): Promise<'taken' | 'gone' | 'unreadable'> {
  let head: Omit<Outgoing, 'body'> | undefined;
  await session.run(`UID FETCH ${uid} (UID FLAGS INTERNALDATE)`, (response) => {
    const items = fetchedOf(response);
    if (items !== undefined && Number(textOf(items.get('UID'))) === uid) head = headOf(items);
  });
  const known = head;
  if (known === undefined) return 'gone';
  let isTaken = false;
  await session.run(`UID FETCH ${uid} (BODY.PEEK[])`, undefined, {
    largerThan: 0,
    take: async (pieces, size) => {
      if (isTaken) return;
      isTaken = true;
      await take(known, size, pieces);
    },
  });
  return isTaken ? 'taken' : 'unreadable';
}

/** A digest of each whole message, by UID (`digestOf`: of what of it counts). Bodies pass through and are not held. */
export async function digestBodies(
  session: RawImap,
  uids: readonly number[],
  digestOf: (pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) => Promise<string> = messageDigest,
): Promise<ReadonlyMap<number, string>> {
  const digests = new Map<number, string>();
  for (let from = 0; from < uids.length; from += DIGESTS_AT_ONCE) {
    let streamed: string | undefined;
    await session.run(
      `UID FETCH ${setOf(uids.slice(from, from + DIGESTS_AT_ONCE))} (UID BODY.PEEK[])`,
      async (response) => {
        const digest = streamed;
        streamed = undefined;
        const items = fetchedOf(response);
        const uid = Number(textOf(items?.get('UID')));
        const body = textOf(items?.get('BODY[]'));
        if (!(uid > 0) || body === undefined) return;
        digests.set(uid, digest ?? (await digestOf([Buffer.from(body, 'latin1')])));
      },
      {
        largerThan: 0,
        take: async (pieces) => {
          streamed = await digestOf(pieces);
        },
      },
    );
  }
  return digests;
}

/** UIDs as a set, runs written as ranges. */
export function setOf(uids: readonly number[]): string {
  if (uids.length === 0) throw new MailError('internal', 'no message named');
  const parts: string[] = [];
  const sorted = uids.toSorted((a, b) => a - b);
  for (let index = 0; index < sorted.length; ) {
    let last = index;
    while (sorted[last + 1] === (sorted[last] ?? 0) + 1) last += 1;
    parts.push(last === index ? String(sorted[index]) : `${sorted[index]}:${sorted[last]}`);
    index = last + 1;
  }
  return parts.join(',');
}
