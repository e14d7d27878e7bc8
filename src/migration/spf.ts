import { canonicalAddress } from './addresses.ts';
import type { Server } from './facts.ts';

/**
 * SPF as text (RFC 7208): the terms of this one string, includes not followed. Enough to propose a change and to see
 * whether a term of the old side is still there; evaluation is another matter.
 */
export const isSpf = (text: string): boolean => /^v=spf1( |$)/i.test(text.trim());

export const spfTerms = (spf: string): readonly string[] => spf.trim().split(/\s+/).slice(1);

/** White space and case do not count. */
export const canonicalSpf = (spf: string): string => spf.trim().split(/\s+/).join(' ').toLowerCase();

/** One string of several: two SPF records are none (section 4.5), so the terms of the others join the first one's. */
export function mergedSpf(strings: readonly string[]): string {
  const [first = 'v=spf1', ...others] = strings;
  const known = spfTerms(first).map((term) => term.toLowerCase());
  const more = others.flatMap(spfTerms).filter((term) => !isClosing(term) && !known.includes(term.toLowerCase()));
  return withTerms(first, [...new Set(more)]);
}

/** The string that authorises the new side as well, by addresses or by what it includes, set before its `all` (or `redirect`). */
export function spfForBoth(spf: string, addresses: readonly string[], include?: string): string {
  const terms = spfTerms(spf);
  const fresh =
    include === undefined
      ? addresses.map((address) => `${address.includes(':') ? 'ip6' : 'ip4'}:${address}`)
      : [`include:${include}`];
  return withTerms(
    spf,
    fresh.filter((term) => !terms.some((old) => bare(old) === term)),
  );
}

function withTerms(spf: string, more: readonly string[]): string {
  const terms = spfTerms(spf);
  const closing = terms.findIndex(isClosing);
  const at = closing === -1 ? terms.length : closing;
  return ['v=spf1', ...terms.slice(0, at), ...more, ...terms.slice(at)].join(' ');
}

const isClosing = (term: string): boolean => /^([-~?+]?all$|redirect=)/i.test(term);

/**
 * The string once the old side is gone: without the terms that name its server, and without the `include:` of its
 * provider, told by the domain that the server's host is registered under. Where the new server is of that same
 * provider, the include goes on being needed.
 */
export function spfWithoutOld(
  spf: string,
  old: Pick<Server, 'addresses' | 'host'>,
  fresh: Pick<Server, 'host'>,
): string {
  const provider = old.host === undefined ? undefined : registeredDomain(old.host);
  const stays = provider === undefined || (fresh.host !== undefined && registeredDomain(fresh.host) === provider);
  const left = spfTerms(spfForNew(spf, old)).filter((term) => stays || !includes(term, provider));
  return ['v=spf1', ...left].join(' ');
}

function includes(term: string, domain: string): boolean {
  const [mechanism, target] = bare(term).split(':');
  return mechanism === 'include' && target !== undefined && (target === domain || target.endsWith(`.${domain}`));
}

/** Second-level labels that registries sell names under: co.jp, com.au, org.uk … */
const REGISTRY_LABELS = /^(ac|ad|co|com|ed|edu|go|gob|gov|gr|lg|ne|net|or|org)$/;

/** The domain that a host's name was registered as, as far as that can be told without the public suffix list. */
export function registeredDomain(host: string): string {
  const labels = host.toLowerCase().split('.');
  const isThird = labels.at(-1)?.length === 2 && REGISTRY_LABELS.test(labels.at(-2) ?? '');
  return labels.slice(isThird ? -3 : -2).join('.');
}

/** The string without the terms that name the old server by address or host. */
export function spfForNew(spf: string, old: Pick<Server, 'addresses' | 'host'>): string {
  return ['v=spf1', ...spfTerms(spf).filter((term) => !namesServer(term, old))].join(' ');
}

/** Whether a term names the server by address or host, whatever its qualifier; networks around it are not looked at. */
export function namesServer(term: string, server: Pick<Server, 'addresses' | 'host'>): boolean {
  const text = bare(term);
  const address = /^(?:ip4:([^/]+)(?:\/32)?|ip6:([^/]+)(?:\/128)?)$/.exec(text)?.slice(1).join('');
  const isOurs = (one: string) => address !== undefined && canonicalAddress(one) === canonicalAddress(address);
  if (server.addresses.some(isOurs)) return true;
  return (
    server.host !== undefined && [`a:${server.host}`, `mx:${server.host}`, `include:${server.host}`].includes(text)
  );
}

const bare = (term: string): string => term.toLowerCase().replace(/^[-~?+]/, '');
