import type { Profile } from './facts.ts';
import { mailProviderOf } from './mail-providers.ts';
import type { DnsResult, FailureCode } from './observations.ts';
import { isUnder } from './zones.ts';

/** A host that mail programs or senders may be led to. */
export type HostSeen = {
  readonly name: string;
  /** Both families together. */
  readonly addresses: DnsResult;
  /** What the name is an alias of, in the end. */
  readonly alias?: string;
  /** A name of one of its addresses that leads back to it (PTR). */
  readonly pointer?: string;
};

/** What DNS tells of a domain's mail before anything of it is recorded. */
export type DomainSeen = {
  readonly domain: string;
  readonly mx: DnsResult;
  /** Where MX leads, in order of preference. */
  readonly exchangers: readonly HostSeen[];
  /** The usual names of the domain itself: what comes first is what programs most likely use. */
  readonly usual: readonly HostSeen[];
};

/** What may be put into the start form, and on what grounds. */
export type Suggestion = {
  readonly domain: string;
  /** `none`: no MX. `refused`: the null MX (RFC 7505). `failed`: not known. */
  readonly mail: 'led' | 'none' | 'refused' | 'failed';
  readonly exchangers: readonly string[];
  readonly provider?: string;
  readonly isGateway: boolean;
  /** As it is typed into the field, and which name told it. */
  readonly old?: { readonly text: string; readonly from: string };
  readonly profile?: Profile;
  /** Why something is not known. */
  readonly failed?: FailureCode;
};

/** More than one machine has; the others are found by the first look. */
const MOST_ADDRESSES = 4;

/**
 * Reads what was seen. A name of the domain itself is never taken for the old server's: it leads elsewhere after the
 * rewrite. Where nothing is known, nothing is suggested.
 */
export function suggest(seen: DomainSeen): Suggestion {
  const { domain, mx } = seen;
  const exchangers = seen.exchangers.map(({ name }) => name);
  const provider = mailProviderOf(exchangers);
  const isGateway = provider?.isGateway === true;
  const old = provider?.imap === undefined ? oldServer(seen, isGateway) : { text: provider.imap, from: provider.name };
  const failed = [mx, ...(old === undefined ? seen.usual.map(({ addresses }) => addresses) : [])].find(
    (result) => result.outcome === 'failed',
  );
  return {
    domain,
    mail: mailOf(mx, exchangers),
    exchangers,
    ...(provider === undefined ? {} : { provider: provider.name }),
    isGateway,
    ...(old === undefined ? {} : { old }),
    ...(isGateway ? { profile: 'gateway' as const } : {}),
    ...(failed === undefined ? {} : { failed: failed.code }),
  };
}

function mailOf(mx: DnsResult, exchangers: readonly string[]): Suggestion['mail'] {
  if (mx.outcome === 'failed') return 'failed';
  if (mx.values.length === 0) return 'none';
  return exchangers.length === 0 ? 'refused' : 'led';
}

function oldServer({ domain, usual, exchangers }: DomainSeen, isGateway: boolean): Suggestion['old'] {
  const hosts = [...usual, ...(isGateway ? [] : exchangers)];
  for (const host of hosts) {
    const addresses = host.addresses.outcome === 'answer' ? host.addresses.values : [];
    if (addresses.length === 0) continue;
    const name = [host.alias, host.pointer, host.name].find((one) => one !== undefined && !isUnder(one, domain));
    return {
      text: [...(name === undefined ? [] : [name]), ...addresses.slice(0, MOST_ADDRESSES)].join(' '),
      from: host.name,
    };
  }
  return undefined;
}
