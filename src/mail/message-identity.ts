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
