import type { LedgerLine } from '../migration/mail-observations.ts';
import {
  type Appended,
  appendAll,
  appendStreamed,
  isFolderGone,
  isFolderShut,
  type Outgoing,
  plainer,
  type Refused,
} from './append.ts';
import { compareContents } from './compare.ts';
import { examine, fetchedOf, fingerprintOf, type Indexed, nextUid, readIndex, select } from './content-index.ts';
import { batchesOf, isStreamed } from './copy-batches.ts';
import type { Run } from './copy-run.ts';
import type { Place } from './copy-targets.ts';
import { type Fetched, fetchBodies, setOf, streamBody } from './fetch-bodies.ts';
import { MailError } from './mail-error.ts';
import { textOf } from './raw-imap/data.ts';
import { decodeName } from './raw-imap/names.ts';
import type { RawImap } from './raw-imap/session.ts';
import { keyOfMessage, type OpenFolder } from './side-contents.ts';

/** After so many messages in a row for which there was no room, or no right, the folder's others are not tried. */
const ENOUGH_IN_VAIN = 10;
/** A look at what has arrived costs a round trip: so many messages have one together. */
const LOOKED_AT_TOGETHER = 500;

type FolderWork = {
  readonly listed: OpenFolder;
  readonly place: Place;
  readonly missing: readonly Indexed[];
};
/** What became of a message; `gone`: it is no longer on the old server. */
type Outcome = Appended | 'unreadable' | 'gone';
type Outcomes = ReadonlyMap<Indexed, Outcome>;

/**
 * Copies what is missing of one folder. What was put there is looked at before it counts, batch by batch, and goes into
 * the ledger at once. Answers what stays missing; of a refused message `run.refused` says why.
 */
export async function copyFolder(
  run: Run,
  from: RawImap,
  to: RawImap,
  { listed, place, missing }: FolderWork,
  onVerified: (count: number) => void,
): Promise<readonly Indexed[]> {
  const keyOf = (one: Indexed) => keyOfMessage(listed.name, listed.uidValidity, one.uid);
  const refuse = (why: Parameters<Run['refused']['set']>[1], messages: readonly Indexed[]) => {
    for (const one of messages) run.refused.set(keyOf(one), why);
    return messages;
  };
  if ('refused' in place) return refuse({ reason: 'refused', detail: place.refused }, missing);
  await openOld(from, listed);
  const opened = await openNew(to, place.path);
  if (typeof opened !== 'number') return refuse({ reason: 'refused', ...opened }, missing);
  let uidNext = opened;
  const left = missing.filter((one) => run.refused.has(keyOf(one)));
  const open = missing.filter((one) => !run.refused.has(keyOf(one)));
  const isSuspect = (one: Indexed) => run.suspects.has(keyOf(one));
  const batches = batchesOf(open, isSuspect);
  const on = decodeName(place.path);
  let waiting: Accepted = { messages: [], uids: new Map() };
  /** What the server has taken counts when it is seen there; several batches are looked at together. */
  const lookAtThem = async () => {
    const { messages, uids } = waiting;
    waiting = { messages: [], uids: new Map() };
    const verified = await verify(to, messages, uidNext, uids);
    uidNext = verified.uidNext;
    const at = run.options.now();
    await run.ledger.add(verified.found.map((one) => lineOf(listed, one, at, on)));
    run.copied += verified.found.length;
    onVerified(verified.found.length);
    const found = new Set(verified.found);
    for (const one of messages) {
      run.taken.delete(keyOf(one));
      if (!found.has(one)) left.push(one);
    }
  };
  let vain: { readonly why: Parameters<typeof refuse>[0]; readonly times: number } | undefined;
  let ahead: Promise<ReadonlyMap<number, Fetched>> | undefined;
  for (const [index, batch] of batches.entries()) {
    run.options.signal.throwIfAborted();
    if (vain !== undefined && vain.times >= ENOUGH_IN_VAIN) {
      // What is on its way is read to its end, or the next question would get its answer.
      await ahead;
      ahead = undefined;
      for (const one of refuse(vain.why, batch)) left.push(one);
      continue;
    }
    await run.pacer.wait(batch.length, run.options.signal);
    if (batch.some(isSuspect)) await lookAtThem();
    run.inFlight = batch.map(keyOf);
    let outcomes: Outcomes;
    if (isStreamed(batch)) outcomes = await appendOne(from, to, place.path, batch);
    else {
      const bodies = await (ahead ?? fetchBodies(from, uidsOf(batch)));
      ahead = undefined;
      const next = batches[index + 1];
      // While the one server takes this batch the other hands out the next.
      if (next !== undefined && !isStreamed(next) && !next.some(isSuspect)) {
        ahead = fetchBodies(from, uidsOf(next));
        ahead.catch(() => {});
        run.inFlight = [...batch, ...next].map(keyOf);
      }
      outcomes = await appendBatch(to, place.path, batch, bodies, waiting.uids);
    }
    if (ahead === undefined) run.inFlight = [];
    for (const one of batch) {
      const outcome = outcomes.get(one);
      if (outcome === 'accepted') {
        waiting.messages.push(one);
        run.taken.add(keyOf(one));
        vain = undefined;
        continue;
      }
      left.push(one);
      if (outcome === 'unreadable') refuse({ reason: 'unreadable' }, [one]);
      if (typeof outcome !== 'object') continue;
      await remakeOnce(run, place.path, outcome, ahead);
      refuse(outcome, [one]);
      const isVain = outcome.reason === 'quota' || isFolderShut(outcome) || isFolderGone(outcome);
      vain = isVain ? { why: outcome, times: (vain?.times ?? 0) + 1 } : undefined;
    }
    if (waiting.messages.length >= LOOKED_AT_TOGETHER) await lookAtThem();
  }
  await lookAtThem();
  return left;
}

/** Taken by the new server, and not looked at yet; their UIDs as far as it told them. */
type Accepted = { readonly messages: Indexed[]; readonly uids: Map<Indexed, number> };

/** Somebody works in the old mailbox meanwhile: a folder that went, or came back as another, is read anew. */
async function openOld(from: RawImap, { path, uidValidity }: OpenFolder): Promise<void> {
  try {
    const opened = await examine(from, path);
    // Under another UIDVALIDITY the same numbers are other messages.
    if (opened.uidValidity === uidValidity) return;
  } catch (error) {
    if (!(error instanceof MailError) || error.code !== 'server-no') throw error;
  }
  throw new MailError('protocol', 'a folder was replaced meanwhile');
}

/** Its next UID; or why it cannot be opened, which is no matter of the other folders. */
async function openNew(to: RawImap, path: string): Promise<number | { readonly detail?: string }> {
  try {
    return await nextUid(to, await select(to, path));
  } catch (error) {
    if (!(error instanceof MailError) || error.code !== 'server-no') throw error;
    return error.detail === undefined ? {} : { detail: error.detail };
  }
}

/** A folder that somebody deletes on the new server while it is filled: all is read anew, and it is made again. Once. */
async function remakeOnce(
  run: Run,
  path: string,
  outcome: Outcome,
  ahead: Promise<unknown> | undefined,
): Promise<void> {
  if (typeof outcome !== 'object' || !isFolderGone(outcome) || run.remade.has(path)) return;
  run.remade.add(path);
  run.inFlight = [];
  await ahead;
  throw new MailError('protocol', 'a folder is gone from the new server');
}

const uidsOf = (batch: readonly Indexed[]): readonly number[] => batch.map(({ uid }) => uid);

const lineOf = (listed: OpenFolder, one: Indexed, verifiedAt: number, on: string): LedgerLine => ({
  fingerprint: fingerprintOf(one),
  folder: listed.name,
  uidValidity: listed.uidValidity,
  uid: one.uid,
  verifiedAt,
  on,
});

async function appendBatch(
  to: RawImap,
  path: string,
  batch: readonly Indexed[],
  bodies: ReadonlyMap<number, Fetched>,
  uids: Map<Indexed, number>,
): Promise<Outcomes> {
  const outcomes = new Map<Indexed, Outcome>();
  const sent: { readonly one: Indexed; readonly body: Outgoing }[] = [];
  for (const one of batch) {
    const body = bodies.get(one.uid) ?? 'gone';
    if (typeof body === 'object') sent.push({ one, body });
    else outcomes.set(one, body);
  }
  const given = new Map<Outgoing, number>();
  const answers = await appendAll(
    to,
    path,
    sent.map(({ body }) => body),
    given,
  );
  for (const [index, { one, body }] of sent.entries()) {
    outcomes.set(one, answers[index] ?? 'unreadable');
    const uid = given.get(body);
    if (uid !== undefined) uids.set(one, uid);
  }
  return outcomes;
}

async function appendOne(from: RawImap, to: RawImap, path: string, batch: readonly Indexed[]): Promise<Outcomes> {
  const outcomes = new Map<Indexed, Outcome>();
  for (const one of batch) {
    let heads: readonly Omit<Outgoing, 'body'>[] = [];
    for (let trial = 0; trial <= heads.length; trial += 1) {
      const end = await streamBody(from, one.uid, async (whole, size, pieces) => {
        heads = plainer(whole);
        const head = heads[trial - 1] ?? whole;
        outcomes.set(one, await appendStreamed(to, path, { ...head, size }, pieces));
      });
      if (end !== 'taken') outcomes.set(one, end);
      const outcome = outcomes.get(one);
      if (typeof outcome !== 'object' || !mayBeHead(outcome)) break;
    }
  }
  return outcomes;
}

/** Not for its size or for want of room, and not by the folder: its keywords or date may be what is refused. */
const mayBeHead = (outcome: Refused): boolean =>
  outcome.reason === 'refused' && !isFolderGone(outcome) && !isFolderShut(outcome);

/** Those that are really there, among what has come into the folder since. */
async function verify(
  to: RawImap,
  accepted: readonly Indexed[],
  uidNext: number,
  uids: ReadonlyMap<Indexed, number>,
): Promise<{ readonly found: readonly Indexed[]; readonly uidNext: number }> {
  if (accepted.length === 0) return { found: [], uidNext };
  const bySize = await foundBySize(to, accepted, uids);
  if (bySize !== undefined) return { found: accepted, uidNext: Math.max(uidNext, bySize + 1) };
  let there = await comeSince(to, uidNext);
  if (there.length < accepted.length) {
    // Some servers tell of what is new only when nothing else is asked of them.
    await to.run('NOOP');
    there = await comeSince(to, uidNext);
  }
  const { matches } = compareContents(accepted, there);
  const last = there.reduce((most, { uid }) => Math.max(most, uid), uidNext - 1);
  return { found: matches.map(({ old }) => old), uidNext: last + 1 };
}

/**
 * Where the server told each message's UID: whether all of them are there, each with its size to the byte. That costs it
 * no look into the messages. Answers the last UID; undefined where it does not say so of every one.
 */
async function foundBySize(
  to: RawImap,
  accepted: readonly Indexed[],
  uids: ReadonlyMap<Indexed, number>,
): Promise<number | undefined> {
  const named = accepted.flatMap((one) => uids.get(one) ?? []);
  if (named.length < accepted.length) return undefined;
  const sizes = new Map<number, number>();
  await to.run(`UID FETCH ${setOf(named)} (UID RFC822.SIZE)`, (response) => {
    const items = fetchedOf(response);
    const uid = Number(textOf(items?.get('UID')));
    const size = textOf(items?.get('RFC822.SIZE'));
    if (uid > 0 && size !== undefined) sizes.set(uid, Number(size));
  });
  const isThere = (one: Indexed) => sizes.get(uids.get(one) ?? 0) === one.size;
  return accepted.every(isThere) ? Math.max(...named) : undefined;
}

async function comeSince(to: RawImap, uidNext: number): Promise<readonly Indexed[]> {
  const there = new Map<number, Indexed>();
  // "n:*" gives the last message even where none is new (RFC 3501 section 6.4.8).
  await readIndex(to, 0, `${uidNext}:*`, (one) => {
    if (one.uid >= uidNext) there.set(one.uid, one);
  });
  return [...there.values()];
}
