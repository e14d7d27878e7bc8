import { isIP } from 'node:net';
import { mxHosts } from '../../../dns/mail-records.ts';
import { canonicalName, isAskableName } from '../../../dns/names.ts';
import { addressesBy } from '../../../dns/resolve.ts';
import type { Facts } from '../../../migration/facts.ts';
import type { AuthorityObservation } from '../../../migration/observations.ts';
import { standingRecords } from '../../../migration/plan.ts';
import type { ExchangerObservation } from '../../../migration/zone-observations.ts';
import { isOurs } from '../../../migration/zones.ts';
import type { Ground } from './ground.ts';

/** More than any domain has; those beyond it stay unknown. */
const HOSTS_ASKED = 12;

/** The MX hosts, planned and served, that lie in nobody's domain of ours (a backup, a gateway), asked for where they live. */
export async function exchangersOf(
  ground: Ground,
  facts: Facts,
  observations: readonly AuthorityObservation[],
): Promise<readonly ExchangerObservation[]> {
  const planned = standingRecords(facts).flatMap(({ type, after }) => (type === 'MX' ? after : []));
  const served = observations.flatMap(({ question, result }) =>
    question.type === 'MX' && result.outcome === 'answer' ? result.values : [],
  );
  const hosts = mxHosts([...planned, ...served]).map(canonicalName);
  const elsewhere = hosts.filter((host) => isAskableName(host) && isIP(host) === 0 && !isOurs(facts, host));
  return await Promise.all([...new Set(elsewhere)].slice(0, HOSTS_ASKED).map((host) => askedFor(ground, host)));
}

async function askedFor({ resolve }: Ground, host: string): Promise<ExchangerObservation> {
  const [alias, addresses] = await Promise.all([resolve(host, 'CNAME'), addressesBy(resolve, host)]);
  // What stands behind an alias changes nothing about its being one.
  const target = alias.outcome === 'answer' ? alias.values[0] : undefined;
  if (alias.outcome === 'failed') return { host, result: alias };
  if (target !== undefined)
    return { host, result: { outcome: 'exchanger', at: alias.at, addresses: [], alias: target } };
  if (addresses.outcome === 'failed') return { host, result: addresses };
  const at = Math.min(alias.at, addresses.at);
  return { host, result: { outcome: 'exchanger', at, addresses: addresses.values } };
}
