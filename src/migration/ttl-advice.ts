import type { Facts, PlanRecord } from './facts.ts';
import { recordKey } from './keys.ts';
import { routingRecords } from './plan.ts';
import type { Migration } from './record.ts';
import type { Instant } from './time.ts';
import { isDelegation } from './zones.ts';

export type TtlAdvice = {
  readonly record: string;
  readonly ttlSeconds: number;
  readonly targetSeconds: number;
  /** By then it must be lowered for the window to find short-lived caches only; absent while no window is named. */
  readonly lowerBy?: Instant;
  /**
   * `high`: to be lowered. `low`: as it should be. `parent`: the parent's own, nobody here can lower it. `negative`: that
   * there is none is remembered for as long as the zone's SOA says (RFC 2308), which most panels do not offer to change.
   */
  readonly why: 'high' | 'negative' | 'parent' | 'low';
};

/** Which TTLs to lower, to what and until when, before the rewrite; those that nobody can lower are named. Nothing once it has begun. */
export function ttlAdvice({ facts }: Pick<Migration, 'facts'>, now: Instant): readonly TtlAdvice[] {
  if (facts.rewriteBegunAt !== undefined || facts.rewriteSeenAt !== undefined) return [];
  return routingRecords(facts).flatMap((planned): readonly TtlAdvice[] => {
    const ttlSeconds = ttlSecondsOf(facts, planned);
    if (ttlSeconds === undefined) return [];
    const targetSeconds = facts.settings.ttlTargetSeconds;
    const why = whyOf(planned, ttlSeconds, targetSeconds);
    const base = { record: recordKey(planned), ttlSeconds, targetSeconds, why };
    const isAhead = facts.window !== undefined && now < facts.window.from;
    return [
      why === 'high' && isAhead && facts.window !== undefined
        ? { ...base, lowerBy: facts.window.from - ttlSeconds * 1_000 }
        : base,
    ];
  });
}

function ttlSecondsOf(facts: Facts, planned: PlanRecord): number | undefined {
  if (isDelegation(planned)) return facts.delegations?.[planned.name]?.ttlSeconds;
  const key = recordKey(planned);
  return facts.recordSets[key]?.ttlSeconds ?? facts.image?.records[key]?.ttlSeconds;
}

function whyOf(planned: PlanRecord, ttlSeconds: number, targetSeconds: number): TtlAdvice['why'] {
  if (isDelegation(planned)) return 'parent';
  if (planned.before.length === 0) return 'negative';
  return ttlSeconds > targetSeconds ? 'high' : 'low';
}
