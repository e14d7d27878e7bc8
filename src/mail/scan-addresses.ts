import addressparser from 'nodemailer/lib/addressparser';
import { toHostName } from '../migration/addresses.ts';
import type { HeaderField } from './headers.ts';

/** Where a server writes down whom a message was for, and where the writer says so. */
const RECIPIENTS = new Set(['delivered-to', 'x-original-to', 'x-envelope-to', 'envelope-to', 'to', 'cc']);
/** A mailbox holds no name longer than this (RFC 5321 section 4.5.3.1). */
const LONGEST_ADDRESS = 254;

/**
 * The addresses of these domains (A-labels, lower case) that a message came for, each once, in one spelling: lower
 * case, without the tag of a plus address ("anna+shop@" comes to "anna@"), the domain in its A-label form. qmail writes
 * the name of a virtual domain before the local part ("example.jp-anna@example.jp"): that is taken off.
 */
export function addressesFor(fields: readonly HeaderField[], domains: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { name, value } of fields) {
    if (!RECIPIENTS.has(name)) continue;
    for (const { address } of addressparser(value, { flatten: true })) {
      const spelt = spell(address, domains);
      if (spelt !== undefined) found.add(spelt);
    }
  }
  return found;
}

/** Who wrote: the first address of From, lower case, its domain in its A-label form. */
export function writerOf(from: string | undefined): string | undefined {
  for (const { address } of addressparser(from ?? '', { flatten: true })) {
    const { local, domain } = split(address) ?? {};
    if (local === undefined || domain === undefined) continue;
    const writer = `${local}@${domain}`;
    return writer.length <= LONGEST_ADDRESS ? writer : undefined;
  }
  return undefined;
}

function spell(address: string | undefined, domains: ReadonlySet<string>): string | undefined {
  const { local, domain } = split(address) ?? {};
  if (local === undefined || domain === undefined || !domains.has(domain)) return undefined;
  const own = local.startsWith(`${domain}-`) ? local.slice(domain.length + 1) : local;
  const plus = own.indexOf('+');
  const untagged = plus > 0 ? own.slice(0, plus) : own;
  // A quote that only the tag needed goes with it.
  const plain = untagged.startsWith('"') && !untagged.endsWith('"') ? untagged.slice(1) : untagged;
  const spelt = `${plain}@${domain}`;
  return plain !== '' && spelt.length <= LONGEST_ADDRESS ? spelt : undefined;
}

function split(address: string | undefined): { readonly local: string; readonly domain: string } | undefined {
  const at = address?.lastIndexOf('@') ?? -1;
  if (address === undefined || at < 1 || address.length > 1_000) return undefined;
  const domain = toHostName(address.slice(at + 1));
  return domain === undefined ? undefined : { local: address.slice(0, at).toLowerCase(), domain };
}
