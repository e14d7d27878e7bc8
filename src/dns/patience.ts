import pLimit from 'p-limit';
import type { DnsResult } from '../migration/observations.ts';
import type { Instant } from '../migration/time.ts';
import type { Elsewhere } from './interpret.ts';

export type Patiently = (address: string, put: () => Promise<DnsResult | Elsewhere>) => Promise<DnsResult | Elsewhere>;

/** Questions that one server is asked at a time, and how many of them it may leave unanswered before it counts as silent. */
const AT_ONCE = 16;
const SILENT_AFTER = 16;

/**
 * A server that has answered nothing at all is not waited for with every further question: a dead one among the living
 * would use up the time of the sweep. Make one for each sweep.
 */
export function createPatience(now: () => Instant): Patiently {
  const states = new Map<string, { readonly limit: ReturnType<typeof pLimit>; unanswered: number; heard: boolean }>();
  return (address, put) => {
    const state = states.get(address) ?? { limit: pLimit(AT_ONCE), unanswered: 0, heard: false };
    states.set(address, state);
    return state.limit(async () => {
      if (!state.heard && state.unanswered >= SILENT_AFTER) {
        return { outcome: 'failed', at: now(), code: 'dns-timeout', detail: 'silent in this sweep' } as const;
      }
      const result = await put();
      if (result.outcome === 'failed' && result.code === 'dns-timeout') state.unanswered += 1;
      else state.heard = true;
      return result;
    });
  };
}
