import type { Happening } from '../events.ts';
import type { Facts } from '../facts.ts';
import { recordKey } from '../keys.ts';
import type { AuthorityServer } from '../observations.ts';
import type { ReportCommand } from '../report-commands.ts';
import type { Instant } from '../time.ts';
import type { DelegationObservation } from '../zone-observations.ts';
import { isUnder } from '../zones.ts';

type ZoneReport = Extract<ReportCommand, { kind: 'report-zone' }>;

/** Servers met for the first time, and how the world is led to each zone now: whom the delegation names, whom no longer. */
export function delegationsSeen(facts: Facts, report: ZoneReport, now: Instant): readonly Happening[] {
  const delegations = [...(report.delegations ?? [])].sort(
    (a, b) => Number(isUnder(facts.domain, b.zone)) - Number(isUnder(facts.domain, a.zone)),
  );
  return [...serversMet(facts, report, delegations), ...delegations.flatMap((one) => ledTo(facts, report, one, now))];
}

function serversMet(
  facts: Facts,
  report: ZoneReport,
  delegations: readonly DelegationObservation[],
): readonly Happening[] {
  const ofZones = delegations.flatMap(({ zone, servers }): Happening[] => {
    const known = new Set(facts.zones?.[zone] ?? []);
    const met = unique(servers).filter((server) => !known.has(server.address));
    return met.length === 0 ? [] : [{ kind: 'authority-met', servers: met, zone }];
  });
  const named = new Set(delegations.flatMap(({ servers }) => servers.map((server) => server.address)));
  const met = unique(report.servers ?? []).filter(
    ({ address }) => facts.authorities[address] === undefined && !named.has(address),
  );
  if (met.length === 0) return ofZones;
  // Of no zone that was told: counted as the domain's, since what nobody counts could hide old data.
  const zoned = facts.zones !== undefined || ofZones.length > 0;
  return [...ofZones, { kind: 'authority-met', servers: met, ...(zoned ? { zone: facts.domain } : {}) }];
}

const unique = (servers: readonly AuthorityServer[]): readonly AuthorityServer[] => [
  ...new Map(servers.map((server) => [server.address, server])).values(),
];

/**
 * A server is left when every server of the parent answers without it, and the zone itself no longer names it either.
 * By name as well as by address: a name whose address could not be found this time is led to all the same. An address is
 * left, too, when its name has another in its place.
 */
function ledTo(facts: Facts, report: ZoneReport, seen: DelegationObservation, now: Instant): readonly Happening[] {
  const { zone, child } = seen;
  if (seen.parent.outcome !== 'answer' || seen.parent.values.length === 0) return [];
  const known = facts.delegations?.[zone];
  const parent = [...new Set(seen.parent.values.map((name) => name.toLowerCase()))].sort();
  const names = new Set([...parent, ...(child.outcome === 'answer' ? child.values : [])]);
  const addresses = new Set(seen.servers.map((server) => server.address));
  const stays = (known?.servers ?? []).filter((address) => {
    if (child.outcome !== 'answer' || seen.parentSilent === true) return true;
    const name = facts.authorities[address] ?? '';
    return names.has(name) && !isReplaced(seen.servers, name, address);
  });
  const servers = [...new Set([...addresses, ...stays])].sort();
  const left = (known?.servers ?? []).filter((address) => !servers.includes(address));
  const childTtlSeconds = child.outcome === 'answer' ? child.ttlSeconds : (known?.ttlSeconds ?? 0);
  const ttlSeconds = Math.max(seen.parent.ttlSeconds, childTtlSeconds);
  const signed = isSigned(report, zone) ?? known?.signed ?? false;
  const dsTtlSeconds = signed ? (dsTtlOf(report, zone) ?? known?.dsTtlSeconds) : undefined;
  const isSame =
    known !== undefined &&
    same(known.parent, parent) &&
    same(known.servers, servers) &&
    known.ttlSeconds === ttlSeconds &&
    (known.signed ?? false) === signed &&
    known.dsTtlSeconds === dsTtlSeconds;
  if (isSame) return [];
  const led: Happening = {
    kind: 'delegation-seen',
    zone,
    parent,
    ttlSeconds,
    servers,
    ...(signed ? { signed } : {}),
    ...(dsTtlSeconds === undefined ? {} : { dsTtlSeconds }),
  };
  if (known === undefined || left.length === 0) return [led];
  const heldSeconds = Math.max(known.ttlSeconds, ...left.map((address) => addressTtlSeconds(facts, report, address)));
  const goneAt = Math.max(now + heldSeconds * 1_000, known.formerGoneAt ?? 0);
  return [led, { kind: 'authorities-left', zone, servers: left, goneAt }];
}

/** Of the same family: that the other one was not found this time says nothing. */
function isReplaced(servers: readonly AuthorityServer[], name: string, address: string): boolean {
  const isSix = address.includes(':');
  const now = servers.filter((server) => server.name === name && server.address.includes(':') === isSix);
  return now.length > 0 && now.every((server) => server.address !== address);
}

/** For how long caches hold the address of that server's name, where it was asked for; else 0. */
function addressTtlSeconds({ authorities, image }: Facts, report: ZoneReport, address: string): number {
  const question = { name: authorities[address] ?? address, type: address.includes(':') ? 'AAAA' : 'A' } as const;
  const key = recordKey(question);
  const seen = report.observations.flatMap((one) =>
    recordKey(one.question) === key && one.result.outcome === 'answer' ? [one.result.ttlSeconds] : [],
  );
  return Math.max(0, image?.records[key]?.ttlSeconds ?? 0, ...seen);
}

/** Whether validating resolvers ask for signatures; undefined when nobody could tell this time. */
function isSigned(report: ZoneReport, zone: string): boolean | undefined {
  const result = signingIn(report, zone);
  return result && (result.ds.length > 0 || result.state === 'secure' || result.state === 'bogus');
}

const dsTtlOf = (report: ZoneReport, zone: string): number | undefined => signingIn(report, zone)?.dsTtlSeconds;

function signingIn(report: ZoneReport, zone: string) {
  const result = report.extras?.signing?.find((one) => one.zone === zone)?.result;
  return result?.outcome === 'signing' ? result : undefined;
}

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((value, index) => value === b[index]);
