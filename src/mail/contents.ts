import type { LedgerLine } from '../migration/mail-observations.ts';
import type { Instant } from '../migration/time.ts';
import { compareContents } from './compare.ts';
import { fingerprintOf, type Indexed } from './content-index.ts';
import type { OpenFolder } from './side-contents.ts';
import { type DigestsOfSides, tellApart } from './tell-apart.ts';

/** What lies in a mailbox; `folder` of a message counts in `folders`. */
type Side = {
  readonly folders: readonly Pick<OpenFolder, 'name' | 'uidValidity'>[];
  readonly messages: readonly Indexed[];
};
type Sides = { readonly old: Side; readonly new: Side };

export type Account = {
  /** Never seen on the new server, now or earlier. */
  readonly missing: readonly Indexed[];
  /** Of the missing, what was put there, and altered by the server: it is not to be put there again. */
  readonly altered: readonly Indexed[];
  /** Lines for the ledger: seen there now, or moved on the old server since they were. */
  readonly fresh: readonly LedgerLine[];
};

/**
 * Which messages of the old server have never been seen on the new one. The ledger knows a message by where it lies on
 * the old server; one that was moved there since is known by what it says, for as many as were verified. Headers that look
 * alike are told apart by `digests`.
 */
export async function accountOfContents(
  digests: DigestsOfSides,
  contents: Sides,
  ledger: readonly LedgerLine[],
  at: Instant,
): Promise<Account> {
  const { old } = contents;
  const isKnown = among(old, uidsByFolder(ledger.filter((line) => line.altered === undefined)));
  const isAltered = among(old, uidsByFolder(ledger.filter((line) => line.altered !== undefined)));
  // Of equal messages those that were there once are taken for the ones that are: what is left over is what never was.
  const inTurn = [...old.messages.filter(isKnown), ...old.messages.filter((one) => !isKnown(one))];
  const comparison = compareContents(inTurn, contents.new.messages);
  const unknown = comparison.missing.filter((one) => !isKnown(one));
  const { swaps, absent } = await tellApart(digests, comparison.doubtful, new Set(unknown), isKnown);
  const isThere = new Set(swaps.values());
  const open = [...unknown.filter((one) => !isThere.has(one)), ...swaps.keys(), ...absent];
  const credits = creditsOf(old, ledger);
  const missing: Indexed[] = [];
  const altered: Indexed[] = [];
  const fresh: LedgerLine[] = [];
  for (const one of open) {
    if (isKnown(one)) continue;
    if (isAltered(one)) {
      missing.push(one);
      altered.push(one);
      continue;
    }
    // Of a message that its header does not tell from others nobody knows whether it was moved, or is another.
    const line = one.isFaint ? undefined : credits.get(fingerprintOf(one))?.pop();
    if (line === undefined || line.altered !== undefined) missing.push(one);
    if (line?.altered !== undefined) altered.push(one);
    if (line === undefined) continue;
    const moved = lineFor(contents, one, line.on, line.verifiedAt);
    fresh.push(line.altered === undefined ? moved : { ...moved, altered: line.altered });
  }
  for (const { old: taken, on } of comparison.matches) {
    const one = swaps.get(taken) ?? taken;
    if (!isKnown(one) && !absent.has(one))
      fresh.push(lineFor(contents, one, contents.new.folders[on.folder]?.name ?? '', at));
  }
  return { missing, altered, fresh };
}

/** Ledger lines whose message is no longer where it was: it was deleted there, or moved to another folder. */
function creditsOf(old: Side, ledger: readonly LedgerLine[]): Map<string, LedgerLine[]> {
  const credits = new Map<string, LedgerLine[]>();
  if (ledger.length === 0) return credits;
  const present = uidsByFolder(placesIn(old));
  for (const line of ledger) {
    if (present.get(keyOfFolder(line.folder, line.uidValidity))?.has(line.uid)) continue;
    const lines = credits.get(line.fingerprint);
    if (lines === undefined) credits.set(line.fingerprint, [line]);
    else lines.push(line);
  }
  return credits;
}

function lineFor(contents: Sides, one: Indexed, on: string, verifiedAt: Instant): LedgerLine {
  const folder = contents.old.folders[one.folder];
  return {
    fingerprint: fingerprintOf(one),
    folder: folder?.name ?? '',
    uidValidity: folder?.uidValidity ?? '',
    uid: one.uid,
    verifiedAt,
    on,
  };
}

type Place = Pick<LedgerLine, 'folder' | 'uidValidity' | 'uid'>;

function* placesIn({ folders, messages }: Side): Generator<Place> {
  for (const one of messages) {
    const { name = '', uidValidity = '' } = folders[one.folder] ?? {};
    yield { folder: name, uidValidity, uid: one.uid };
  }
}

/** By number: a name for each of fifty thousand messages would be most of what is held. */
function uidsByFolder(places: Iterable<Place>): ReadonlyMap<string, ReadonlySet<number>> {
  const found = new Map<string, Set<number>>();
  for (const { folder, uidValidity, uid } of places) {
    const key = keyOfFolder(folder, uidValidity);
    const uids = found.get(key);
    if (uids === undefined) found.set(key, new Set([uid]));
    else uids.add(uid);
  }
  return found;
}

function among({ folders }: Side, known: ReadonlyMap<string, ReadonlySet<number>>): (one: Indexed) => boolean {
  const uids = folders.map(({ name, uidValidity }) => known.get(keyOfFolder(name, uidValidity)));
  return (one) => uids[one.folder]?.has(one.uid) ?? false;
}

const keyOfFolder = (folder: string, uidValidity: string): string => `${uidValidity}|${folder}`;
