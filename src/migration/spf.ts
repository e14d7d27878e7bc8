import type { Server } from './facts.ts';

/**
 * SPF as text (RFC 7208): the terms of this one string, includes not followed. Enough to propose a change and to see
 * whether a term of the old side is still there; evaluation is another matter.
 */
export const isSpf = (text: string): boolean => /^v=spf1( |$)/i.test(text.trim());

export const spfTerms = (spf: string): readonly string[] => spf.trim().split(/\s+/).slice(1);

/** White space and case do not count. */
export const canonicalSpf = (spf: string): string => spf.trim().split(/\s+/).join(' ').toLowerCase();

/** The string that authorises the new addresses as well, set before its `all` (or `redirect`). */
export function spfForBoth(spf: string, addresses: readonly string[]): string {
  const terms = spfTerms(spf);
  const fresh = addresses.map((address) => `${address.includes(':') ? 'ip6' : 'ip4'}:${address}`);
  const missing = fresh.filter((term) => !terms.some((old) => bare(old) === term));
  const closing = terms.findIndex((term) => /^([-~?+]?all$|redirect=)/i.test(term));
  const at = closing === -1 ? terms.length : closing;
  return ['v=spf1', ...terms.slice(0, at), ...missing, ...terms.slice(at)].join(' ');
}

/** The string without the terms that name the old server by address or host. */
export function spfForNew(spf: string, old: Pick<Server, 'addresses' | 'host'>): string {
  return ['v=spf1', ...spfTerms(spf).filter((term) => !namesServer(term, old))].join(' ');
}

/** Whether a term names the server by address or host, whatever its qualifier; networks around it are not looked at. */
export function namesServer(term: string, server: Pick<Server, 'addresses' | 'host'>): boolean {
  const text = bare(term);
  const addresses = server.addresses.flatMap((address) => [
    `ip4:${address}`,
    `ip4:${address}/32`,
    `ip6:${address}`,
    `ip6:${address}/128`,
  ]);
  if (addresses.includes(text)) return true;
  return (
    server.host !== undefined && [`a:${server.host}`, `mx:${server.host}`, `include:${server.host}`].includes(text)
  );
}

const bare = (term: string): string => term.toLowerCase().replace(/^[-~?+]/, '');
