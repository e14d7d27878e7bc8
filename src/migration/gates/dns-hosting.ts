import type { Facts } from '../facts.ts';
import type { Migration } from '../record.ts';
import { registeredDomain } from '../spf.ts';
import { domainsOf, formersOf, isOurs, isUnder, presentServersOf } from '../zones.ts';
import type { Item } from './criterion.ts';
import { type Bench, evidence, sighted } from './judge.ts';

/**
 * Whether the old DNS provider is needed, zone by zone: while caches may ask one of its servers it is, whatever the
 * scope. Whether servers that nobody has left belong to the contract to be cancelled, only the team can say. That the
 * provider is free rests on what the parent said lately.
 */
export function hosting(record: Migration, bench: Bench): readonly Item[] {
  return zonesOf(bench.facts).flatMap((zone) => hostingOf(record, bench, zone) ?? []);
}

function zonesOf(facts: Facts): readonly string[] {
  const zones = Object.keys(facts.zones ?? { [facts.domain]: [] });
  return zones.filter((zone) => isOurs(facts, zone) || domainsOf(facts).some((domain) => isUnder(domain, zone)));
}

function hostingOf({ sightings }: Migration, bench: Bench, zone: string): Item | undefined {
  const { facts, now } = bench;
  const base = { key: `dns-hosting:${zone}`, waivable: true };
  const formers = formersOf(facts, zone);
  const asked = formers.filter((former) => now < former.goneAt);
  if (asked.length > 0) {
    const goneAt = Math.max(...asked.map((former) => former.goneAt));
    const servers = asked.map(({ address }) => facts.authorities[address] ?? address);
    const why = evidence('dns-hosting-needed', { zone, servers: names(servers), goneAt });
    return { ...base, outcome: 'fail', evidence: why, earliest: goneAt };
  }
  const isLeft =
    (hasMoved(facts, zone) && namesNoOther(facts, zone)) ||
    (facts.scope === 'mail-only' && isProviderLeft(facts, zone));
  if (isLeft) {
    const seenAt = sightings.led?.[zone];
    const [outcome, why] =
      seenAt === undefined
        ? (['unknown', evidence('never-seen')] as const)
        : (['pass', evidence('dns-hosting-free', { zone })] as const);
    return sighted(bench, 'zone', { ...base, outcome, evidence: why, seenAt });
  }
  if (facts.scope === 'mail-only') return undefined;
  const servers = names(presentServersOf(facts, zone).map(([, server]) => server));
  return { ...base, outcome: 'unknown', evidence: evidence('dns-hosting-needed', { zone, servers }) };
}

/** One server of several that was dropped, or got another address, leaves the provider as much needed as it was. */
function isProviderLeft(facts: Facts, zone: string): boolean {
  const provider = (address: string) => registeredDomain(facts.authorities[address] ?? address);
  const stays = new Set(presentServersOf(facts, zone).map(([address]) => provider(address)));
  const left = formersOf(facts, zone).map(({ address }) => provider(address));
  return stays.size > 0 && left.some((one) => !stays.has(one));
}

/** The parent names the servers that the team said it would. */
export function hasMoved({ dnsMove, delegations }: Facts, zone: string): boolean {
  const parent = delegations?.[zone]?.parent;
  if (dnsMove === undefined || parent === undefined) return false;
  const shall = names(dnsMove.servers.map((server) => server.toLowerCase()));
  return shall.length > 0 && shall.join('\n') === names(parent).join('\n');
}

/** A zone that was copied with its NS set goes on leading caches to the servers before, whatever the parent says. */
function namesNoOther(facts: Facts, zone: string): boolean {
  const shall = new Set((facts.dnsMove?.servers ?? []).map((server) => server.toLowerCase()));
  return presentServersOf(facts, zone).every(([, server]) => shall.has(server.toLowerCase()));
}

const names = (list: readonly string[]): readonly string[] => [...new Set(list)].sort();
