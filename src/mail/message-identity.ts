import { createHash } from 'node:crypto';
import type { Instant } from '../migration/time.ts';
import { type DeliveryHeaders, fingerprintOf, readHeaders } from './delivery.ts';
import { fieldOf } from './headers.ts';

/** What tells a message apart, beside its fingerprint: equal Message-IDs can be two mails. */
export type MessageIdentity = {
  readonly headers: DeliveryHeaders;
  readonly fingerprint: string;
  /** The topmost Received line: id and time of one delivery, and so of its copies alone. '' where there is none. */
  readonly stamp: string;
};

/** `sizeBytes` is RFC822.SIZE (over POP3, the size of LIST): of a message without a Message-ID it is part of the fingerprint. */
export function identityOf(header: Uint8Array, sizeBytes: number): MessageIdentity {
  const headers = readHeaders(header);
  const stamp = (fieldOf(headers.fields, 'received') ?? '').replace(/\s+/g, ' ').trim();
  return { headers, fingerprint: fingerprintOf(headers, sizeBytes), stamp };
}

/** When it came: as its topmost stamp says, else as given (INTERNALDATE). */
export function arrivedAt({ headers }: MessageIdentity, internalDate: Instant): Instant {
  return headers.received[0]?.at ?? internalDate;
}

/** Digest of a whole message's body; what servers add or leave out at its very end is not part of it. */
export function bodyDigest(raw: Buffer): string {
  const crlf = raw.indexOf('\r\n\r\n');
  const lf = raw.indexOf('\n\n');
  const isBare = lf >= 0 && (crlf < 0 || lf < crlf);
  const start = isBare ? lf + 2 : crlf < 0 ? raw.length : crlf + 4;
  let end = raw.length;
  while (end > start && (raw[end - 1] === 10 || raw[end - 1] === 13)) end -= 1;
  return createHash('sha256').update(raw.subarray(start, end)).digest('hex');
}
