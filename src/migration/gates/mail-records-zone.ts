import { canonicalAddress } from '../addresses.ts';
import type { Facts, PlanRecord } from '../facts.ts';
import { authorityKey, recordKey } from '../keys.ts';
import { relevant } from '../plan/compare.ts';
import { servedAs, standingRecords } from '../plan.ts';
import type { Migration } from '../record.ts';
import { zoneOf } from '../zones.ts';
import type { Item } from './criterion.ts';
import type { Bench } from './judge.ts';
import { fails, itemOf, passes, unknown } from './mail-records-served.ts';

/**
 * With a change of DNS provider: every record set of the before-image, and every one that the plan makes, stands on every
 * server to come as it shall be after the rewrite; the delegation is what moves, and the zone's own numbers are the
 * provider's business.
 */
export function newZoneItem(record: Migration, bench: Bench, zone: string, move: Facts['dnsMove']): Item {
  const key = `new-zone:${zone}`;
  const { facts, sightings } = record;
  const seen = sightings.extras?.newZones?.[zone];
  const wanted = (move?.servers ?? []).map((server) => server.toLowerCase());
  const missing = wanted.find((name) => !seen?.servers.some((server) => server.name.toLowerCase() === name));
  if (seen === undefined || facts.image === undefined)
    return itemOf(bench, key, undefined, unknown('new-zone-unread', { zone, server: missing ?? wanted[0] ?? '' }));
  const unread = seen.failures[0]?.server ?? missing;
  if (unread !== undefined) return itemOf(bench, key, seen.at, unknown('new-zone-unread', { zone, server: unread }));
  const expected = expectedSets(facts, zone);
  const differing = new Map<string, { server: string; values: readonly string[]; expected: readonly string[] }>();
  for (const { name: server, address } of seen.servers) {
    for (const set of expected) {
      const values = seen.answers[authorityKey(address, set.key)];
      if (values === undefined) return itemOf(bench, key, seen.at, unknown('new-zone-unread', { zone, server }));
      if (!set.isMet(values) && !differing.has(set.key))
        differing.set(set.key, { server, values, expected: set.values });
    }
  }
  const [first] = differing;
  if (first !== undefined) {
    const [set, { server, values, expected: meant }] = first;
    const figures = { zone, count: differing.size, record: set, server, values, expected: meant };
    return itemOf(bench, key, seen.at, fails('new-zone-differs', figures));
  }
  const servers = seen.servers.map(({ name }) => name).sort();
  return itemOf(bench, key, seen.at, passes('new-zone-equal', { zone, total: expected.length, servers }));
}

type ExpectedSet = {
  readonly key: string;
  readonly values: readonly string[];
  readonly isMet: (values: readonly string[]) => boolean;
};

/** What a provider makes by itself, or what belongs to the zone's signing. */
const OWN_TYPES: ReadonlySet<string> = new Set(['SOA', 'DS', 'DNSKEY', 'RRSIG', 'NSEC', 'NSEC3', 'CDS', 'CDNSKEY']);

function expectedSets(facts: Facts, zone: string): readonly ExpectedSet[] {
  const planned = new Map(standingRecords(facts).map((record) => [recordKey(record), record]));
  const image = facts.image?.records ?? {};
  const keys = new Set([...Object.keys(image), ...planned.keys()]);
  return [...keys].sort().flatMap((key): readonly ExpectedSet[] => {
    const at = key.lastIndexOf('/');
    const [name, type] = [key.slice(0, at), key.slice(at + 1)];
    if (zoneOf(facts, name) !== zone || OWN_TYPES.has(type) || (type === 'NS' && name === zone)) return [];
    const record = planned.get(key);
    const served = image[key]?.values ?? [];
    if (record !== undefined) return [plannedSet(key, record, served)];
    // Behind an alias stands what its target has, which is a record set of its own.
    const isAlias =
      (image[`${name}/CNAME`]?.values ?? []).length > 0 || (planned.get(`${name}/CNAME`)?.after ?? []).length > 0;
    if (isAlias && type !== 'CNAME') return [];
    return [sameSet(key, type, served)];
  });
}

/** Of a text that the plan speaks of, what stands beside it at the same name must be there as well. */
function plannedSet(key: string, record: PlanRecord, served: readonly string[]): ExpectedSet {
  const beside = (values: readonly string[]) => {
    const own = new Set(relevant(record, values));
    return record.type === 'TXT'
      ? spelled(
          'TXT',
          values.filter((value) => !own.has(value)),
        )
      : '';
  };
  return {
    key,
    values: record.after,
    isMet: (values) => servedAs(record, values) === 'new' && beside(values) === beside(served),
  };
}

function sameSet(key: string, type: string, served: readonly string[]): ExpectedSet {
  return { key, values: served, isMet: (values) => spelled(type, values) === spelled(type, served) };
}

/** A record set in one spelling. Texts mind their capitals. */
function spelled(type: string, values: readonly string[]): string {
  const one = (value: string) => (type === 'TXT' ? value : canonicalAddress(value));
  return [...new Set(values.map(one))].sort().join('\n');
}
