import type { PlanRecord } from '../facts.ts';
import { authorityKey, recordKey } from '../keys.ts';
import { routingRecords } from '../plan.ts';
import type { Migration } from '../record.ts';
import { isSeenElsewhere } from '../watermark.ts';
import { askedServersOf, isDelegation } from '../zones.ts';
import type { CriterionResult, Item } from './criterion.ts';
import { type Bench, evidence, judge, sighted } from './judge.ts';

/**
 * CUT-TTL: every record that will change has been short-lived for long enough.
 *
 * Evidence: authoritative answers, each with its TTL, since when it is so, and when a longer one was last seen.
 * pass: TTL ≤ `ttlMaxSeconds` on every server, and what was cached at an earlier TTL is gone (RFC 2308 for absent records);
 *   a delegation, whose TTL is the parent's; a rewrite that is a gateway's route.
 * fail: a TTL above it, or lowered too lately: `earliest` says when it can pass.
 * unknown: the record has not been seen, or not lately.
 */
export function ttls(record: Migration, bench: Bench): CriterionResult {
  const { facts, sightings } = record;
  if (isSeenElsewhere(facts)) {
    const none: Item = { key: 'plan:routing', outcome: 'pass', evidence: evidence('not-used'), waivable: false };
    return judge(bench, 'CUT-TTL', [none]);
  }
  const records = routingRecords(facts);
  const items = records.map((planned): Item => {
    const name = recordKey(planned);
    const key = `record:${name}`;
    const set = facts.recordSets[name];
    if (isDelegation(planned)) return parentTtl(record, bench, planned);
    const times = askedServersOf(facts, planned.name, bench.now).map(
      ([address]) => sightings.authority[authorityKey(address, name)]?.seen?.at,
    );
    const seenAt =
      times.some((at) => at === undefined) || times.length === 0 ? undefined : Math.min(...times.map((at) => at ?? 0));
    if (set === undefined)
      return sighted(bench, 'zone', { key, outcome: 'unknown', evidence: evidence('ttl-unseen'), waivable: true });
    const figures = {
      ttlSeconds: set.ttlSeconds,
      sinceAt: set.ttlSince,
      maxSeconds: facts.settings.ttlMaxSeconds,
      targetSeconds: facts.settings.ttlTargetSeconds,
    };
    if (set.ttlSeconds > facts.settings.ttlMaxSeconds) {
      const earliest = bench.now + set.ttlSeconds * 1_000;
      return { key, outcome: 'fail', evidence: evidence('ttl-high', figures), waivable: true, seenAt, earliest };
    }
    if (bench.now < set.formerGoneAt) {
      const why = evidence('ttl-lowered-lately', { ...figures, goneAt: set.formerGoneAt });
      return { key, outcome: 'fail', evidence: why, waivable: true, seenAt, earliest: set.formerGoneAt };
    }
    const outcome = seenAt === undefined ? 'unknown' : 'pass';
    return sighted(bench, 'zone', {
      key,
      outcome,
      evidence: evidence(seenAt === undefined ? 'ttl-unseen' : 'ttl-low', figures),
      waivable: true,
      seenAt,
    });
  });
  return judge(bench, 'CUT-TTL', items);
}

/** The parent sets its own TTL: nobody here can lower it, so it is told of, and the watermark waits for it. */
function parentTtl({ facts, sightings }: Migration, bench: Bench, { name, type }: PlanRecord): Item {
  const key = recordKey({ name, type });
  const item = { key: `record:${key}`, waivable: true };
  const delegation = facts.delegations?.[name];
  const seenAt = sightings.delegation?.at;
  if (delegation === undefined || seenAt === undefined)
    return sighted(bench, 'zone', { ...item, outcome: 'unknown', evidence: evidence('ttl-unseen') });
  const why = evidence('ttl-parent', { record: key, ttlSeconds: delegation.ttlSeconds, zone: name });
  return sighted(bench, 'zone', { ...item, outcome: 'pass', evidence: why, seenAt });
}
