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
import { bodyDigest } from './body-digest.ts';
import { compareContents } from './compare.ts';
import { examine, fingerprintOf, type Indexed, nextUid, select } from './content-index.ts';
import { batchesOf, isStreamed } from './copy-batches.ts';
import type { Run } from './copy-run.ts';
import type { Place } from './copy-targets.ts';
import { comeSince, type Recognised, recognise, verifyAppended } from './copy-verify.ts';
import { digestBodies, type Fetched, fetchBodies, streamBody } from './fetch-bodies.ts';
import { MailError } from './mail-error.ts';
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
  /** Everything that lies on the old server. */
  readonly all: readonly Indexed[];
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
  { listed, place, missing, all }: FolderWork,
  onVerified: (count: number) => void,
): Promise<readonly Indexed[]> {
  const keyOf = (one: Indexed) => keyOfMessage(listed.name, listed.uidValidity, one.uid);
  const refuse = (why: Parameters<Run['refused']['set']>[1], messages: readonly Indexed[]) => {
    for (const one of messages) run.refused.set(keyOf(one), why);
    return messages;
  };
  if ('refused' in place) return refuse({ reason: 'refused', detail: place.refused }, missing);
  await openOld(from, listed);
  const placed = place;
  const opened = await openNew(to, place.path);
  if (!('uidNext' in opened)) return refuse({ reason: 'refused', ...opened }, missing);
  let { uidNext } = opened;
  let ahead: Promise<ReadonlyMap<number, Fetched>> | undefined;
  const on = decodeName(place.path);
  const digestsOf = async (messages: readonly Indexed[]) => {
    // What is on its way is read to its end first.
    await ahead;
    const digests = await digestBodies(from, uidsOf(messages), bodyDigest);
    return new Map(messages.flatMap((one) => entryOf(one, digests.get(one.uid))));
  };
  const note = async ({ found, altered }: Recognised) => {
    const at = run.options.now();
    const lines = [...found.keys()].map((one) => lineOf(listed, one, at, on));
    const { uidValidity } = opened;
    for (const [one, uid] of altered) lines.push({ ...lineOf(listed, one, at, on), altered: { uidValidity, uid } });
    await run.ledger.add(lines);
    for (const uid of [...found.values(), ...altered.values()])
      if (uid !== undefined) run.claimed.add(`${place.path}|${uid}`);
    refuse({ reason: 'altered' }, [...altered.keys()]);
    run.copied += found.size;
    onVerified(found.size);
  };
  const base = run.opened.get(place.path);
  if (base === undefined) run.opened.set(place.path, opened);
  const arrived = base?.uidValidity === opened.uidValidity ? await arrivedBefore(base.uidNext) : undefined;
  const left = missing.filter((one) => run.refused.has(keyOf(one)));
  const open = missing.filter((one) => !run.refused.has(keyOf(one)) && arrived?.found.has(one) !== true);

  /** When the connection was lost nobody knew what had arrived; a header that was rewritten does not tell it either. */
  async function arrivedBefore(since: number): Promise<Recognised | undefined> {
    const doubted = missing.filter(
      (one) => run.taken.has(keyOf(one)) || run.suspects.has(keyOf(one)) || run.unsure.has(keyOf(one)),
    );
    if (doubted.length === 0) return undefined;
    const come = await comeSince(to, since);
    const theirs = new Set(compareContents(all, come).matches.map((match) => match.on));
    const strangers = come.filter((one) => !theirs.has(one) && !run.claimed.has(`${placed.path}|${one.uid}`));
    const uids = new Map(doubted.flatMap((one) => entryOf(one, run.taken.get(keyOf(one)))));
    const seen = await recognise(to, doubted, uids, strangers, digestsOf, (one) => run.taken.has(keyOf(one)));
    await note(seen);
    for (const one of doubted) run.taken.delete(keyOf(one));
    return seen;
  }
  const isSuspect = (one: Indexed) => run.suspects.has(keyOf(one));
  const batches = batchesOf(open, isSuspect);
  let waiting: Accepted = { messages: [], uids: new Map() };
  /** What the server has taken counts when it is seen there; several batches are looked at together. */
  const lookAtThem = async () => {
    const { messages, uids } = waiting;
    waiting = { messages: [], uids: new Map() };
    const verified = await verifyAppended(to, messages, uidNext, uids, digestsOf);
    uidNext = verified.uidNext;
    await note(verified);
    for (const one of messages) {
      run.taken.delete(keyOf(one));
      if (!verified.found.has(one)) left.push(one);
    }
  };
  let vain: { readonly why: Parameters<typeof refuse>[0]; readonly times: number } | undefined;
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
    if (isStreamed(batch)) outcomes = await appendOne(from, to, place.path, batch, waiting.uids);
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
        run.taken.set(keyOf(one), waiting.uids.get(one));
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
async function openNew(
  to: RawImap,
  path: string,
): Promise<{ readonly uidValidity: string; readonly uidNext: number } | { readonly detail?: string }> {
  try {
    const opened = await select(to, path);
    return { uidValidity: opened.uidValidity, uidNext: await nextUid(to, opened) };
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

const entryOf = <T>(one: Indexed, value: T | undefined): readonly (readonly [Indexed, T])[] =>
  value === undefined ? [] : [[one, value]];

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

async function appendOne(
  from: RawImap,
  to: RawImap,
  path: string,
  batch: readonly Indexed[],
  uids: Map<Indexed, number>,
): Promise<Outcomes> {
  const outcomes = new Map<Indexed, Outcome>();
  for (const one of batch) {
    let heads: readonly Omit<Outgoing, 'body'>[] = [];
    for (let trial = 0; trial <= heads.length; trial += 1) {
      const end = await streamBody(from, one.uid, async (whole, size, pieces) => {
        heads = plainer(whole);
        const head = heads[trial - 1] ?? whole;
        const noteUid = (uid: number) => uids.set(one, uid);
        outcomes.set(one, await appendStreamed(to, path, { ...head, size }, pieces, noteUid));
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
