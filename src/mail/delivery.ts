import { createHash } from 'node:crypto';
import type { Arrival, ArrivalKind, Side } from '../migration/observations.ts';
import type { Instant } from '../migration/time.ts';
import { fieldOf, type HeaderField, parseHeaders } from './headers.ts';
import { isAuthenticated, isLoopback, isQmailNote, parseReceived, type Received } from './received.ts';
import type { SpecialUse } from './special-use.ts';
import { stampDigest } from './stamp-digest.ts';
import { readSubject } from './subject.ts';

/** The header that our own probes carry; its value is the probe's id. */
export const PROBE_HEADER = 'x-migration-probe';

/** What is known about the two servers when a message is judged, and the folder it lies in. */
export type StampContext = {
  /** Names that this server, and the other one, sign their Received lines with. Lower case. */
  readonly ownStamps: readonly string[];
  readonly otherStamps: readonly string[];
  readonly folder?: SpecialUse;
};

/** What of a message is reported beside what every survey needs. */
export type ArrivalWanted = {
  /** Which server the other one is: only then is told what this one took from it. */
  readonly otherSide?: Side;
  /** Subjects are read only where the team wants them shown. */
  readonly subjects?: boolean;
};

/** What a message's header block says, before anything is known about servers. */
export type DeliveryHeaders = {
  readonly fields: readonly HeaderField[];
  /** Topmost first, qmail's notes left out. */
  readonly received: readonly Received[];
  /** Address of the envelope sender, '' for the null sender, absent where no host wrote it down. */
  readonly returnPath?: string;
  readonly messageId?: string;
  readonly from?: string;
  readonly autoSubmitted?: string;
  readonly probe?: string;
};

/** Reads what we need of a header block, or of its fields. Never throws; bounded, see `parseHeaders`. */
export function readHeaders(raw: Uint8Array | string | readonly HeaderField[]): DeliveryHeaders {
  const fields = isBlock(raw) ? parseHeaders(raw) : raw;
  const received = fields.filter((field) => field.name === 'received' && !isQmailNote(field.value));
  // The final delivery writes it on top (RFC 5321 section 4.4); one further down is the sender's own invention.
  const top = fields.findIndex((field) => field.name === 'received');
  const returnPath = fieldOf(top < 0 ? fields : fields.slice(0, top), 'return-path');
  const messageId = messageIdOf(fieldOf(fields, 'message-id'));
  const from = addressOf(fieldOf(fields, 'from'));
  const autoSubmitted = fieldOf(fields, 'auto-submitted')
    ?.split(/[\s;(]/, 1)[0]
    ?.toLowerCase();
  const probe = fieldOf(fields, PROBE_HEADER)?.slice(0, 100);
  return {
    fields,
    received: received.slice(0, 100).map((field) => parseReceived(field.value)),
    ...(returnPath !== undefined && { returnPath: senderOf(returnPath) }),
    ...(messageId !== undefined && { messageId }),
    ...(from !== undefined && { from }),
    ...(autoSubmitted && { autoSubmitted }),
    ...(probe && { probe }),
  };
}

function isBlock(raw: Uint8Array | string | readonly HeaderField[]): raw is Uint8Array | string {
  return typeof raw === 'string' || raw instanceof Uint8Array;
}

/**
 * Genuine delivery or copy? Decided by the topmost Received line alone, because everything below it can be written by
 * the sender, and INTERNALDATE by whoever appends. A stamp that both servers are known by, or neither, is unknown.
 * What a copier or a client appends carries no stamp of this host; a null sender, a reply by a machine, and what this
 * very host made up (cron, quota) are listed as bounces, apart from stragglers.
 */
export function classify(headers: DeliveryHeaders, context: StampContext): ArrivalKind {
  // Nothing readable proves nothing.
  if (headers.fields.length === 0) return 'unknown-stamp';
  const top = headers.received[0];
  if (top === undefined) {
    // A final delivery that stamps no line still writes these two; a client that appends does not.
    const delivered = headers.fields.some((field) => field.name === 'return-path' || field.name === 'delivered-to');
    return delivered ? 'unknown-stamp' : 'append';
  }
  const own = top.by !== undefined && context.ownStamps.includes(top.by);
  const other = top.by !== undefined && context.otherStamps.includes(top.by);
  if (own === other) return 'unknown-stamp';
  if (other) return 'copy';
  if (headers.probe !== undefined) return 'probe';
  return isMachineMade(headers, stampOf(context.ownStamps)) ? 'bounce' : 'delivery';
}

/** Everything about one message that a survey reports. `size` is RFC822.SIZE; `internalDate` stands in for a missing stamp. */
export function describeArrival(
  raw: Uint8Array | string,
  place: Pick<Arrival, 'mailbox' | 'folder' | 'uidValidity' | 'uid'>,
  context: StampContext & ArrivalWanted & { readonly size: number; readonly internalDate: Instant },
): Arrival {
  const headers = readHeaders(raw);
  const kind = classify(headers, context);
  const top = headers.received[0];
  const path = pathOf(headers.received, context.ownStamps);
  const suspect = suspicionOf(headers, context);
  const stamp = stampDigest(headers.fields, context.size);
  const subject = context.subjects === true ? readSubject(fieldOf(headers.fields, 'subject')) : undefined;
  return {
    ...place,
    kind,
    at: top?.at ?? context.internalDate,
    fingerprint: fingerprintOf(headers, context.size),
    ...(stamp !== undefined && { stamp }),
    ...(headers.from !== undefined && { from: headers.from }),
    ...(path !== undefined && { path }),
    ...(top?.by !== undefined && { stampedBy: top.by }),
    ...(suspect !== undefined && { suspect }),
    ...(headers.probe !== undefined && { probe: headers.probe }),
    ...(cameThrough(headers.received, context) && { through: context.otherSide }),
    ...(subject !== undefined && { subject }),
  };
}

/**
 * Taken in by this server, and by the other one before: forwarded there, or fetched from it. What was only written
 * there, by a user who had logged in or on the spot, has merely been sent from it, and shows no forwarding. The lines
 * below this server's are the sender's word, so this is a hint of the way and never proof of an arrival.
 */
function cameThrough(received: readonly Received[], context: StampContext): boolean {
  const { ownStamps, otherStamps } = context;
  const isOther = (name: string | undefined) =>
    name !== undefined && otherStamps.includes(name) && !ownStamps.includes(name);
  const top = received[0];
  if (top?.by === undefined || !ownStamps.includes(top.by) || otherStamps.includes(top.by)) return false;
  const below = received.slice(entryIndex(received, stampOf(ownStamps)) + 1);
  const at = below.findIndex((hop) => isOther(hop.by));
  if (at < 0) return false;
  const entry = below[at + entryIndex(below.slice(at), (name) => isOther(name))];
  const isWrittenThere =
    entry === undefined ||
    !entry.from ||
    isAuthenticated(entry) ||
    (entry.address !== undefined && isLoopback(entry.address));
  return !isWrittenThere;
}

/**
 * The first hop that entered this host: the deepest line of the unbroken run that this host stamped from the top.
 * The run goes on only below a line that says the message came from this host itself (a filter that hands back over
 * loopback); what stands below the first line from outside is the sender's word.
 */
function pathOf(received: readonly Received[], ownStamps: readonly string[]): Arrival['path'] {
  const entry = received[entryIndex(received, stampOf(ownStamps))];
  if (entry === undefined || !entry.from) return undefined;
  const { helo, address } = entry;
  if (helo === undefined && address === undefined) return undefined;
  return { ...(helo !== undefined && { helo }), ...(address !== undefined && { address }) };
}

/** Junk by its folder, or a DMARC failure written down by this host: anybody may send the header of another. */
function suspicionOf(headers: DeliveryHeaders, context: StampContext): Arrival['suspect'] {
  if (context.folder === 'junk') return 'junk';
  const foreign = firstForeignField(headers, context.ownStamps);
  const verdict = headers.fields
    .slice(0, foreign)
    .find((field) => field.name === 'authentication-results' && isOwnVerdict(field.value, context.ownStamps));
  return verdict !== undefined && /;\s*dmarc\s*=\s*fail\b/i.test(verdict.value) ? 'dmarc-fail' : undefined;
}

/** Message-ID, else a digest of Date, From, Subject, topmost Received and size: equal for a message and its faithful copy. */
export function fingerprintOf(headers: DeliveryHeaders, size: number): string {
  if (headers.messageId !== undefined) return headers.messageId;
  const parts = ['date', 'from', 'subject', 'received'].map((name) =>
    (fieldOf(headers.fields, name) ?? '').replace(/\s+/g, ' '),
  );
  return `sha256:${createHash('sha256')
    .update([...parts, String(size)].join('\n'))
    .digest('hex')}`;
}

/** A bounce, a reply by a machine, or what this very host made up; `isStamp` tells the host's names. */
export function isMachineMade(headers: DeliveryHeaders, isStamp: (name: string) => boolean): boolean {
  if (headers.returnPath === '') return true;
  if (headers.autoSubmitted === 'auto-replied') return true;
  // Shops and trackers mark their mail auto-generated too: only what began on this very host is its own housekeeping.
  const entry = headers.received[entryIndex(headers.received, isStamp)];
  const local = entry !== undefined && (!entry.from || (entry.address !== undefined && isLoopback(entry.address)));
  return headers.autoSubmitted === 'auto-generated' && local;
}

/** The deepest line of the unbroken run that this host stamped from the top, `isStamp` telling its names. */
export function entryIndex(received: readonly Received[], isStamp: (name: string) => boolean): number {
  const isOwn = (name: string | undefined) => name !== undefined && (name === 'localhost' || isStamp(name));
  let index = 0;
  for (;;) {
    const hop = received[index];
    const below = received[index + 1];
    if (hop === undefined || !isOwn(below?.by)) return index;
    // A line without "from" is a hand-over on the spot: local submission, or a filter that calls sendmail.
    const handedOver = !hop.from || (hop.address === undefined && (hop.helo === undefined || isOwn(hop.helo)));
    if (!handedOver && (hop.address === undefined || !isLoopback(hop.address))) return index;
    index += 1;
  }
}

const stampOf = (names: readonly string[]) => (name: string) => names.includes(name);

/** Where the part of the header that this host wrote ends: at the first Received line that it did not stamp. */
function firstForeignField({ fields, received }: DeliveryHeaders, ownStamps: readonly string[]): number {
  const ownLines =
    received[0]?.by !== undefined && ownStamps.includes(received[0].by)
      ? entryIndex(received, stampOf(ownStamps)) + 1
      : 0;
  let seen = 0;
  const index = fields.findIndex((field) => {
    if (field.name !== 'received' || isQmailNote(field.value)) return false;
    seen += 1;
    return seen > ownLines;
  });
  return index < 0 ? fields.length : index;
}

/** The authserv-id comes first, before any result (RFC 8601 section 2.2). */
function isOwnVerdict(value: string, ownStamps: readonly string[]): boolean {
  const [server] = value.trim().split(/[\s;(]/, 1);
  return server !== undefined && ownStamps.includes(server.toLowerCase().replace(/\.$/, ''));
}

/** A Message-ID as we compare them; a monstrous one is known by its digest. */
export function messageIdOf(value: string | undefined): string | undefined {
  const id = value?.replace(/\s+/g, '');
  if (!id || id === '<>') return undefined;
  return id.length <= 250 ? id : `sha256:${createHash('sha256').update(id).digest('hex')}`;
}

/** '' for the null sender; MAILER-DAEMON is how some delivery agents write it down. */
function senderOf(value: string): string {
  const address = (/<([^<>]*)>/.exec(value)?.[1] ?? value).trim();
  return /^mailer-daemon(?:@|$)/i.test(address) ? '' : address.slice(0, 320);
}

function addressOf(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const address = /<([^<>\s]+@[^<>\s]+)>/.exec(value)?.[1] ?? /[^\s<>"(),;:]+@[^\s<>"(),;:]+/.exec(value)?.[0];
  return address !== undefined && address.length <= 320 ? address.toLowerCase() : undefined;
}
