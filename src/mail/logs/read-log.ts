import type { LoggedDelivery, LogReading } from '../../migration/mail-observations.ts';
import type { Instant } from '../../migration/time.ts';
import { createDovecotReader } from './dovecot.ts';
import { createEximReader } from './exim.ts';
import { domainSet, type LineReader } from './line.ts';
import { createPostfixReader } from './postfix.ts';
import { createLineClock, type LogClock } from './timestamps.ts';

export type LogRequest = LogClock & {
  /** The moved domains: deliveries to others are left out. */
  readonly domains: readonly string[];
  /** At most so many deliveries (default 200,000): the reading ends with the last, and vouches for no more time. */
  readonly maxDeliveries?: number;
};

const MAX_DELIVERIES = 200_000;
/** What stands further right in a line is nothing that we look for. */
const MAX_LINE = 8 * 1024;

/** The host that syslog names between the time and one of these programs. */
const HOST = /^([\w.-]+) (?:postfix[\w.-]*\/|exim\d?(?:\[\d+\])?: |dovecot(?:\[\d+\])?: |(?:lmtp|lda|deliver)\()/;
/** More hosts than any mail service writes into one log. */
const MOST_HOSTS = 20;

/** `isZoneAssumed`: some line named no time zone, and was read in the one of the request. */
type ReadLog = LogReading & { readonly isZoneAssumed: boolean };
type Format = LogReading['format'];
type Part = { readonly read: LineReader; readonly deliveries: LoggedDelivery[]; lines: number; unread: number };

/**
 * Reads a delivery log of Postfix, Exim or Dovecot, one line at a time: what was delivered, refused, put off or sent on of
 * the mail for these domains, and from when to when the log speaks. Undefined where no line is any of theirs.
 *
 * Where several programs write into one log, the one that takes mail in from outside is believed: it knows the path.
 * Rejects only where the lines themselves cannot be had.
 */
export async function readLog(
  lines: AsyncIterable<string> | Iterable<string>,
  request: LogRequest,
): Promise<ReadLog | undefined> {
  const stampOf = createLineClock(request);
  const parts = createParts(request.domains);
  const max = request.maxDeliveries ?? MAX_DELIVERIES;
  const hosts = new Set<string>();
  let isZoneAssumed = false;
  let count = 0;
  let from: Instant | undefined;
  let to: Instant | undefined;
  for await (const given of lines) {
    const { at, text, isZoneAssumed: isAssumed = false } = stampOf(given.slice(0, MAX_LINE));
    isZoneAssumed ||= isAssumed;
    const host = HOST.exec(text)?.[1];
    if (host !== undefined && hosts.size < MOST_HOSTS) hosts.add(host.toLowerCase());
    count += 1;
    from ??= at;
    to = at ?? to;
    const line = { text, ...(at !== undefined && { at }) };
    for (const part of Object.values(parts)) take(part, line);
    if (Object.values(parts).some(({ deliveries }) => deliveries.length >= max)) break;
  }
  const format = formatOf(parts);
  if (format === undefined || from === undefined || to === undefined) return undefined;
  // What stores mail stands behind one that delivered none by itself, and that one's refusals are news all the same.
  const told = format === 'dovecot' ? ORDER.map((one) => parts[one]) : [parts[format]];
  const deliveries = told.flatMap((part) => part.deliveries);
  const unread = told.reduce((sum, part) => sum + part.unread, 0);
  return { format, from, to, lines: count, deliveries, unread, hosts: [...hosts], isZoneAssumed };
}

function createParts(given: readonly string[]): Readonly<Record<Format, Part>> {
  const domains = domainSet(given);
  const part = (create: typeof createPostfixReader): Part => {
    const deliveries: LoggedDelivery[] = [];
    return { read: create({ domains, deliver: (one) => deliveries.push(one) }), deliveries, lines: 0, unread: 0 };
  };
  return { postfix: part(createPostfixReader), exim: part(createEximReader), dovecot: part(createDovecotReader) };
}

function take(part: Part, line: Parameters<LineReader>[0]): void {
  const understood = part.read(line);
  if (understood === 'foreign') return;
  part.lines += 1;
  if (understood === 'unread') part.unread += 1;
}

/** Those that take mail in from outside come before the one that only stores it. */
const ORDER: readonly Format[] = ['postfix', 'exim', 'dovecot'];

function formatOf(parts: Readonly<Record<Format, Part>>): Format | undefined {
  const delivered = ORDER.find((format) => parts[format].deliveries.some(({ outcome }) => outcome === 'delivered'));
  const told = delivered ?? ORDER.find((format) => parts[format].deliveries.length > 0);
  return told ?? ORDER.find((format) => parts[format].lines > 0);
}
