import { HOUR_MS, type Instant } from '../migration/time.ts';
import type { Allowance } from './globalping-api.ts';

/** Tests that may be made in an hour: one for each probe of a measurement. */
export type TestBudget = {
  /** Whether so many tests may be made now. */
  allows(tests: number): boolean;
  /** So many have been made; `allowance` is what the service says is left. */
  spend(tests: number, allowance?: Allowance): void;
  /** The service refused: nothing for so long. */
  rest(forMs: number): void;
};

/** Counts over any hour, whatever the service counts by; where it says less than we do, that holds. */
export function createTestBudget(perHour: number, now: () => Instant): TestBudget {
  let spent: readonly { readonly at: Instant; readonly tests: number }[] = [];
  let told: { readonly remaining: number; readonly until: Instant } | undefined;
  let restUntil = 0;
  return {
    allows(tests) {
      const from = now() - HOUR_MS;
      spent = spent.filter(({ at }) => at > from);
      if (told !== undefined && told.until <= now()) told = undefined;
      const left = perHour - spent.reduce((sum, one) => sum + one.tests, 0);
      return now() >= restUntil && tests <= Math.min(left, told?.remaining ?? left);
    },
    spend(tests, allowance) {
      spent = [...spent, { at: now(), tests }];
      if (allowance !== undefined) told = { remaining: allowance.remaining, until: now() + allowance.resetMs };
    },
    rest(forMs) {
      restUntil = Math.max(restUntil, now() + forMs);
    },
  };
}
