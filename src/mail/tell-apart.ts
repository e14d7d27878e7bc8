import type { Group } from './compare.ts';
import { examine, type Indexed } from './content-index.ts';
import { digestBodies } from './fetch-bodies.ts';
import type { RawImap } from './raw-imap/session.ts';
import type { SideContents } from './side-contents.ts';

/** Digests of whole messages of one side; of what is gone, or not handed out, there is none. */
export type DigestsOfSide = (messages: readonly Indexed[]) => Promise<ReadonlyMap<Indexed, string>>;
export type DigestsOfSides = { readonly old: DigestsOfSide; readonly new: DigestsOfSide };

/** Among messages that look alike: what their bodies say against the headers. */
export type ToldApart = {
  /** For each message that was taken for present and is missing, the one that was taken for missing and is there. */
  readonly swaps: ReadonlyMap<Indexed, Indexed>;
  /** Taken for present by a header that says nothing, and not there. */
  readonly absent: ReadonlySet<Indexed>;
};

/**
 * Of messages that look alike and are not all there: which ones are really missing. Bodies pass through and are not
 * held, so that no group is too large. `missing` are those that headers tell to be.
 */
export async function tellApart(
  digests: DigestsOfSides,
  groups: readonly Group[],
  missing: ReadonlySet<Indexed>,
  isKnown: (one: Indexed) => boolean,
): Promise<ToldApart> {
  const swaps = new Map<Indexed, Indexed>();
  const absent = new Set<Indexed>();
  for (const { old, fresh } of groups) {
    const open = old.filter((one) => missing.has(one));
    const faint = old.filter((one) => one.isFaint && !isKnown(one));
    if (open.length === 0 && faint.length === 0) continue;
    const here = await digests.old(old);
    const there = counted((await digests.new(fresh)).values());
    // Known ones first: of two equal mails the one that never was there is the one to copy.
    const inTurn = [...old].sort((a, b) => Number(isKnown(b)) - Number(isKnown(a)));
    const present = new Set(inTurn.filter((one) => take(there, here.get(one))));
    const wronglyOpen = open.filter((one) => present.has(one));
    const wronglyPresent = old.filter((one) => !missing.has(one) && !present.has(one));
    for (const [index, one] of wronglyPresent.entries()) {
      const other = wronglyOpen[index];
      if (other !== undefined) swaps.set(one, other);
      else if (one.isFaint && here.has(one)) absent.add(one);
    }
  }
  return { swaps, absent };
}

function counted(digests: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const digest of digests) counts.set(digest, (counts.get(digest) ?? 0) + 1);
  return counts;
}

function take(counts: Map<string, number>, digest: string | undefined): boolean {
  const left = digest === undefined ? 0 : (counts.get(digest) ?? 0);
  if (digest === undefined || left === 0) return false;
  counts.set(digest, left - 1);
  return true;
}

/** Those of a mailbox that speaks IMAP; each folder is opened for it. */
export const digestsOn =
  (session: RawImap, { folders }: SideContents): DigestsOfSide =>
  async (messages) => {
    const digests = new Map<Indexed, string>();
    for (const [folder, group] of Map.groupBy(messages, (one) => one.folder)) {
      await examine(session, folders[folder]?.path ?? '');
      const found = await digestBodies(
        session,
        group.map(({ uid }) => uid),
      );
      for (const one of group) {
        const digest = found.get(one.uid);
        if (digest !== undefined) digests.set(one, digest);
      }
    }
    return digests;
  };
