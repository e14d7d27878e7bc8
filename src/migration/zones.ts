import type { Facts, PlanRecord } from './facts.ts';
import type { Instant } from './time.ts';
import type { Former } from './zone-facts.ts';

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

/** The zone that holds a name, as far as zones have been met: the longest one; while none has, the domain it is of. */
export function zoneOf(facts: Zones, name: string): string {
  const holding = Object.keys(facts.zones ?? {}).filter((zone) => isUnder(name, zone));
  const met = holding.reduce((longest, zone) => (zone.length > longest.length ? zone : longest), '');
  return met || (domainsOf(facts).find((domain) => isUnder(name, domain)) ?? facts.domain);
}

export type ServerOf = readonly [address: string, server: string];

/** Every server ever seen for the zone that holds a name, address → name. In older records all are of one zone. */
export function serversOf(facts: Zones, name: string): readonly ServerOf[] {
  const addresses =
    facts.zones === undefined ? Object.keys(facts.authorities) : (facts.zones[zoneOf(facts, name)] ?? []);
  return addresses.map((address) => [address, facts.authorities[address] ?? address] as const);
}

/** Those of them that the delegation leads to at present. */
export function presentServersOf(facts: Zones, name: string): readonly ServerOf[] {
  const zone = zoneOf(facts, name);
  return serversOf(facts, name).filter(([address]) => formerOf(facts, zone, address) === undefined);
}

/** Those that somebody may be led to at that moment: the present ones, and the former ones until caches forget them. */
export function askedServersOf(facts: Zones, name: string, now: Instant): readonly ServerOf[] {
  const zone = zoneOf(facts, name);
  return serversOf(facts, name).filter(([address]) => now < (formerOf(facts, zone, address)?.goneAt ?? now + 1));
}

/** The key of `facts.formers`: one server can be left by one zone and go on serving another. */
export const formerKey = (zone: string, address: string): string => `${zone}|${address}`;

/** What is known of a server that the zone's delegation no longer leads to; undefined while it does. */
export function formerOf(facts: Pick<Facts, 'formers'>, zone: string, address: string): Former | undefined {
  return facts.formers?.[formerKey(zone, address)];
}

/** The former servers of a zone, with their addresses. */
export function formersOf(
  facts: Pick<Facts, 'formers'>,
  zone: string,
): readonly (Former & { readonly address: string })[] {
  return Object.entries(facts.formers ?? {}).flatMap(([key, former]) =>
    former.zone === zone ? [{ ...former, address: key.slice(zone.length + 1) }] : [],
  );
}

/** Zones with former servers of which the channel was not yet told that they are needed no longer. */
export function unreleasedZones(facts: Pick<Facts, 'formers' | 'releasedZones'>): readonly string[] {
  const zones = new Set(Object.values(facts.formers ?? {}).map((former) => former.zone));
  return [...zones].filter((zone) => facts.releasedZones?.[zone] === undefined);
}

/** A record set that stands at the parent: no server of the zone itself can say what the world is led by. */
export const isDelegation = ({ type }: Pick<PlanRecord, 'type'>): boolean => type === 'NS';
