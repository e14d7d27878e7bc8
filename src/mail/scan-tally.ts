import type { ScannedAddress, ScannedSender, SenderWay } from '../migration/mail-observations.ts';
import { DAY_MS, type Instant } from '../migration/time.ts';
import { isMachineMade, readHeaders } from './delivery.ts';
import { parseHeaders } from './headers.ts';
import { addressesFor, writerOf } from './scan-addresses.ts';
import { type WayContext, wayOf } from './scan-way.ts';

/** Of senders only the last so many days count. */
const SENDER_MS = 90 * DAY_MS;
/** A clock may run ahead by this; a stamp later than that is no time of arrival. */
const AHEAD_MS = DAY_MS;
/** Made-up recipients and senders must not fill the memory; beyond, the tally says that it is not whole. */
const MOST_ADDRESSES = 20_000;
const MOST_SENDERS = 50_000;
/** A message to hundreds of people names them all in one field. */
const MAX_VALUE = 64 * 1024;

/** The fields that a scan asks for. */
export const SCAN_FIELDS: readonly string[] = [
  'delivered-to',
  'x-original-to',
  'x-envelope-to',
  'envelope-to',
  'to',
  'cc',
  'from',
  'date',
  'received',
  'return-path',
  'auto-submitted',
  'list-id',
  'x-migration-probe',
];

export type TallyContext = WayContext & {
  /** Names of the other server: what it stamped on top was carried here, and did not arrive here. */
  readonly otherStamps: readonly string[];
  readonly from: Instant;
  readonly now: Instant;
};

type Sender = { days: Set<number>; count: number; lastAt: Instant; way: SenderWay; path: ScannedSender['path'] };

export type Tally = {
  /** One message: the header fields named above, and its INTERNALDATE, which stands in where the stamp names no moment. */
  readonly add: (header: Uint8Array, internalDate: Instant) => void;
  readonly read: () => {
    readonly messages: number;
    readonly addresses: readonly ScannedAddress[];
    readonly senders: readonly ScannedSender[];
    readonly whole: boolean;
  };
};

/**
 * Counts, message by message, which addresses of the domains received mail and who wrote, keeping nothing of a message.
 *
 * What a client put there (no Received line, no mark of a delivery) and what the other server stamped did not arrive,
 * and is not counted; our own probes are not mail. Of bounces, vacation replies and the host's own housekeeping the
 * recipients count, and not the senders. Mail through a list counts as its From says.
 */
export function createTally(context: TallyContext): Tally {
  const addresses = new Map<string, { count: number; firstAt: Instant; lastAt: Instant }>();
  const senders = new Map<string, Sender>();
  let messages = 0;
  let whole = true;

  const countAddress = (address: string, at: Instant) => {
    const known = addresses.get(address);
    if (known === undefined) {
      if (addresses.size < MOST_ADDRESSES) addresses.set(address, { count: 1, firstAt: at, lastAt: at });
      else whole = false;
      return;
    }
    known.count += 1;
    known.firstAt = Math.min(known.firstAt, at);
    known.lastAt = Math.max(known.lastAt, at);
  };

  const countSender = (sender: string, at: Instant, { way, path }: Pick<ScannedSender, 'way' | 'path'>) => {
    const known = senders.get(sender);
    const day = Math.floor(at / DAY_MS);
    if (known === undefined) {
      if (senders.size < MOST_SENDERS) senders.set(sender, { days: new Set([day]), count: 1, lastAt: at, way, path });
      else whole = false;
      return;
    }
    known.days.add(day);
    known.count += 1;
    const isTelling = rank(way) < rank(known.way) || (way === known.way && at >= known.lastAt);
    if (isTelling) Object.assign(known, { way, path });
    known.lastAt = Math.max(known.lastAt, at);
  };

  const add = (raw: Uint8Array, internalDate: Instant) => {
    const fields = parseHeaders(raw, MAX_VALUE);
    const headers = readHeaders(fields);
    const top = headers.received[0];
    const isDelivered = top !== undefined || fields.some(({ name }) => MARKS.has(name));
    if (!isDelivered || headers.probe !== undefined) return;
    if (top?.by !== undefined && context.otherStamps.includes(top.by) && !context.isOwn(top.by)) return;
    const at = [top?.at, internalDate].find((one) => one !== undefined && one > 0 && one <= context.now + AHEAD_MS);
    if (at === undefined || at < context.from) return;
    messages += 1;
    for (const address of addressesFor(fields, context.domains)) countAddress(address, at);
    if (at <= context.now - SENDER_MS || isMachineMade(headers, context.isOwn)) return;
    const sender = writerOf(fields.find(({ name }) => name === 'from')?.value);
    if (sender !== undefined) countSender(sender, at, wayOf(headers.received, sender, context));
  };

  const read: Tally['read'] = () => ({
    messages,
    addresses: [...addresses].map(([address, counts]) => ({ address, ...counts })),
    senders: [...senders].map(([sender, { days, count, lastAt, way, path }]) => ({
      sender,
      days: [...days].sort((a, b) => a - b),
      count,
      lastAt,
      way,
      ...(path !== undefined && { path }),
    })),
    whole,
  });
  return { add, read };
}

/** A final delivery writes these; a client that appends does not. */
const MARKS = new Set(['delivered-to', 'return-path', 'x-original-to', 'envelope-to', 'x-envelope-to']);

/** Where a sender's mail came in by several ways, the one that DNS does not rule is the one to know of. */
const BY_NEED: readonly SenderWay[] = ['smarthost', 'local', 'inside', 'unknown', 'dns'];
const rank = (way: SenderWay): number => BY_NEED.indexOf(way);
