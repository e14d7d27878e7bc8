import type { Facts } from '../migration/facts.ts';
import type { Instant } from '../migration/time.ts';
import { type TtlAdvice, ttlAdvice } from '../migration/ttl-advice.ts';
import type { Speaker } from './engine.ts';

/** `high`: TTLs that somebody must lower, and until when. `fixed`: those that nobody can. `low`: those that are well. */
export type TtlLines = Readonly<Record<'high' | 'fixed' | 'low', readonly string[]>>;

/** Which TTLs to lower to what, and until when: a TTL that is lowered counts only once the longer one has run out. */
export function ttlLines(say: Speaker, facts: Facts, now: Instant): TtlLines {
  const advice = ttlAdvice({ facts }, now);
  const lines = (...why: readonly TtlAdvice['why'][]) =>
    advice.filter((one) => why.includes(one.why)).map((one) => adviceLine(say, one));
  return { high: lines('high'), fixed: lines('negative', 'parent'), low: lines('low') };
}

function adviceLine({ t }: Speaker, { record, ttlSeconds, targetSeconds, lowerBy, why }: TtlAdvice): string {
  const figures = { record, ttlSeconds, targetSeconds };
  return lowerBy === undefined
    ? t(`plan:ttl-${why}`, figures)
    : t('plan:ttl-high-by', { ...figures, lowerAt: lowerBy });
}
