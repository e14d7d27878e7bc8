import type { DnsResult, RecordType } from '../migration/observations.ts';
import type { Walker } from './walker.ts';

/** Answers a question by the authoritative servers alone. Never rejects. */
export type Resolve = (name: string, type: RecordType) => Promise<DnsResult>;

/** Remembers within one look what a walk has found: includes and hosts come up many times over. */
export function createResolve(walker: Pick<Walker, 'resolve'>): Resolve {
  const asked = new Map<string, Promise<DnsResult>>();
  return (name, type) => {
    const key = `${name}/${type}`;
    const answer = asked.get(key) ?? walker.resolve({ name, type });
    asked.set(key, answer);
    return answer;
  };
}

/**
 * Every address of a host. A failure only where nothing was found and one of the two questions was not answered: then
 * there may be an address all the same.
 */
export async function addressesBy(resolve: Resolve, host: string): Promise<DnsResult> {
  const [four, six] = await Promise.all([resolve(host, 'A'), resolve(host, 'AAAA')]);
  if (four.outcome === 'failed') return six.outcome === 'answer' && six.values.length > 0 ? six : four;
  if (six.outcome === 'failed') return four.values.length > 0 ? four : six;
  return {
    outcome: 'answer',
    at: Math.min(four.at, six.at),
    values: [...four.values, ...six.values],
    ttlSeconds: Math.min(four.ttlSeconds, six.ttlSeconds),
  };
}
