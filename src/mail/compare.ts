import type { Indexed } from './content-index.ts';
import { NONE, numberKeys } from './key-numbers.ts';

/** A message of the old server that counts as being on the new one, and where it was seen there. */
export type Match = { readonly old: Indexed; readonly on: Indexed };
export type Comparison = {
  readonly matches: readonly Match[];
  /** Of the old server, without a counterpart. */
  readonly missing: readonly Indexed[];
  /** Groups of which some are missing, or of whom headers say nothing: their bodies must be looked at. */
  readonly doubtful: readonly Group[];
};
/** Messages that look alike, on both sides. */
export type Group = { readonly old: readonly Indexed[]; readonly fresh: readonly Indexed[] };

/**
 * Holds two mailboxes against each other as multisets: two equal mails there want two here. What is alike in Message-ID,
 * Date, From, Subject and size is one and the same; then what a server has changed in size; then, for what is left over,
 * what has the same Message-ID and Date at least, where a server rewrote a header. Pure.
 */
export function compareContents(old: readonly Indexed[], fresh: readonly Indexed[]): Comparison {
  const matches: Match[] = [];
  const doubtful: Group[] = [];
  const exact = pair(old, fresh, ({ fine, size }) => `${fine} ${size}`, matches, doubtful);
  const alike = pair(exact.old, exact.fresh, ({ fine, id }) => (id === '' ? undefined : fine), matches, doubtful);
  const named = pair(alike.old, alike.fresh, ({ id }) => id || undefined, matches, doubtful);
  return { matches, missing: named.old, doubtful };
}

type Sides = { readonly old: readonly Indexed[]; readonly fresh: readonly Indexed[] };

/** Pairs what has the same key; what has none, or is left over, goes on. */
function pair(
  old: readonly Indexed[],
  fresh: readonly Indexed[],
  keyOf: (one: Indexed) => string | undefined,
  matches: Match[],
  doubtful: Group[],
): Sides {
  const { numbers, count } = numberKeys([...old, ...fresh], keyOf);
  const here = chain(numbers.subarray(0, old.length), count);
  const there = chain(numbers.subarray(old.length), count);
  const leftOld = old.filter((_, index) => numbers[index] === NONE);
  const leftFresh = fresh.filter((_, index) => numbers[old.length + index] === NONE);
  for (let key = 0; key < count; key += 1) {
    const [ofOld, ofFresh] = [membersOf(old, here, key), membersOf(fresh, there, key)];
    for (const [index, one] of ofOld.entries()) {
      const on = ofFresh[index];
      if (on === undefined) leftOld.push(one);
      else matches.push({ old: one, on });
    }
    for (const one of ofFresh.slice(ofOld.length)) leftFresh.push(one);
    const isUnsure = ofOld.length > ofFresh.length || ofOld.some((one) => one.isFaint);
    if (ofFresh.length > 0 && isUnsure) doubtful.push({ old: ofOld, fresh: ofFresh });
  }
  return { old: leftOld, fresh: leftFresh };
}

/** For each key the place of its first message, and for each message that of the next with its key. */
type Chains = { readonly first: Int32Array; readonly next: Int32Array };

function chain(numbers: Int32Array, keys: number): Chains {
  const first = new Int32Array(keys).fill(NONE);
  const next = new Int32Array(numbers.length).fill(NONE);
  // From the back, so that each chain is in the order of the messages.
  for (let at = numbers.length - 1; at >= 0; at -= 1) {
    const key = numbers[at] ?? NONE;
    if (key === NONE) continue;
    next[at] = first[key] ?? NONE;
    first[key] = at;
  }
  return { first, next };
}

function membersOf(side: readonly Indexed[], { first, next }: Chains, key: number): readonly Indexed[] {
  const members: Indexed[] = [];
  for (let at = first[key] ?? NONE; at !== NONE; at = next[at] ?? NONE) {
    const one = side[at];
    if (one !== undefined) members.push(one);
  }
  return members;
}
