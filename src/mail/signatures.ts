import type { ImapFlow } from 'imapflow';
import type { SignatureSeen } from '../migration/observations.ts';
import { type DeliveryHeaders, readHeaders } from './delivery.ts';
import { isLoopback } from './received.ts';
import { specialUseOf } from './special-use.ts';

export type SignaturesWanted = {
  /** The moved domains: signatures of others are nothing to us. */
  readonly domains: readonly string[];
  /** Names that this server, and the other one, sign Received lines with. */
  readonly ownStamps: readonly string[];
  readonly otherStamps: readonly string[];
  /**
   * Take the name that most messages bear on top for this server's own as well: sound where nothing has been copied in,
   * so on the old server while its names are not learnt yet.
   */
  readonly learn: boolean;
};

const NEWEST = 40;
const HEADERS = ['dkim-signature', 'received', 'return-path'];
/** RFC 3848: the A says that the sender had logged in. */
const AUTHENTICATED = /^(?:e?smtps?a|utf8smtps?a|lmtps?a|asmtp)$/;

/**
 * The DKIM signatures of the domains in the newest messages of INBOX and of what was sent, as far as this very server
 * took them in: whatever was copied here tells of another server. `own`: it was handed in by a user who had logged in, or
 * on the spot, so that this server signed it, and not some other service that writes in the domain's name.
 */
export async function readSignatures(client: ImapFlow, wanted: SignaturesWanted): Promise<readonly SignatureSeen[]> {
  const messages: DeliveryHeaders[] = [];
  for (const path of await foldersOf(client)) {
    const { exists } = await client.mailboxOpen(path, { readOnly: true });
    if (exists === 0) continue;
    const newest = `${Math.max(1, exists - NEWEST + 1)}:${exists}`;
    for await (const message of client.fetch(newest, { uid: true, headers: HEADERS })) {
      messages.push(readHeaders(message.headers ?? ''));
    }
  }
  return signaturesIn(messages, wanted);
}

/** The same of messages that have been read. */
export function signaturesIn(messages: readonly DeliveryHeaders[], wanted: SignaturesWanted): readonly SignatureSeen[] {
  const stamps = new Set([...wanted.ownStamps, ...(wanted.learn ? commonest(messages, wanted.otherStamps) : [])]);
  const seen = new Map<string, SignatureSeen>();
  for (const headers of messages) {
    const top = headers.received[0]?.by;
    if (top === undefined || !stamps.has(top)) continue;
    const isOwn = wasHandedIn(headers, stamps);
    for (const signature of signaturesOf(headers, wanted.domains)) {
      const key = `${signature.selector} ${signature.domain}`;
      if (isOwn || !seen.has(key)) seen.set(key, isOwn ? { ...signature, own: true } : signature);
    }
  }
  return [...seen.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

async function foldersOf(client: ImapFlow): Promise<readonly string[]> {
  const listed = await client.list();
  const sent = listed.find((folder) => specialUseOf(folder) === 'sent' && !folder.flags.has('\\Noselect'));
  return ['INBOX', ...(sent === undefined ? [] : [sent.path])];
}

function wasHandedIn({ received }: DeliveryHeaders, stamps: ReadonlySet<string>): boolean {
  const isOurs = (by: string | undefined) => by !== undefined && (stamps.has(by) || by === 'localhost');
  const entry = received.at(-1);
  if (entry === undefined || !received.every((hop) => isOurs(hop.by))) return false;
  if (!entry.from || (entry.with !== undefined && AUTHENTICATED.test(entry.with))) return true;
  return entry.address !== undefined && isLoopback(entry.address);
}

function signaturesOf({ fields }: DeliveryHeaders, domains: readonly string[]): readonly SignatureSeen[] {
  return fields
    .filter((field) => field.name === 'dkim-signature')
    .flatMap(({ value }) => {
      const domain = tagOf(value, 'd');
      const selector = tagOf(value, 's');
      const isOurs = domains.some((one) => domain === one || domain?.endsWith(`.${one}`));
      return domain !== undefined && selector !== undefined && isOurs ? [{ domain, selector }] : [];
    });
}

/** RFC 6376, section 3.5: names alone, so that nothing else gets into a question. */
function tagOf(signature: string, tag: 'd' | 's'): string | undefined {
  const match = new RegExp(`(?:^|;)\\s*${tag}\\s*=\\s*([a-z0-9._-]{1,200})\\s*(?:;|$)`, 'i').exec(signature);
  return match?.[1]?.toLowerCase().replace(/\.$/, '');
}

/** The name on top of at least half of what bears one. */
function commonest(messages: readonly DeliveryHeaders[], otherStamps: readonly string[]): readonly string[] {
  const times = new Map<string, number>();
  for (const { received } of messages) {
    const name = received[0]?.by;
    if (name === undefined || name === 'localhost' || otherStamps.includes(name)) continue;
    times.set(name, (times.get(name) ?? 0) + 1);
  }
  const total = [...times.values()].reduce((sum, count) => sum + count, 0);
  return [...times].filter(([, count]) => 2 * count >= total).map(([name]) => name);
}

function keyOf({ domain, selector }: SignatureSeen): string {
  return `${domain} ${selector}`;
}
