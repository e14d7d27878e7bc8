import type { Indexed } from './content-index.ts';

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
  const there = new Map<string, Indexed[]>();
  const [leftOld, leftFresh]: [Indexed[], Indexed[]] = [[], []];
  for (const one of fresh) {
    const key = keyOf(one);
    if (key === undefined) leftFresh.push(one);
    else listIn(there, key).push(one);
  }
  const here = new Map<string, Indexed[]>();
  for (const one of old) {
    const key = keyOf(one);
    if (key === undefined) leftOld.push(one);
    else listIn(here, key).push(one);
  }
  for (const [key, mine] of here) {
    const theirs = there.get(key) ?? [];
    there.delete(key);
    for (const [index, one] of mine.entries()) {
      const on = theirs[index];
      if (on === undefined) leftOld.push(one);
      else matches.push({ old: one, on });
    }
    for (const one of theirs.slice(mine.length)) leftFresh.push(one);
    const isFaint = mine.some((one) => one.isFaint);
    if (theirs.length > 0 && (isFaint || mine.length > theirs.length)) doubtful.push({ old: mine, fresh: theirs });
  }
  for (const theirs of there.values()) for (const one of theirs) leftFresh.push(one);
  return { old: leftOld, fresh: leftFresh };
}

function listIn(lists: Map<string, Indexed[]>, key: string): Indexed[] {
  const known = lists.get(key);
  if (known !== undefined) return known;
  const made: Indexed[] = [];
  lists.set(key, made);
  return made;
}
