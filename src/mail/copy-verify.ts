import { bodyDigest, NO_BODY } from './body-digest.ts';
import { compareContents } from './compare.ts';
import { fetchedOf, type Indexed, readIndex } from './content-index.ts';
import { digestBodies, setOf } from './fetch-bodies.ts';
import { instantOf } from './name-missing.ts';
import { textOf } from './raw-imap/data.ts';
import type { RawImap } from './raw-imap/session.ts';

/** Digests of the bodies of messages of the old server; of one that is gone there is none. */
export type DigestsOf = (messages: readonly Indexed[]) => Promise<ReadonlyMap<Indexed, string>>;

/** What was put into a folder of the new server, as it is there. What is in neither list is not there. */
export type Recognised = {
  /** There as it was sent; and its UID where its header was rewritten, and its body told. */
  readonly found: ReadonlyMap<Indexed, number | undefined>;
  /** There, and not as it was sent; the UID under which it was put. */
  readonly altered: ReadonlyMap<Indexed, number>;
};

/**
 * Which of the messages that the new server took are really there, in the open folder, among what has come into it since
 * `uidNext`. Known by their headers; where a server rewrites those, by where it said that it put them (`uids`), or by
 * their bodies.
 */
export async function verifyAppended(
  to: RawImap,
  accepted: readonly Indexed[],
  uidNext: number,
  uids: ReadonlyMap<Indexed, number>,
  digestsOf: DigestsOf,
): Promise<Recognised & { readonly uidNext: number }> {
  if (accepted.length === 0) return { found: new Map(), altered: new Map(), uidNext };
  const bySize = await foundBySize(to, accepted, uidNext, uids);
  if (bySize !== undefined)
    return { found: plainly(accepted), altered: new Map(), uidNext: Math.max(uidNext, bySize + 1) };
  let there = await comeSince(to, uidNext);
  if (there.length < accepted.length) {
    // Some servers tell of what is new only when nothing else is asked of them.
    await to.run('NOOP');
    there = await comeSince(to, uidNext);
  }
  const { matches, missing } = compareContents(accepted, there);
  const matched = new Set(matches.map(({ on }) => on));
  const strangers = there.filter((one) => !matched.has(one));
  const others = await recognise(to, missing, uids, strangers, digestsOf, () => true);
  const found = new Map([...plainly(matches.map(({ old }) => old)), ...others.found]);
  const last = there.reduce((most, { uid }) => Math.max(most, uid), uidNext - 1);
  return { found, altered: others.altered, uidNext: last + 1 };
}

const plainly = (messages: readonly Indexed[]) => new Map(messages.map((one) => [one, undefined] as const));

/**
 * The same of messages whose headers are not found there: where each was put, as far as the server said, else one of
 * `strangers` (what has come into the folder, and is nobody's) with the same body. Of those that the server certainly
 * took (`isTaken`), and that have no such body, each is one of the strangers that are left, altered.
 */
export async function recognise(
  to: RawImap,
  lost: readonly Indexed[],
  uids: ReadonlyMap<Indexed, number>,
  strangers: readonly Indexed[],
  digestsOf: DigestsOf,
  isTaken: (one: Indexed) => boolean,
): Promise<Recognised> {
  const found = new Map<Indexed, number | undefined>();
  const altered = new Map<Indexed, number>();
  if (lost.length === 0 || strangers.length === 0) return { found, altered };
  const left = new Map(strangers.map((one) => [one.uid, one]));
  const said = new Map<Indexed, number>();
  for (const one of lost) {
    const uid = uids.get(one);
    // A server that keeps one of two equal messages names the same place for both: it is the place of one.
    if (uid !== undefined && left.delete(uid)) said.set(one, uid);
  }
  const here = await digestsOf(lost);
  const there = await digestBodies(to, [...said.values(), ...left.keys()], bodyDigest);
  const open: Indexed[] = [];
  for (const one of lost) {
    const digest = here.get(one);
    const uid = said.get(one);
    if (uid === undefined) {
      // The same body is the same message; no body at all is any.
      const alike =
        digest === undefined || digest === NO_BODY
          ? undefined
          : [...left.keys()].find((it) => there.get(it) === digest);
      if (alike === undefined) open.push(one);
      else found.set(one, alike);
      if (alike !== undefined) left.delete(alike);
    } else if (digest !== undefined && there.get(uid) === digest) found.set(one, uid);
    else altered.set(one, uid);
  }
  for (const one of open) {
    if (!isTaken(one)) continue;
    const at = instantOf(one.date);
    const other = [...left.values()].find(({ date }) => instantOf(date) === at) ?? left.values().next().value;
    if (other === undefined) break;
    left.delete(other.uid);
    altered.set(one, other.uid);
  }
  return { found, altered };
}

/**
 * Where the server told each message's UID, a new one of its own: whether all of them are there, each with its size to
 * the byte. That costs it no look into the messages. Answers the last UID; undefined where it does not say so of every one.
 */
async function foundBySize(
  to: RawImap,
  accepted: readonly Indexed[],
  uidNext: number,
  uids: ReadonlyMap<Indexed, number>,
): Promise<number | undefined> {
  const named = [...new Set(accepted.flatMap((one) => uids.get(one) ?? []))];
  // Servers that keep equal messages once (Gmail) name for a second one the place of the first.
  if (named.length < accepted.length || named.some((uid) => uid < uidNext)) return undefined;
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

/** What has come into the open folder since. */
export async function comeSince(to: RawImap, uidNext: number): Promise<readonly Indexed[]> {
  const there = new Map<number, Indexed>();
  // "n:*" gives the last message even where none is new (RFC 3501 section 6.4.8).
  await readIndex(to, 0, `${uidNext}:*`, (one) => {
    if (one.uid >= uidNext) there.set(one.uid, one);
  });
  return [...there.values()];
}
