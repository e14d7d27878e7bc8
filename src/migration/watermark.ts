import type { Facts, PlanRecord, RecordSetFacts } from './facts.ts';
import { recordKey } from './keys.ts';
import { routingRecords, standingRecords } from './plan.ts';
import { profileOf } from './profiles.ts';
import type { Instant } from './time.ts';
import type { Former } from './zone-facts.ts';
import { formersOf, isDelegation, zoneOf } from './zones.ts';

/**
 * The moment by which every cache that keeps to TTLs has dropped the old data of every record of the plan; undefined
 * while some authoritative server does not serve the new data, or nothing of the plan moves mail.
 *
 * A cache can have taken the old data at any moment until the first look in which all servers were new, so the wait
 * begins with that look, not with the last old answer: the gap between two looks is counted in. From a server that
 * the delegation no longer leads to it can take old data until it forgets that delegation, and keep it from then on.
 * Where the rewrite is no matter of DNS, it is when the team said that it is done.
 */
export function watermarkOf(facts: Facts): Instant | undefined {
  if (isRewrittenElsewhere(facts)) return facts.rewriteDoneAt;
  if (routingRecords(facts).length === 0) return undefined;
  let latest = 0;
  for (const record of standingRecords(facts)) {
    const set = facts.recordSets[recordKey(record)];
    if (set?.allNewAt === undefined) return undefined;
    latest = Math.max(latest, set.allNewAt + set.ttlSeconds * 1_000, set.formerGoneAt, formersHold(facts, record, set));
  }
  return latest;
}

/** The rewrite is a gateway's route: no record moves mail, and DNS cannot tell when it was done. */
export function isRewrittenElsewhere(facts: Pick<Facts, 'plan' | 'profile'>): boolean {
  return !profileOf(facts.profile).rewriteInDns && routingRecords(facts).length === 0;
}

/** That holds of zones that have been read: an empty plan says so only then, and not merely that nobody has looked yet. */
export function isSeenElsewhere(facts: Pick<Facts, 'plan' | 'profile' | 'image'>): boolean {
  return facts.image !== undefined && isRewrittenElsewhere(facts);
}

function formersHold(facts: Facts, record: PlanRecord, set: RecordSetFacts): Instant {
  if (isDelegation(record)) return 0;
  const ends = formersOf(facts, zoneOf(facts, record.name)).map((former) =>
    wasNewWhenLeft(former, set)
      ? 0
      : Math.min(former.goneAt, former.turnedAt ?? former.goneAt) + set.ttlSeconds * 1_000,
  );
  return Math.max(0, ...ends);
}

/** It was one of the servers that were all new then, and was seen to be new still as the delegation left it. */
function wasNewWhenLeft({ leftAt, turnedAt }: Former, { allNewAt }: RecordSetFacts): boolean {
  return turnedAt === leftAt && allNewAt !== undefined && allNewAt <= leftAt;
}
