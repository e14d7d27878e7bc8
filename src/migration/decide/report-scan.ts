import { isMailAddress } from '../addresses.ts';
import type { Facts } from '../facts.ts';
import type { KnownAddress } from '../mail-facts.ts';
import type { MailboxScan, ScannedAddress, ScanObservation } from '../mail-observations.ts';
import type { Migration } from '../record.ts';
import type { ReportCommand } from '../report-commands.ts';
import { rewriteFrom } from '../runbook.ts';
import type { ScanSighting } from '../sightings.ts';
import { DAY_MS, HOUR_MS, type Instant } from '../time.ts';
import { isOurs } from '../zones.ts';
import { lookBegan } from './look-began.ts';
import { refusedCredentials } from './refused-credentials.ts';
import { sendersFound } from './senders-found.ts';
import type { Step } from './step.ts';

/** Mail for made-up addresses may fill a catch-all: more than these are not kept, and the scan is not whole then. */
const MOST_ADDRESSES = 5_000;
/** Whole mailboxes are read: a scan takes no longer than this. */
const SCAN_MS = 6 * HOUR_MS;

/**
 * What the old server's mail says of the domains' addresses and of who writes to them. Only news becomes an event: an
 * address met for the first time, or again a day later or more. Once the rewrite begins, senders and the scans that
 * vouch for them stay as they were: the days that count end before it.
 */
export function reportScan(
  record: Migration,
  report: Extract<ReportCommand, { kind: 'report-scan' }>,
  now: Instant,
): Step {
  const { facts, sightings } = record;
  const scans = report.observations.flatMap(({ result }) => (result.outcome === 'ok' ? [result] : []));
  const found = addressesFound(facts, scans);
  const isBefore = rewriteFrom(facts) === undefined;
  const isWhole = scans.length === report.observations.length;
  const began = lookBegan(report.observations, SCAN_MS, now);
  return {
    happenings: [
      ...(found.news.length === 0 ? [] : [{ kind: 'addresses-found' as const, addresses: found.news }]),
      ...(isBefore ? sendersFound(facts, scans, isWhole, now) : []),
      ...refusedCredentials(
        facts,
        report.observations.map((one) => ({ ...one, side: 'old' as const })),
      ),
    ],
    sightings: {
      ...sightings,
      ...(isBefore ? { scan: scanned(record, report.observations, found.leftOut) } : {}),
      looks: { ...sightings.looks, scan: { at: began } },
    },
  };
}

/** What each mailbox's scan is worth. One whose addresses were too many to keep is not whole. */
function scanned(
  { facts, sightings }: Migration,
  observations: readonly ScanObservation[],
  leftOut: ReadonlySet<string>,
): Record<string, ScanSighting> {
  const scan: Record<string, ScanSighting> = { ...sightings.scan };
  const listed = new Set(facts.mailboxes.map((mailbox) => mailbox.address));
  for (const { mailbox, result } of observations) {
    if (!listed.has(mailbox)) continue;
    if (result.outcome === 'failed') {
      const { at, code, detail } = result;
      scan[mailbox] = { ...scan[mailbox], failed: { at, code, ...(detail === undefined ? {} : { detail }) } };
      continue;
    }
    const { at, from, messages } = result;
    const isPartial = result.partial === true || result.addresses.some(({ address }) => leftOut.has(spelt(address)));
    scan[mailbox] = { ok: { at, from, messages, ...(isPartial ? { partial: true } : {}) } };
  }
  return scan;
}

const spelt = (address: string): string => address.trim().toLowerCase();

/** Addresses of the moved domains; several mailboxes may have received mail for one. */
function addressesFound(
  facts: Facts,
  scans: readonly MailboxScan[],
): { readonly news: readonly ScannedAddress[]; readonly leftOut: ReadonlySet<string> } {
  const merged = new Map<string, ScannedAddress>();
  for (const one of scans.flatMap((scan) => scan.addresses)) {
    const address = spelt(one.address);
    if (!isMailAddress(address) || !isOurs(facts, address.slice(address.lastIndexOf('@') + 1))) continue;
    const known = merged.get(address);
    merged.set(address, {
      address,
      count: one.count + (known?.count ?? 0),
      firstAt: Math.min(one.firstAt, known?.firstAt ?? one.firstAt),
      lastAt: Math.max(one.lastAt, known?.lastAt ?? one.lastAt),
    });
  }
  const known = facts.addresses ?? {};
  const fresh = [...merged.values()].filter(({ address }) => known[address] === undefined);
  const room = Math.max(0, MOST_ADDRESSES - Object.keys(known).length);
  const leftOut = new Set(
    fresh
      .sort((a, b) => b.count - a.count)
      .slice(room)
      .map(({ address }) => address),
  );
  const news = [...merged.values()].flatMap((one) => (leftOut.has(one.address) ? [] : newsOf(known[one.address], one)));
  return { news, leftOut };
}

/** One scan may have missed a mailbox that an earlier one read: what was known is not taken back. */
function newsOf(known: KnownAddress | undefined, found: ScannedAddress): readonly ScannedAddress[] {
  // Named by hand before any mail was found: its times are not those of mail.
  if (known === undefined || known.count === 0) return [found];
  if (found.lastAt < known.lastAt + DAY_MS && found.firstAt > known.firstAt - DAY_MS) return [];
  return [
    {
      address: found.address,
      count: Math.max(found.count, known.count),
      firstAt: Math.min(found.firstAt, known.firstAt),
      lastAt: Math.max(found.lastAt, known.lastAt),
    },
  ];
}
