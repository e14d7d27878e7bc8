import type { LedgerLine } from '../migration/mail-observations.ts';
import { type Appended, appendAll, appendStreamed, type Outgoing } from './append.ts';
import { compareContents } from './compare.ts';
import { examine, type Indexed, readIndex, select } from './content-index.ts';
import { keyOfMessage, type OpenFolder } from './contents.ts';
import type { Run } from './copy.ts';
import type { Place } from './copy-targets.ts';
import { fetchBodies, streamBody } from './fetch-bodies.ts';
import { MailError } from './mail-error.ts';
import { decodeName } from './raw-imap/names.ts';
import type { RawImap } from './raw-imap/session.ts';

/** Messages that go in one command, and the bytes of them at most. */
const BATCH_MESSAGES = 100;
const BATCH_BYTES = 2 * 1024 * 1024;
/** From this size on a message is passed through piece by piece. */
const STREAM_BYTES = 1024 * 1024;
/** After so many messages in a row for which there was no room, the folder's others are not tried. */
const ENOUGH_QUOTA = 10;

type FolderWork = {
  readonly listed: OpenFolder;
  /** Its number among the folders of the old server. */
  readonly folder: number;
  readonly place: Place;
  readonly missing: readonly Indexed[];
};

/**
 * Copies what is missing of one folder. What was put there is looked at before it counts, batch by batch, and goes into
 * the ledger at once. Answers what stays missing; of a refused message `run.refused` says why.
 */
export async function copyFolder(
  run: Run,
  from: RawImap,
  to: RawImap,
  { listed, folder, place, missing }: FolderWork,
  onVerified: (count: number) => void,
): Promise<readonly Indexed[]> {
  const keyOf = (one: Indexed) => keyOfMessage(listed.name, listed.uidValidity, one.uid);
  if ('refused' in place) {
    for (const one of missing) run.refused.set(keyOf(one), { reason: 'refused', detail: place.refused });
    return missing;
  }
  const opened = await examine(from, listed.path);
  // Under another UIDVALIDITY the same numbers are other messages.
  if (opened.uidValidity !== listed.uidValidity) throw new MailError('protocol', 'a folder was replaced meanwhile');
  let { uidNext } = await select(to, place.path);
  const left: Indexed[] = [];
  let noRoom = 0;
  const batches = batchesOf(missing.filter((one) => !run.refused.has(keyOf(one))));
  left.push(...missing.filter((one) => run.refused.has(keyOf(one))));
  let ahead: Promise<ReadonlyMap<number, Outgoing>> | undefined;
  for (const [index, batch] of batches.entries()) {
    run.options.signal.throwIfAborted();
    if (noRoom >= ENOUGH_QUOTA) {
      // What is on its way is read to its end, or the next question would get its answer.
      await ahead;
      ahead = undefined;
      for (const one of batch) run.refused.set(keyOf(one), { reason: 'quota' });
      left.push(...batch);
      continue;
    }
    await run.pacer.wait(batch.length, run.options.signal);
    const bodies = ahead ?? (isStreamed(batch) ? undefined : fetchBodies(from, uidsOf(batch)));
    ahead = undefined;
    let results: ReadonlyMap<Indexed, Appended | 'unreadable'>;
    if (bodies === undefined) results = await appendOne(from, to, place.path, batch);
    else {
      const fetched = await bodies;
      const next = batches[index + 1];
      // While the one server takes this batch the other hands out the next.
      if (next !== undefined && !isStreamed(next)) {
        ahead = fetchBodies(from, uidsOf(next));
        ahead.catch(() => {});
      }
      results = await appendBatch(to, place.path, batch, fetched);
    }
    const verified = await verify(
      to,
      batch.filter((one) => results.get(one) === 'accepted'),
      uidNext,
    );
    uidNext = verified.uidNext;
    const at = run.options.now();
    const on = decodeName(place.path);
    const lines = verified.found.map(
      (one): LedgerLine => ({
        fingerprint: one.fine,
        folder: listed.name,
        uidValidity: listed.uidValidity,
        uid: one.uid,
        verifiedAt: at,
        on,
      }),
    );
    await run.ledger.add(lines);
    run.copied += lines.length;
    onVerified(lines.length);
    const found = new Set(verified.found);
    for (const one of batch) {
      if (found.has(one)) continue;
      left.push({ ...one, folder });
      const result = results.get(one);
      noRoom = typeof result === 'object' && result.reason === 'quota' ? noRoom + 1 : 0;
      if (result === 'unreadable') run.refused.set(keyOf(one), { reason: 'unreadable' });
      if (typeof result === 'object') run.refused.set(keyOf(one), result);
    }
    if (found.size > 0) noRoom = 0;
  }
  return left;
}

function batchesOf(missing: readonly Indexed[]): readonly (readonly Indexed[])[] {
  const batches: Indexed[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const one of missing) {
    const last = batches.at(-1);
    const fits = last !== undefined && last.length < BATCH_MESSAGES && bytes + one.size <= BATCH_BYTES;
    if (one.size > STREAM_BYTES || !fits) {
      batches.push([one]);
      bytes = one.size > STREAM_BYTES ? Number.POSITIVE_INFINITY : one.size;
      continue;
    }
    last.push(one);
    bytes += one.size;
  }
  return batches;
}

const isStreamed = (batch: readonly Indexed[]): boolean => batch.length === 1 && (batch[0]?.size ?? 0) > STREAM_BYTES;
const uidsOf = (batch: readonly Indexed[]): readonly number[] => batch.map(({ uid }) => uid);

async function appendBatch(
  to: RawImap,
  path: string,
  batch: readonly Indexed[],
  bodies: ReadonlyMap<number, Outgoing>,
): Promise<ReadonlyMap<Indexed, Appended | 'unreadable'>> {
  const results = new Map<Indexed, Appended | 'unreadable'>();
  const sent = batch.flatMap((one) => {
    const body = bodies.get(one.uid);
    if (body === undefined) results.set(one, 'unreadable');
    return body === undefined ? [] : [{ one, body }];
  });
  const answers = await appendAll(
    to,
    path,
    sent.map(({ body }) => body),
  );
  for (const [index, { one }] of sent.entries()) results.set(one, answers[index] ?? 'unreadable');
  return results;
}

async function appendOne(
  from: RawImap,
  to: RawImap,
  path: string,
  batch: readonly Indexed[],
): Promise<ReadonlyMap<Indexed, Appended | 'unreadable'>> {
  const results = new Map<Indexed, Appended | 'unreadable'>();
  for (const one of batch) {
    let result: Appended | 'unreadable' = 'unreadable';
    await streamBody(from, one.uid, async (head, size, pieces) => {
      result = await appendStreamed(to, path, { ...head, size }, pieces);
    });
    results.set(one, result);
  }
  return results;
}

/** Those that are really there, among what has come into the folder since. */
async function verify(
  to: RawImap,
  accepted: readonly Indexed[],
  uidNext: number,
): Promise<{ readonly found: readonly Indexed[]; readonly uidNext: number }> {
  if (accepted.length === 0) return { found: [], uidNext };
  const there: Indexed[] = [];
  // "n:*" gives the last message even where none is new (RFC 3501 section 6.4.8).
  await readIndex(to, 0, `${Math.max(1, uidNext)}:*`, (one) => {
    if (one.uid >= uidNext) there.push(one);
  });
  const { matches } = compareContents(accepted, there);
  const last = there.reduce((most, { uid }) => Math.max(most, uid), uidNext - 1);
  return { found: matches.map(({ old }) => old), uidNext: last + 1 };
}
