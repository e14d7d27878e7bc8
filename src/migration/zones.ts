import type { Facts } from './facts.ts';

type Domains = Pick<Facts, 'domain' | 'furtherDomains'>;
type Zones = Domains & Pick<Facts, 'authorities' | 'zones' | 'formers'>;

/** The domains that are moved, the one that names the migration first. */
export function domainsOf({ domain, furtherDomains = [] }: Domains): readonly string[] {
  return [domain, ...furtherDomains];
}

/** Whether a name is one of the moved domains, or lies under one. */
export function isOurs(facts: Domains, name: string): boolean {
  return domainsOf(facts).some((domain) => isUnder(name, domain));
}

export function isUnder(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}

/** The zone that holds a name, as far as zones have been met: the longest one; the domain while none has. */
export function zoneOf(facts: Zones, name: string): string {
  const holding = Object.keys(facts.zones ?? {}).filter((zone) => isUnder(name, zone));
  return holding.reduce((longest, zone) => (zone.length > longest.length ? zone : longest), '') || facts.domain;
}

/** Every server ever seen for the zone that holds a name, address → name. In older records all are of one zone. */
export function serversOf(facts: Zones, name: string): readonly (readonly [address: string, server: string])[] {
  const addresses = facts.zones?.[zoneOf(facts, name)] ?? Object.keys(facts.authorities);
  return addresses.map((address) => [address, facts.authorities[address] ?? address] as const);
}

/** Those of them that the delegation leads to at present. */
export function presentServersOf(facts: Zones, name: string): readonly (readonly [address: string, server: string])[] {
  return serversOf(facts, name).filter(([address]) => facts.formers?.[address] === undefined);
}
