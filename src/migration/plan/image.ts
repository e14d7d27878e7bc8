import { canonicalAddress } from '../addresses.ts';
import type { Facts, Server } from '../facts.ts';
import { recordKey } from '../keys.ts';
import type { RecordType } from '../observations.ts';
import { profileOf } from '../profiles.ts';
import { domainsOf, isUnder } from '../zones.ts';

/** What was served for a question at inventory; absent key: not asked or not answered. */
export type ZoneImage = ReadonlyMap<string, readonly string[]>;

/** What of the facts a proposal rests on. */
export type Known = Pick<Facts, 'domain' | 'servers'> &
  Partial<
    Pick<
      Facts,
      | 'furtherDomains'
      | 'profile'
      | 'startedAt'
      | 'selectors'
      | 'newSelectors'
      | 'policies'
      | 'dnsMove'
      | 'delegations'
      | 'zones'
    >
  >;

/** The image with the questions that are put to it again and again. */
export type Reading = {
  readonly known: Known;
  readonly old: Server;
  readonly fresh: Server;
  readonly values: (name: string, type: RecordType) => readonly string[];
  readonly target: (name: string) => string | undefined;
  /** Names of the moved domains that were asked for, sorted. */
  readonly names: readonly string[];
  readonly isOurs: (name: string) => boolean;
  readonly isApex: (name: string) => boolean;
  /** Whether a name is the server's own, or leads to one of its addresses. */
  readonly leadsToOld: (name: string) => boolean;
  readonly leadsToNew: (name: string) => boolean;
};

/** Aliases that lead in a circle end here. */
const MOST_ALIASES = 8;

export function read(known: Known, image: ZoneImage): Reading {
  const { old, new: fresh } = known.servers;
  const domains = domainsOf(known);
  const values = (name: string, type: RecordType) => image.get(recordKey({ name, type })) ?? [];
  const isOurs = (name: string) => domains.some((domain) => isUnder(name, domain));
  const asked = [...image.keys()].map((key) => key.slice(0, key.lastIndexOf('/')));
  const leadsTo = (server: Server) => {
    const addresses = new Set(server.addresses.map(canonicalAddress));
    const leads = (name: string, depth: number): boolean =>
      name === server.host?.toLowerCase() ||
      [...values(name, 'A'), ...values(name, 'AAAA')].some((address) => addresses.has(canonicalAddress(address))) ||
      (depth < MOST_ALIASES && values(name, 'CNAME').some((alias) => leads(alias, depth + 1)));
    return (name: string) => leads(name, 0);
  };
  return {
    known,
    old,
    fresh,
    values,
    target: (name) => values(name, 'CNAME')[0],
    names: [...new Set(asked.filter(isOurs))].sort(),
    isOurs,
    isApex: (name) => domains.includes(name),
    leadsToOld: leadsTo(old),
    leadsToNew: leadsTo(fresh),
  };
}

/** The hosts of MX values; none for the null MX. */
export function exchangersOf(values: readonly string[]): readonly string[] {
  return values.map((value) => value.slice(value.indexOf(' ') + 1).toLowerCase()).filter((host) => host !== '.');
}

/** The MX that a domain gets where its own hosts do not simply move; empty where a person must say it. */
export function newMx(known: Pick<Known, 'servers' | 'profile'>, domain: string): readonly string[] {
  const fixed = profileOf(known.profile).newHosts.mx?.(domain);
  if (fixed !== undefined) return [fixed];
  return known.servers.new.host === undefined ? [] : [`10 ${known.servers.new.host}`];
}
