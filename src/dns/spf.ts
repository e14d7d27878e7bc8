import { BlockList, isIP } from 'node:net';
import { canonicalName } from './names.ts';

/**
 * SPF records as text (RFC 7208). Everything here looks at the record's own terms alone: includes are not fetched and
 * macros not expanded, so "does not authorise" means "not by a term of its own".
 */

/** All TXT values that are SPF records: `v=spf1` alone or followed by a space, in any case (section 4.5). */
export function spfRecords(values: readonly string[]): readonly string[] {
  return values.filter((value) => /^v=spf1(?: |$)/i.test(value));
}

/** The single SPF record; `undefined` when there is none, or several, which a receiver treats as an error (section 4.5). */
export function spfOf(values: readonly string[]): string | undefined {
  const [first, ...others] = spfRecords(values);
  return others.length === 0 ? first : undefined;
}

/** Whether an `ip4:` or `ip6:` term of its own lets `address` send. The first term that holds the address decides. */
export function spfAuthorises(spf: string, address: string): boolean {
  const term = termsOf(spf).find((candidate) => holdsAddress(candidate, address));
  return term !== undefined && term.qualifier === '+';
}

/** Whether a term of its own names `host`: `include:`, `redirect=`, `a:`, `mx:` or `exists:`. */
export function spfNames(spf: string, host: string): boolean {
  return termsOf(spf).some((term) => namesHost(term, canonicalName(host)));
}

/** What identifies a server in SPF terms: its addresses, and its host names and include names. */
export type SpfSide = { readonly addresses: readonly string[]; readonly hosts: readonly string[] };

export type SpfWithoutOld = {
  readonly spf: string;
  readonly removed: readonly string[];
  /** Ranges that hold an old address beside others: left standing, for a person to decide. */
  readonly wider: readonly string[];
};

/** The record without the terms that name the old side, in the order and spelling it had. */
export function withoutOld(spf: string, old: SpfSide): SpfWithoutOld {
  const isOld = (term: Term) =>
    (term.isSingle && old.addresses.some((address) => holdsAddress(term, address))) ||
    old.hosts.some((host) => namesHost(term, canonicalName(host)));
  const terms = termsOf(spf);
  const removed = terms.filter(isOld);
  const kept = terms.filter((term) => !isOld(term));
  return {
    spf: ['v=spf1', ...kept.map((term) => term.text)].join(' '),
    removed: removed.map((term) => term.text),
    wider: kept.filter((term) => old.addresses.some((address) => holdsAddress(term, address))).map((term) => term.text),
  };
}

type Term = {
  readonly text: string;
  readonly qualifier: string;
  /** Lower case: `ip4`, `include`, `redirect` … */
  readonly mechanism: string;
  /** After `:` or `=`, with the prefix length of an `a` or `mx` taken off. */
  readonly value: string;
  readonly prefix: number | undefined;
  /** An address term that holds one address alone. */
  readonly isSingle: boolean;
};

const MECHANISMS_WITH_HOST: ReadonlySet<string> = new Set(['include', 'redirect', 'a', 'mx', 'exists', 'ptr']);

function termsOf(spf: string): readonly Term[] {
  return spf
    .split(/ +/)
    .slice(1)
    .filter((text) => text !== '')
    .map(parseTerm);
}

function parseTerm(text: string): Term {
  const match = /^([+?~-]?)([a-z][a-z0-9_.-]*)(?:[:=](.*?))?(?:\/(\d{1,3}))?(?:\/\/\d{1,3})?$/i.exec(text);
  const mechanism = (match?.[2] ?? '').toLowerCase();
  const prefix = match?.[4] === undefined ? undefined : Number(match[4]);
  const full = mechanism === 'ip4' ? 32 : mechanism === 'ip6' ? 128 : undefined;
  return {
    text,
    qualifier: match?.[1] || '+',
    mechanism,
    value: match?.[3] ?? '',
    prefix,
    isSingle: full !== undefined && (prefix ?? full) === full,
  };
}

function holdsAddress({ mechanism, value, prefix }: Term, address: string): boolean {
  const family = isIP(address);
  if (family === 0 || mechanism !== `ip${family}` || isIP(value) !== family) return false;
  const longest = family === 4 ? 32 : 128;
  if (prefix !== undefined && prefix > longest) return false;
  const kind = family === 4 ? 'ipv4' : 'ipv6';
  const range = new BlockList();
  range.addSubnet(value, prefix ?? longest, kind);
  return range.check(address, kind);
}

function namesHost({ mechanism, value }: Term, host: string): boolean {
  return MECHANISMS_WITH_HOST.has(mechanism) && canonicalName(value) === host;
}
