import type { Facts } from '../migration/facts.ts';
import { recordKey } from '../migration/keys.ts';
import { routingRecords } from '../migration/plan.ts';
import { SECOND_MS } from '../migration/time.ts';
import type { Speaker } from './engine.ts';

/** `high`: TTLs that somebody must lower, and until when. `rest`: those that nobody can. */
export type TtlLines = { readonly high: readonly string[]; readonly rest: readonly string[] };

/** Which TTLs to lower to what, and until when: a TTL that is lowered counts only once the longer one has run out. */
export function ttlLines({ t }: Speaker, facts: Facts): TtlLines {
  const { ttlTargetSeconds, ttlMaxSeconds } = facts.settings;
  const seen = routingRecords(facts).flatMap((record) => {
    const set = facts.recordSets[recordKey(record)];
    return set === undefined ? [] : [{ record, key: recordKey(record), ttlSeconds: set.ttlSeconds }];
  });
  const long = seen.filter(({ ttlSeconds }) => ttlSeconds > ttlMaxSeconds);
  const own = long.filter(({ record }) => record.before.length > 0 && record.type !== 'NS');
  return {
    high: own.map(({ key, ttlSeconds }) => {
      const figures = { record: key, ttlSeconds, targetSeconds: ttlTargetSeconds };
      const lowerBy = facts.window === undefined ? undefined : facts.window.from - ttlSeconds * SECOND_MS;
      return lowerBy === undefined
        ? t('plan:ttl-high', figures)
        : t('plan:ttl-high-by', { ...figures, lowerAt: lowerBy });
    }),
    rest: [
      ...long
        .filter(({ record }) => record.before.length === 0)
        .map(({ key, ttlSeconds }) => t('plan:ttl-negative', { record: key, ttlSeconds })),
      ...Object.entries(facts.dnsMove === undefined ? {} : (facts.delegations ?? {})).map(([zone, { ttlSeconds }]) =>
        t('plan:ttl-parent', { record: `${zone}/NS`, ttlSeconds }),
      ),
    ],
  };
}
