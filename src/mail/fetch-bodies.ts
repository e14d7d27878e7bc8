import { createHash } from 'node:crypto';
import type { Outgoing } from './append.ts';
import { fetchedOf } from './content-index.ts';
import { MailError } from './mail-error.ts';
import { listOf, textOf } from './raw-imap/data.ts';
import type { RawImap } from './raw-imap/session.ts';

/** Whole messages of the open folder, by UID. One that is gone is not there; one that the server cannot read neither. */
export async function fetchBodies(session: RawImap, uids: readonly number[]): Promise<ReadonlyMap<number, Outgoing>> {
  const found = new Map<number, Outgoing>();
  const answer = await session.run(`UID FETCH ${setOf(uids)} (UID FLAGS INTERNALDATE BODY.PEEK[])`, (response) => {
    const items = fetchedOf(response);
    const uid = Number(textOf(items?.get('UID')));
    const body = items?.get('BODY[]');
    if (!(uid > 0) || body === undefined || body === null) return;
    found.set(uid, {
      body: Buffer.isBuffer(body) ? body : Buffer.from(textOf(body) ?? '', 'latin1'),
      flags: listOf(items?.get('FLAGS')).flatMap((flag) => textOf(flag) ?? []),
      date: textOf(items?.get('INTERNALDATE')) ?? '',
    });
  });
  if (answer.status === 'OK' || uids.length === 1) return found;
  // One that cannot be read spoils the whole answer: each is asked for alone.
  for (const uid of uids)
    if (!found.has(uid)) for (const [key, message] of await fetchBodies(session, [uid])) found.set(key, message);
  return found;
}

/** Flags and date of one message, and its bytes as they come. False: it could not be read, or is gone. */
export async function streamBody(
  session: RawImap,
  uid: number,
  take: (head: Omit<Outgoing, 'body'>, size: number, pieces: AsyncGenerator<Buffer>) => Promise<void>,
): Promise<boolean> {
  let head: Omit<Outgoing, 'body'> | undefined;
  await session.run(`UID FETCH ${uid} (UID FLAGS INTERNALDATE)`, (response) => {
    const items = fetchedOf(response);
    if (Number(textOf(items?.get('UID'))) !== uid) return;
    const flags = listOf(items?.get('FLAGS')).flatMap((flag) => textOf(flag) ?? []);
    head = { flags, date: textOf(items?.get('INTERNALDATE')) ?? '' };
  });
  const known = head;
  if (known === undefined) return false;
  let isTaken = false;
  await session.run(`UID FETCH ${uid} (BODY.PEEK[])`, undefined, {
    largerThan: 0,
    take: async (pieces, size) => {
      if (isTaken) return;
      isTaken = true;
      await take(known, size, pieces);
    },
  });
  return isTaken;
}

/** A digest of each whole message, by UID; what is too large is left out. */
export async function digestBodies(session: RawImap, uids: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const digests = new Map<number, string>();
  const bodies = await fetchBodies(session, uids);
  // Servers agree about everything but the ends of lines.
  for (const [uid, { body }] of bodies)
    digests.set(uid, createHash('sha256').update(body.toString('latin1').replaceAll('\r\n', '\n')).digest('base64url'));
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
