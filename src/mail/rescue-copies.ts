import type { ImapFlow } from 'imapflow';
import type { FolderState } from '../migration/observations.ts';
import { NO_BODY } from './body-digest.ts';
import { findHeads, readHeads } from './find-messages.ts';
import { fieldOf } from './headers.ts';
import { identityOf, type MessageIdentity } from './message-identity.ts';
import type { MessageHead } from './new-messages.ts';
import { type FetchedMessage, readThrough } from './rescue-message.ts';
import { hasStampId } from './stamp-digest.ts';

/**
 * A copy of this message in that folder: of the same delivery, whatever the server has written into its header. What the
 * old server took in a second time is a mail of its own, though it says the same; by another way the same Message-ID and
 * the same body are the same mail. A fingerprint without Message-ID holds the stamp.
 */
export async function findCopy(
  client: ImapFlow,
  path: string,
  message: FetchedMessage,
): Promise<MessageHead | undefined> {
  await client.mailboxOpen(path, { readOnly: true });
  const { identity, internalDate } = message;
  const { messageId } = identity.headers;
  const headers = messageId?.startsWith('<') ? [['Message-ID', messageId] as const] : [];
  const at = identity.headers.received[0]?.at ?? internalDate;
  const days = { from: Math.min(at, internalDate), to: Math.max(at, internalDate) };
  for await (const head of findHeads(client, { headers, days })) {
    const other = identityOf(head.header, head.size);
    if (isOfOneDelivery(other, identity)) return head;
    if (other.fingerprint !== identity.fingerprint || isAnotherDelivery(other, identity)) continue;
    if (await hasSameBody(client, head, message)) return head;
  }
  return undefined;
}

/** By an id that no other delivery has; what is not said of the address cannot tell them apart. */
function isOfOneDelivery(one: MessageIdentity, other: MessageIdentity): boolean {
  return one.stamp !== '' && one.stamp === other.stamp && hasStampId(one.stamp) && !isToAnother(one, other);
}

/** Taken in by one and the same host twice. */
function isAnotherDelivery(one: MessageIdentity, other: MessageIdentity): boolean {
  const host = one.headers.received[0]?.by;
  if (host === undefined || host !== other.headers.received[0]?.by) return false;
  return one.stamp !== other.stamp || isToAnother(one, other);
}

function isToAnother(one: MessageIdentity, other: MessageIdentity): boolean {
  const [to, otherTo] = [one, other].map(({ headers }) => fieldOf(headers.fields, 'delivered-to')?.trim());
  return to !== undefined && otherTo !== undefined && to !== otherTo;
}

/** Headers differ by what hosts on the way have written: no more than that. */
const HEADERS_DIFFER_BYTES = 64 * 1024;

async function hasSameBody(client: ImapFlow, head: MessageHead, { size, digest }: FetchedMessage): Promise<boolean> {
  if (Math.abs(head.size - size) > HEADERS_DIFFER_BYTES) return false;
  return (await readThrough(client, head.uid))?.digest === digest;
}

/** So many that have come into a folder meanwhile are looked at. */
const MOST_COME = 200;

/**
 * What became of a message that the server said it has taken: under the UID that it said, else by what its header says,
 * else among all that has come into the folder since. `whole` by its body, whatever became of its header.
 */
export async function findPut(
  client: ImapFlow,
  target: FolderState,
  message: FetchedMessage,
  uid: number | undefined,
): Promise<'whole' | 'altered' | 'nowhere'> {
  if (uid !== undefined) {
    await client.mailboxOpen(target.path, { readOnly: true });
    const [there] = await readHeads(client, [uid]);
    if (there !== undefined) return (await readThrough(client, uid))?.digest === message.digest ? 'whole' : 'altered';
  }
  const copy = await findCopy(client, target.path, message);
  if (copy !== undefined) return (await hasSameBody(client, copy, message)) ? 'whole' : 'altered';
  const found = await client.search({ uid: `${target.uidNext}:*` }, { uid: true });
  // "n:*" names the last message even where none is new (RFC 3501 section 6.4.8).
  const come = (found || []).filter((one) => one >= target.uidNext).slice(0, MOST_COME);
  if (come.length === 0) return 'nowhere';
  for (const one of come)
    if (message.digest !== NO_BODY && (await readThrough(client, one))?.digest === message.digest) return 'whole';
  return 'altered';
}
