import type { Facts, PlanRecord } from './facts.ts';
import { authorityKey, recordKey } from './keys.ts';
import { comparable, relevant } from './plan/compare.ts';
import { purposeOf } from './plan/purposes.ts';
import { servedAs, standingRecords } from './plan.ts';
import type { Migration } from './record.ts';
import { isOlder, serialsOf } from './serials.ts';
import { isSlip } from './slip.ts';
import type { Difference } from './zone-facts.ts';
import { domainsOf, isDelegation, presentServersOf, zoneOf } from './zones.ts';

/**
 * What is served otherwise than planned, record by record, told apart so that a person knows what to mend. Empty when
 * everything that was heard is new, and before the rewrite. Servers that were not heard, and those that the delegation
 * leads to no longer, are not spoken of.
 */
export function differencesOf({ facts, sightings }: Migration): readonly Difference[] {
  const begun = facts.rewriteBegunAt !== undefined || facts.rewriteSeenAt !== undefined;
  if (!begun || facts.state.kind === 'rolled-back') return [];
  const records = standingRecords(facts).flatMap((planned) =>
    purposeOf(planned) === 'delegation'
      ? delegationDifference(facts, planned)
      : differencesIn(facts, planned, sightings),
  );
  return [...records, ...signingDifferences(facts, sightings)];
}

type Heard = { readonly address: string; readonly server: string; readonly values: readonly string[] };

function differencesIn(facts: Facts, planned: PlanRecord, sightings: Migration['sightings']): readonly Difference[] {
  const key = recordKey(planned);
  const heard = presentServersOf(facts, planned.name).flatMap(([address, server]): readonly Heard[] => {
    const seen = sightings.authority[authorityKey(address, key)]?.seen;
    return seen === undefined ? [] : [{ address, server, values: seen.values }];
  });
  const groups = new Map<string, readonly Heard[]>();
  for (const one of heard) {
    if (servedAs(planned, one.values) === 'new') continue;
    const values = comparable(planned, one.values).join('\n');
    groups.set(values, [...(groups.get(values) ?? []), one]);
  }
  return [...groups.values()].map((group): Difference => {
    const served = [...relevant(planned, group[0]?.values ?? [])];
    const serials = waitingSerials({ facts, sightings }, zoneOf(facts, planned.name));
    const late = group.flatMap((one) => {
      const serial = serials.get(one.address);
      return serial === undefined ? [] : [`${one.server} ${serial}`];
    });
    return {
      record: key,
      kind: kindOf(planned, served, [zoneOf(facts, planned.name), ...domainsOf(facts)]),
      servers: group.map((one) => one.server).sort(),
      of: heard.length,
      served,
      expected: [...planned.after],
      ...(late.length > 0 ? { serials: late.sort() } : {}),
    };
  });
}

/**
 * The serials of servers that wait for a zone transfer, by address: those older than the newest. Another DNS provider
 * counts as it likes, so nothing is told from serials of a zone that is to be led elsewhere.
 */
function waitingSerials(record: Pick<Migration, 'facts' | 'sightings'>, zone: string): ReadonlyMap<string, string> {
  const moves = standingRecords(record.facts).some((planned) => isDelegation(planned) && planned.name === zone);
  const serials = moves ? new Map<string, string>() : serialsOf(record, zone);
  return new Map([...serials].filter(([, serial]) => [...serials.values()].some((other) => isOlder(serial, other))));
}

function kindOf(planned: PlanRecord, served: readonly string[], zones: readonly string[]): Difference['kind'] {
  const seen = comparable(planned, served);
  const after = comparable(planned, planned.after);
  const before = comparable(planned, planned.before);
  if (seen.length === 0) return 'missing';
  if (after.length > 0 && seen.length > after.length && after.every((value) => seen.includes(value))) return 'extra';
  if (servedAs(planned, served) === 'old') return 'old';
  if (pairs(seen, after, (value, meant) => zones.some((zone) => value === `${meant}.${zone}`))) return 'missing-dot';
  const others = seen.filter((value) => !before.includes(value));
  return others.length > 0 && pairs(seen, after, isSlip) ? 'typo' : 'wrong';
}

/** Whether each value seen is one of those meant, or stands for one of them; one at least does not simply equal it. */
function pairs(
  seen: readonly string[],
  after: readonly string[],
  standsFor: (value: string, meant: string) => boolean,
): boolean {
  const odd = seen.filter((value) => !after.includes(value));
  const open = after.filter((value) => !seen.includes(value));
  return (
    odd.length > 0 && odd.length <= open.length && odd.every((value) => open.some((meant) => standsFor(value, meant)))
  );
}

/** The delegation is what the parent says, whatever the zone's own servers say of themselves. */
function delegationDifference(facts: Facts, planned: PlanRecord): readonly Difference[] {
  const parent = facts.delegations?.[planned.name]?.parent;
  if (parent === undefined || servedAs(planned, parent) === 'new') return [];
  const kind = kindOf(planned, parent, []);
  const served = [...parent];
  return [{ record: recordKey(planned), kind, servers: [], of: 1, served, expected: [...planned.after] }];
}

/** Signatures or DS that do not fit: `served` are the key tags in the zone, `expected` those that the parent names. */
function signingDifferences(facts: Facts, sightings: Migration['sightings']): readonly Difference[] {
  const zones = [...new Set(standingRecords(facts).map((record) => zoneOf(facts, record.name)))].sort();
  return zones.flatMap((zone): readonly Difference[] => {
    const seen = sightings.extras?.signing?.[zone]?.seen;
    if (seen?.state !== 'bogus') return [];
    const of = presentServersOf(facts, zone).length;
    const served = seen.keys.map(String);
    return [{ record: `${zone}/DNSKEY`, kind: 'dnssec', servers: [], of, served, expected: seen.ds.map(String) }];
  });
}
