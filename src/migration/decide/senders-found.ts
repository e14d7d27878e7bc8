import type { Happening } from '../events.ts';
import type { Facts } from '../facts.ts';
import type { KnownSender } from '../mail-facts.ts';
import type { MailboxScan, ScannedSender, SenderWay } from '../mail-observations.ts';
import { dayOf, daysBefore, LEAST_SENDER_DAYS } from '../senders.ts';
import type { Instant } from '../time.ts';

const MOST_SENDERS = 2_000;
/** The latest days tell a sender's rhythm; a record need not carry three months of every daily one. */
const MOST_DAYS = 30;
const LONGEST_SENDER = 254;

type Sender = Extract<Happening, { kind: 'senders-found' }>['senders'][number];

/**
 * Regular senders, as the mailboxes tell together: those that are new, or have written on another day since. Those who
 * write within the domains count too. Too many: those that wrote least are left out, and counted. `isWhole`: every mailbox
 * asked was read, so that fewer left out than before is no mere gap in what was seen.
 */
export function sendersFound(
  facts: Facts,
  scans: readonly MailboxScan[],
  isWhole: boolean,
  now: Instant,
): readonly Happening[] {
  const known = facts.senders ?? {};
  const today = dayOf(now);
  const regular = [...merged(scans)].flatMap(([sender, parts]): readonly Sender[] => {
    const days = daysBefore(distinct([...(known[sender]?.days ?? []), ...parts.flatMap((part) => part.days)]), today);
    return days.length < LEAST_SENDER_DAYS ? [] : [whole(sender, parts, days.slice(-MOST_DAYS), known[sender])];
  });
  const fresh = regular
    .filter(({ sender }) => known[sender] === undefined)
    .sort((a, b) => b.days.length - a.days.length || b.lastAt - a.lastAt);
  const room = Math.max(0, MOST_SENDERS - Object.keys(known).length);
  const before = facts.sendersLeftOut ?? 0;
  const count = fresh.length - Math.min(room, fresh.length);
  const leftOut = isWhole && scans.length > 0 ? count : Math.max(before, count);
  const senders = [...fresh.slice(0, room), ...regular.filter((one) => hasNews(known[one.sender], one))];
  return senders.length === 0 && leftOut === before ? [] : [{ kind: 'senders-found', senders, leftOut }];
}

function merged(scans: readonly MailboxScan[]): ReadonlyMap<string, readonly ScannedSender[]> {
  const senders = new Map<string, ScannedSender[]>();
  for (const one of scans.flatMap((scan) => scan.senders)) {
    const sender = one.sender.trim().toLowerCase();
    if (sender === '' || sender.length > LONGEST_SENDER) continue;
    senders.set(sender, [...(senders.get(sender) ?? []), one]);
  }
  return senders;
}

/** Where its mail came in by several ways, the one that DNS does not rule is the one to know of. */
const WAYS: readonly SenderWay[] = ['smarthost', 'local', 'inside', 'unknown', 'dns'];

function whole(
  sender: string,
  parts: readonly ScannedSender[],
  days: readonly number[],
  known: KnownSender | undefined,
): Sender {
  const [told] = [...parts].sort((a, b) => WAYS.indexOf(a.way) - WAYS.indexOf(b.way) || b.lastAt - a.lastAt);
  const { way, path } = told ?? known ?? { way: 'unknown', path: undefined };
  return {
    sender,
    days: [...days],
    lastAt: Math.max(known?.lastAt ?? 0, ...parts.map((part) => part.lastAt)),
    way,
    ...(path === undefined ? {} : { path: { ...path } }),
  };
}

function hasNews(known: KnownSender | undefined, found: Sender): boolean {
  if (known === undefined) return false;
  const days = new Set(known.days);
  return found.days.some((day) => !days.has(day)) || known.way !== found.way;
}

const distinct = (days: readonly number[]): number[] => [...new Set(days)].sort((a, b) => a - b);
