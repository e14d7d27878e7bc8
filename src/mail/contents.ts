import type { LedgerLine } from '../migration/mail-observations.ts';
import type { Instant } from '../migration/time.ts';
import { compareContents } from './compare.ts';
import { fingerprintOf, type Indexed } from './content-index.ts';
import type { RawImap } from './raw-imap/session.ts';
import { type Contents, keyOfMessage } from './side-contents.ts';
import { tellApart } from './tell-apart.ts';

export type Account = {
  /** Never seen on the new server, now or earlier. */
  readonly missing: readonly Indexed[];
  /** Lines for the ledger: seen there now, or moved on the old server since they were. */
  readonly fresh: readonly LedgerLine[];
};

/**
 * Which messages of the old server have never been seen on the new one. The ledger knows a message by where it lies on
 * the old server; one that was moved there since is known by what it says, for as many as were verified.
 */
export async function accountOfContents(
  from: RawImap,
  to: RawImap,
  contents: Contents,
  ledger: readonly LedgerLine[],
  at: Instant,
): Promise<Account> {
  const { old } = contents;
  const known = new Set(ledger.map((line) => keyOfLine(line)));
  // Of equal messages those that were there once are taken for the ones that are: what is left over is what never was.
  const isKnown = (one: Indexed) => known.has(contents.keyOf(one));
  const inTurn = [...old.messages.filter(isKnown), ...old.messages.filter((one) => !isKnown(one))];
  const comparison = compareContents(inTurn, contents.new.messages);
  const unknown = comparison.missing.filter((one) => !isKnown(one));
  const { swaps, absent } = await tellApart(from, to, contents, comparison.doubtful, new Set(unknown), isKnown);
  const isThere = new Set(swaps.values());
  const open = [...unknown.filter((one) => !isThere.has(one)), ...swaps.keys(), ...absent];
  const credits = creditsOf(contents, ledger, known);
  const missing: Indexed[] = [];
  const fresh: LedgerLine[] = [];
  for (const one of open) {
    if (isKnown(one)) continue;
    // Of a message that its header does not tell from others nobody knows whether it was moved, or is another.
    const line = one.isFaint ? undefined : credits.get(fingerprintOf(one))?.pop();
    if (line === undefined) missing.push(one);
    else fresh.push(lineFor(contents, one, line.on, line.verifiedAt));
  }
  for (const { old: taken, on } of comparison.matches) {
    const one = swaps.get(taken) ?? taken;
    if (!isKnown(one) && !absent.has(one))
      fresh.push(lineFor(contents, one, contents.new.folders[on.folder]?.name ?? '', at));
  }
  return { missing, fresh };
}

/** Ledger lines whose message is no longer where it was: it was deleted there, or moved to another folder. */
function creditsOf(
  contents: Contents,
  ledger: readonly LedgerLine[],
  known: ReadonlySet<string>,
): Map<string, LedgerLine[]> {
  const present = new Set(contents.old.messages.map(contents.keyOf).filter((key) => known.has(key)));
  const credits = new Map<string, LedgerLine[]>();
  for (const line of ledger) {
    if (present.has(keyOfLine(line))) continue;
    const lines = credits.get(line.fingerprint);
    if (lines === undefined) credits.set(line.fingerprint, [line]);
    else lines.push(line);
  }
  return credits;
}

function lineFor(contents: Contents, one: Indexed, on: string, verifiedAt: Instant): LedgerLine {
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

const keyOfLine = ({ folder, uidValidity, uid }: LedgerLine): string => keyOfMessage(folder, uidValidity, uid);
