import { toHostName } from '../../migration/addresses.ts';
import type { LoggedDelivery } from '../../migration/mail-observations.ts';
import type { Instant } from '../../migration/time.ts';

/** One line of a log, its time read. */
export type LogLine = { readonly at?: Instant; readonly text: string };

/**
 * What a reader made of a line. `passed`: it is this program's, and nothing to us; `foreign`: it is not this program's;
 * `unread`: it should have been understood and was not.
 */
export type Understood = 'read' | 'passed' | 'foreign' | 'unread';

/** Reads one program's lines, one by one; what it learns of a delivery it hands on. */
export type LineReader = (line: LogLine) => Understood;

export type ReaderContext = {
  /** The moved domains, as `domainSet` makes them. */
  readonly domains: ReadonlySet<string>;
  readonly deliver: (delivery: LoggedDelivery) => void;
};

const MAX_REPLY = 200;
const MAX_ID = 100;

export function domainSet(domains: readonly string[]): ReadonlySet<string> {
  return new Set(domains.map((domain) => toHostName(domain) ?? domain.toLowerCase()));
}

/** The addresses among these that lie in the domains, lower case, without the tag of a plus address, each once. */
export function oursAmong(addresses: readonly (string | undefined)[], domains: ReadonlySet<string>): readonly string[] {
  const ours = new Set<string>();
  for (const address of addresses) {
    const at = address?.lastIndexOf('@') ?? -1;
    if (address === undefined || at < 1) continue;
    const given = address.slice(at + 1).toLowerCase();
    const domain = domains.has(given) ? given : toHostName(given);
    if (domain === undefined || !domains.has(domain)) continue;
    const local = address.slice(0, at).toLowerCase();
    const plus = local.indexOf('+');
    ours.add(`${plus > 0 ? local.slice(0, plus) : local}@${domain}`);
  }
  return [...ours];
}

/**
 * The name of a delivery: programs use their ids again after a while, so its second is part of it. Read again, the same
 * line gives the same name.
 */
export function deliveryId(id: string, at: Instant): string {
  return `${id.slice(0, MAX_ID)}-${Math.floor(at / 1_000)}`;
}

/** What a server wrote, on one line, shortened. */
export function replyOf(text: string): string | undefined {
  const reply = text.replace(/[^\P{C}]+/gu, ' ').trim();
  return reply === '' ? undefined : reply.slice(0, MAX_REPLY);
}

/**
 * Whether a refusal is about the recipient, and would meet anybody's mail to it: servers also refuse for what they think
 * of the sender, and that says nothing about the address.
 */
export function isAboutRecipient(reply: string): boolean {
  return !/sender|helo|client|block|blacklist|\brbl\b|dnsbl|spam|\bspf\b|\bdkim\b|dmarc|reverse|\bptr\b|virus|too many/i.test(
    reply,
  );
}

/** "mail.x.example", "203.0.113.9" as a path; names that say nothing are left out. */
export function pathOf(name: string | undefined, address: string | undefined): LoggedDelivery['path'] {
  const helo = name === undefined || /^(?:unknown|unavailable)?$/i.test(name) ? undefined : name.toLowerCase();
  if (helo === undefined && address === undefined) return undefined;
  return { ...(helo !== undefined && { helo }), ...(address !== undefined && { address: address.toLowerCase() }) };
}

/** A message's lines stand close together; of so many at once, those that began longest ago are forgotten. */
const MOST_OPEN = 50_000;

/** Remembers for the lines to come. What is forgotten loses its path and its sender, and is told all the same. */
export function remember<T>(open: Map<string, T>, key: string, value: T): void {
  open.delete(key);
  open.set(key, value);
  if (open.size <= MOST_OPEN) return;
  const [oldest] = open.keys();
  if (oldest !== undefined) open.delete(oldest);
}
