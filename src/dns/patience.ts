import pLimit from 'p-limit';
import type { DnsResult } from '../migration/observations.ts';
import type { Instant } from '../migration/time.ts';
import type { Elsewhere } from './interpret.ts';

export type Patiently = (address: string, put: () => Promise<DnsResult | Elsewhere>) => Promise<DnsResult | Elsewhere>;

/** Questions that one server is asked at a time, and how many go ahead to find out whether it is there at all. */
const AT_ONCE = 16;
const AHEAD = 4;

type State = {
  readonly limit: ReturnType<typeof pLimit>;
  readonly isThere: PromiseWithResolvers<boolean>;
  put: number;
  unanswered: number;
};

/**
 * A server that leaves the first questions unanswered, every one of them, is not waited for with all the others: a dead
 * one among the living would use up the time of the sweep. Make one for each look.
 */
export function createPatience(now: () => Instant): Patiently {
  const states = new Map<string, State>();
  return async (address, put) => {
    const state = states.get(address) ?? {
      limit: pLimit(AT_ONCE),
      isThere: Promise.withResolvers<boolean>(),
      put: 0,
      unanswered: 0,
    };
    states.set(address, state);
    const isAhead = state.put < AHEAD;
    state.put += 1;
    if (!isAhead && !(await state.isThere.promise))
      return { outcome: 'failed', at: now(), code: 'dns-timeout', detail: 'silent in this sweep' };
    const result = await state.limit(put);
    if (result.outcome !== 'failed' || result.code !== 'dns-timeout') state.isThere.resolve(true);
    else {
      state.unanswered += 1;
      if (state.unanswered === AHEAD) state.isThere.resolve(false);
    }
    return result;
  };
}
