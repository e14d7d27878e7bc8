import { BOT } from '../actor.ts';
import { differencesOf } from '../differences.ts';
import type { Happening } from '../events.ts';
import { evolve } from '../evolve.ts';
import type { Facts } from '../facts.ts';
import { authorityKey, recordKey } from '../keys.ts';
import { changesAtRewrite, standingRecords } from '../plan.ts';
import type { Migration } from '../record.ts';
import type { ReportCommand } from '../report-commands.ts';
import type { Sightings } from '../sightings.ts';
import type { Instant } from '../time.ts';
import type { Difference } from '../zone-facts.ts';
import { isDelegation, presentServersOf } from '../zones.ts';
import { stragglersBefore } from './lately.ts';
import type { Step } from './step.ts';
import { delegationsSeen } from './zone-delegations.ts';
import { imageTaken } from './zone-image.ts';
import { planLearnt } from './zone-plan.ts';
import { policiesSeen } from './zone-policies.ts';
import { formersTurned, lookAt, type RecordLook, recordsTurned, rewriteSeen, ttlSeen } from './zone-records.ts';
import { zoneSightings } from './zone-sightings.ts';
import { waiversOver } from './zone-waivers.ts';

type ZoneReport = Extract<ReportCommand, { kind: 'report-zone' }>;

/**
 * What a look at the authoritative servers says: servers met and left, addresses to pin, the plan, TTLs, how far the
 * rewrite is seen, and what differs from the plan. Only what differs from the record becomes an event.
 */
export function reportZone(record: Migration, report: ZoneReport, now: Instant): Step {
  const sightings = zoneSightings(record.sightings, report, now);
  const happenings: Happening[] = [];
  let facts = record.facts;
  // Each step judges by what the steps before it have found.
  const happen = (...found: readonly Happening[]) => {
    happenings.push(...found);
    for (const happening of found) facts = evolve(facts, { ...happening, at: now, by: BOT });
  };

  happen(...pins(facts, report), ...delegationsSeen(facts, report, now));
  happen(...planLearnt(facts, report, now));
  const looks = facts.plan.map((planned) => lookAt(planned, facts, sightings, report));
  happen(...looks.flatMap((look) => ttlSeen(facts, look, now)));
  const begins = rewriteSeen(facts, looks, record, now);
  happen(...begins, ...stragglersBefore({ ...record, facts }, begins, now));
  happen(...waiversOver(facts, record.sightings, sightings));
  const standing = new Set(standingRecords(facts));
  const standingLooks = looks.filter((look) => standing.has(look.planned));
  happen(...formersTurned(facts, standingLooks, record.sightings, now));
  happen(...recordsTurned(facts, standingLooks, record.facts));
  happen(...policiesSeen(facts, report), ...imageTaken(facts, report, now));
  happen(...differencesSeen({ ...record, facts, sightings }));
  return { happenings, sightings: { ...roundsAfresh(sightings, happenings), ...newTtlsAfter(sightings, looks) } };
}

function pins(facts: Facts, report: ZoneReport): readonly Extract<Happening, { kind: 'addresses-pinned' }>[] {
  return (['old', 'new'] as const).flatMap((side) => {
    const addresses = report.addresses[side] ?? [];
    if (facts.servers[side].addresses.length > 0 || addresses.length === 0) return [];
    return [{ kind: 'addresses-pinned' as const, side, addresses: [...addresses].sort() }];
  });
}

/** The longest TTL at which the new data of each record was served: counted from a rollback on, as the old one is from the rewrite. */
function newTtlsAfter({ newTtls }: Sightings, looks: readonly RecordLook[]): Pick<Sightings, 'newTtls'> {
  const met = looks
    .filter(({ planned }) => changesAtRewrite(planned))
    .flatMap(({ planned, served }) =>
      served.flatMap(({ as, ttlSeconds }) => (as === 'new' ? [[recordKey(planned), ttlSeconds] as const] : [])),
    );
  const after = { ...newTtls };
  for (const [key, ttlSeconds] of met) after[key] = Math.max(after[key] ?? 0, ttlSeconds);
  return met.length === 0 ? {} : { newTtls: after };
}

/** Said once, and again only when it has changed. After a rollback the plan is no measure. */
function differencesSeen(record: Migration): readonly Happening[] {
  const { facts } = record;
  if (facts.state.kind === 'rolled-back') return [];
  if (facts.rewriteBegunAt === undefined && facts.rewriteSeenAt === undefined) return [];
  const differences = differencesOf(record);
  // What a lost sighting no longer shows is not mended by that.
  if (differences.length === 0 && !isAllHeard(record)) return [];
  const isSame = gist(differences) === gist(facts.differences ?? []);
  return isSame ? [] : [{ kind: 'differences-seen', differences }];
}

/** Whether every server that the world is led to has been heard for every record. */
function isAllHeard({ facts, sightings }: Migration): boolean {
  return standingRecords(facts)
    .filter((planned) => !isDelegation(planned))
    .every((planned) =>
      presentServersOf(facts, planned.name).every(
        ([address]) => sightings.authority[authorityKey(address, recordKey(planned))]?.seen !== undefined,
      ),
    );
}

/** In an order of its own: what was stored reads back with its keys in another. */
const gist = (differences: readonly Difference[]): string =>
  JSON.stringify(
    differences.map(({ record, kind, servers, of, served, expected, serials = [] }) => [
      [record, kind, of],
      [servers, served, expected, serials],
    ]),
  );

/** Where old data came back, rounds begin anew. */
function roundsAfresh(sightings: Sightings, happenings: readonly Happening[]): Sightings {
  const records = new Set(
    happenings.flatMap((happening) => (happening.kind === 'record-old-again' ? [happening.record] : [])),
  );
  if (records.size === 0) return sightings;
  const vantage = Object.entries(sightings.vantage).map(([key, sighting]) => {
    const { clean: _clean, ...rest } = sighting;
    return [key, records.has(key.slice(key.indexOf('|') + 1)) ? rest : sighting] as const;
  });
  return { ...sightings, vantage: Object.fromEntries(vantage) };
}
