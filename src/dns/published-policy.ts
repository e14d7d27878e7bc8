import type { Instant } from '../migration/time.ts';
import type { PolicyObservation } from '../migration/zone-observations.ts';
import type { Dialer } from '../net/dial.ts';
import { fetchPolicy, policyHost } from './fetch-policy.ts';
import { mtaStsId } from './mta-sts.ts';
import { addressesBy, type Resolve } from './resolve.ts';

export type PublishedPolicyOptions = {
  readonly domain: string;
  readonly resolve: Resolve;
  readonly now: () => Instant;
  readonly signal?: AbortSignal;
};

/**
 * The MTA-STS policy of a domain as senders find it: the record's id, and the file. `absent` where no record says that
 * there is one; what stands in its place all the same (senders that hold a policy renew it there) is read too.
 */
export async function publishedPolicy(
  dialer: Dialer,
  { domain, resolve, now, signal }: PublishedPolicyOptions,
): Promise<PolicyObservation> {
  const [record, found] = await Promise.all([
    resolve(`_mta-sts.${domain}`, 'TXT'),
    addressesBy(resolve, policyHost(domain)),
  ]);
  if (record.outcome === 'failed') return { domain, result: record };
  const id = mtaStsId(record.values);
  const named = { domain, ...(id === undefined ? {} : { id }) };
  const absent = (detail: string): PolicyObservation => ({
    domain,
    result: { outcome: 'no-policy', at: now(), reason: 'absent', detail },
  });
  if (found.outcome === 'failed') return id === undefined ? absent('no record') : { ...named, result: found };
  if (found.values.length === 0) {
    if (id === undefined) return absent('no record');
    const detail = `${policyHost(domain)} has no address`;
    return { ...named, result: { outcome: 'no-policy', at: now(), reason: 'host', detail } };
  }
  const fetched = await fetchPolicy(dialer, {
    domain,
    addresses: found.values,
    now,
    ...(signal === undefined ? {} : { signal }),
  });
  if (fetched.outcome === 'policy') {
    const { mode, mx, maxAgeSeconds } = fetched.policy;
    return { ...named, result: { outcome: 'policy', at: fetched.at, mode, mx, maxAgeSeconds } };
  }
  // Without a record nobody asks for the file: a web server that answers for every name is no broken policy.
  return id === undefined ? absent('no record') : { ...named, result: fetched };
}
