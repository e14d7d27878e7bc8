import { isIP } from 'node:net';
import { sweepVantages } from '../../dns/sweep.ts';
import { type LookDeps, toDial } from './deps.ts';

/** The address that the vantages give for a host, one that this machine can reach; undefined: none does. */
export async function resolveHost(
  deps: Pick<LookDeps, 'dialer' | 'vantages' | 'now'>,
  host: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (isIP(host) !== 0) return deps.dialer.canReach(host) ? host : undefined;
  return toDial(deps.dialer, await addressesOf(deps, host, signal));
}

/** Every address that any vantage gives for a host. */
async function addressesOf(
  deps: Pick<LookDeps, 'dialer' | 'vantages' | 'now'>,
  host: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const answers = await sweepVantages(deps.dialer, {
    vantages: deps.vantages,
    questions: (['A', 'AAAA'] as const).map((type) => ({ name: host, type })),
    samples: 1,
    attempts: 1,
    signal,
    now: deps.now,
  });
  return [...new Set(answers.flatMap(({ result }) => (result.outcome === 'answer' ? result.values : [])))];
}
