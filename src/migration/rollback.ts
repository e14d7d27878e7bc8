import type { Facts, PlanRecord } from './facts.ts';
import { authorityKey, mailboxKey, recordKey } from './keys.ts';
import { routingRecords, servedAs } from './plan.ts';
import type { Migration } from './record.ts';
import type { SurveySighting } from './sightings.ts';
import { HOUR_MS, type Instant } from './time.ts';
import { formersOf, isDelegation, presentServersOf, zoneOf } from './zones.ts';

type Seen = Pick<Migration, 'facts' | 'sightings'>;

/** The record and a server that does not serve it as it was before the rewrite; `parent`: of a delegation. */
export type NotBack = { readonly planned: PlanRecord; readonly server: string };

/**
 * The records of the rewrite that are not back as they were before it: some server that the world is led to did not say
 * so at that moment or later, or its last look failed. One that an approver set aside by name is excused while it is
 * silent. A record whose servers nobody knows is not back either.
 */
export function notBack({ facts, sightings }: Seen, since: Instant): readonly NotBack[] {
  const excused = excusedServers(facts);
  return routingRecords(facts).flatMap((planned): readonly NotBack[] => {
    if (isDelegation(planned)) {
      const { parent } = facts.delegations?.[planned.name] ?? {};
      const heardAt = sightings.led?.[planned.name] ?? 0;
      const isBack = parent !== undefined && heardAt >= since && servedAs(planned, parent) === 'old';
      return isBack ? [] : [{ planned, server: 'parent' }];
    }
    const servers = presentServersOf(facts, planned.name);
    if (servers.length === 0) return [{ planned, server: '' }];
    const open = servers.find(([address]) => {
      const { seen, failed } = sightings.authority[authorityKey(address, recordKey(planned))] ?? {};
      if (failed !== undefined) return !excused.has(address);
      return seen === undefined || seen.at < since || servedAs(planned, seen.values) !== 'old';
    });
    return open === undefined ? [] : [{ planned, server: open[1] }];
  });
}

/** Whether every server says that DNS is as it was before the rewrite, each at that moment or later. */
export function isDnsBack(record: Seen, since: Instant): boolean {
  return routingRecords(record.facts).length > 0 && notBack(record, since).length === 0;
}

/** A record that some server was seen, after that moment, to serve otherwise than before the rewrite. */
export function notOldSince({ facts, sightings }: Seen, since: Instant): NotBack | undefined {
  for (const planned of routingRecords(facts)) {
    if (isDelegation(planned)) {
      const { parent } = facts.delegations?.[planned.name] ?? {};
      if (parent !== undefined && servedAs(planned, parent) !== 'old') return { planned, server: 'parent' };
      continue;
    }
    for (const [address, server] of presentServersOf(facts, planned.name)) {
      const { seen } = sightings.authority[authorityKey(address, recordKey(planned))] ?? {};
      if (seen !== undefined && seen.at > since && servedAs(planned, seen.values) !== 'old') return { planned, server };
    }
  }
  return undefined;
}

/** Servers that `SWB-AUTHORITIES` does not wait for: an approver set them aside by name. */
export function excusedServers({ waivers }: Pick<Facts, 'waivers'>): ReadonlySet<string> {
  return new Set(
    waivers.filter(({ criterion }) => criterion === 'SWB-AUTHORITIES').map(({ item }) => item.slice('server:'.length)),
  );
}

/**
 * The moment by which every cache that keeps to TTLs has dropped the new data, where all servers were seen to serve the
 * old again at `backAt`: the watermark the other way round. A server that the delegation no longer leads to can give the
 * new data to caches until they forget it. Where nobody saw at which TTL the new data was served, the longest that is
 * reckoned with.
 */
export function newDataGoneAt({ facts, sightings }: Seen, backAt: Instant): Instant {
  const times = routingRecords(facts).flatMap((planned) => {
    const key = recordKey(planned);
    const ttlMs = (sightings.newTtls?.[key] ?? facts.settings.unseenFormerTtlSeconds) * 1_000;
    const formers = isDelegation(planned) ? [] : formersOf(facts, zoneOf(facts, planned.name));
    const asked = formers.filter(({ address }) => {
      const seen = sightings.authority[authorityKey(address, key)]?.seen;
      return seen === undefined || servedAs(planned, seen.values) !== 'old';
    });
    return [backAt, ...asked.map(({ goneAt }) => goneAt)].map((at) => at + ttlMs);
  });
  return Math.max(backAt, ...times);
}

/**
 * Mailboxes of the new server of which nobody knows what reached them: not looked through, to the end, at that moment or
 * later. Mail that is to be carried back may lie there unseen.
 */
export function unseenOnNew({ facts, sightings }: Seen, since: Instant): readonly string[] {
  return facts.mailboxes
    .map(({ address }) => address)
    .filter((address) => !isSeen(sightings.survey[mailboxKey(address, 'new')], since));
}

function isSeen(sighting: SurveySighting | undefined, since: Instant): boolean {
  const ok = sighting?.ok;
  return ok !== undefined && ok.at >= since && ok.more !== true;
}

/** So long after the watermark mailboxes are waited for: what cannot be looked through by then is told as unknown. */
export const LAST_SURVEYS_MS = HOUR_MS;

/** When something of a rollback changes by the clock alone. */
export function rollbackTurns({ rollbackBack }: Pick<Facts, 'rollbackBack'>): readonly Instant[] {
  if (rollbackBack === undefined || rollbackBack.overAt !== undefined) return [];
  return [rollbackBack.watermark, rollbackBack.watermark + LAST_SURVEYS_MS];
}
