import type { Migration } from '../migration/record.ts';
import type { Instant } from '../migration/time.ts';
import type { Speaker } from './engine.ts';
import type { PlanPartWords } from './plan.ts';

/** What goes with the plan: the TTLs, and what the scope means for the rest of the zone. */
export function planAdvice(_say: Speaker, _migration: Migration, _now: Instant): readonly PlanPartWords[] {
  return [];
}
