import type { Facts } from './facts.ts';
import type { CriterionResult } from './gates/criterion.ts';
import { recordKey } from './keys.ts';
import { standingRecords } from './plan.ts';
import type { Instant } from './time.ts';
import { isSeenElsewhere } from './watermark.ts';
import { isDelegation } from './zones.ts';

/**
 * The latest of all that is known to take its time: none of these criteria can all pass before. Others may take longer,
 * so it is a bound and no promise; undefined where nothing open can be reckoned.
 */
export function latestEarliest(criteria: readonly CriterionResult[]): Instant | undefined {
  const times = criteria
    .flatMap((criterion) => criterion.items)
    .filter((item) => item.outcome !== 'pass' && item.counted !== false && item.waived === undefined)
    .flatMap(({ earliest }) => (earliest === undefined ? [] : [earliest]));
  return times.length === 0 ? undefined : Math.max(...times);
}

/**
 * When caches would have dropped the old data if every server were new at `doneAt`, by the TTLs of today; undefined where
 * a TTL is not known, or no plan has been read yet.
 */
export function watermarkIf(facts: Facts, doneAt: Instant): Instant | undefined {
  if (isSeenElsewhere(facts)) return doneAt;
  const records = standingRecords(facts);
  if (records.length === 0) return undefined;
  let latest = doneAt;
  for (const planned of records) {
    const key = recordKey(planned);
    const set = facts.recordSets[key];
    const ttlSeconds = isDelegation(planned) ? facts.delegations?.[planned.name]?.ttlSeconds : set?.ttlSeconds;
    if (ttlSeconds === undefined) return undefined;
    latest = Math.max(latest, doneAt + ttlSeconds * 1_000, set?.formerGoneAt ?? 0);
  }
  return latest;
}
