import type { Facts } from './facts.ts';
import { recordKey } from './keys.ts';
import { routingRecords, standingRecords } from './plan.ts';
import type { Instant } from './time.ts';

/**
 * The moment by which every cache that keeps to TTLs has dropped the old data of every record of the plan; undefined
 * while some authoritative server does not serve the new data, or nothing of the plan moves mail.
 *
 * A cache can have taken the old data at any moment until the first look in which all servers were new, so the wait
 * begins with that look, not with the last old answer: the gap between two looks is counted in.
 */
export function watermarkOf(facts: Facts): Instant | undefined {
  if (routingRecords(facts).length === 0) return undefined;
  let latest = 0;
  for (const record of standingRecords(facts)) {
    const set = facts.recordSets[recordKey(record)];
    if (set?.allNewAt === undefined) return undefined;
    latest = Math.max(latest, set.allNewAt + set.ttlSeconds * 1_000, set.formerGoneAt);
  }
  return latest;
}
