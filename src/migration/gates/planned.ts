import { authorityKey, recordKey } from '../keys.ts';
import { lacksNewData, routingRecords, servedAs, standingRecords } from '../plan.ts';
import type { Migration } from '../record.ts';
import { isSeenElsewhere } from '../watermark.ts';
import { askedServersOf } from '../zones.ts';
import type { CriterionResult, Item } from './criterion.ts';
import { type Bench, evidence, judge, sighted } from './judge.ts';

/**
 * CUT-PLAN: what will be written is known, record by record, and what must stand before the rewrite stands.
 *
 * Evidence: the plan, and the answers of each zone's servers, former ones that caches may still ask included, for what is
 *   published beforehand (SPF, keys, policies, certificate digests).
 * pass: each record has its new data; each of those published before the rewrite is served so by every authoritative server.
 *   Where the rewrite is a gateway's route, no record has to move mail.
 * fail: a record without new data, one that was dropped from the plan (an approver may say why it need not move), a
 *   plan that moves nothing, or something of that not yet published everywhere.
 * unknown: the zone has not been read yet, or a server does not answer.
 */
export function plan(record: Migration, bench: Bench): CriterionResult {
  const { facts, sightings } = record;
  const isElsewhere = isSeenElsewhere(facts);
  if ((facts.plan.length === 0 && !isElsewhere) || Object.keys(facts.authorities).length === 0)
    return judge(bench, 'CUT-PLAN', []);
  const standing = standingRecords(facts);
  const moves = routingRecords(facts).length > 0;
  const routing: Item = {
    key: 'plan:routing',
    outcome: moves || isElsewhere ? 'pass' : 'fail',
    evidence: isElsewhere
      ? evidence('not-used')
      : evidence(moves ? 'plan-ready' : 'plan-no-routing', { total: standing.length }),
    waivable: false,
  };
  const items = facts.plan.flatMap((planned): Item[] => {
    const key = `record:${recordKey(planned)}`;
    if (planned.dropped !== undefined) {
      const why = evidence('plan-dropped', { record: recordKey(planned), by: planned.dropped.by });
      return [{ key, outcome: 'fail', evidence: why, waivable: true }];
    }
    if (lacksNewData(planned, standing)) {
      const why = evidence('plan-no-after', { record: recordKey(planned) });
      return [{ key, outcome: 'fail', evidence: why, waivable: false }];
    }
    if (planned.when !== 'before') return [];
    return askedServersOf(facts, planned.name, bench.now).map(([address, server]): Item => {
      const seen = sightings.authority[authorityKey(address, recordKey(planned))]?.seen;
      const figures = { record: recordKey(planned), server };
      const item = { key: `${key}@${address}`, waivable: true, seenAt: seen?.at };
      if (seen === undefined)
        return sighted(bench, 'zone', { ...item, outcome: 'unknown', evidence: evidence('authority-silent', figures) });
      const published = servedAs(planned, seen.values) === 'new';
      const why = evidence(published ? 'plan-published' : 'plan-not-published', figures);
      return sighted(bench, 'zone', { ...item, outcome: published ? 'pass' : 'fail', evidence: why });
    });
  });
  return judge(bench, 'CUT-PLAN', [routing, ...items]);
}
