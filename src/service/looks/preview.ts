import { mxHosts } from '../../dns/mail-records.ts';
import { canonicalName, isAskableName } from '../../dns/names.ts';
import { pointerOf } from '../../dns/pointer.ts';
import { addressesBy } from '../../dns/resolve.ts';
import type { DomainSeen, HostSeen } from '../../migration/preview.ts';
import type { LookDeps } from './deps.ts';
import { type Ground, openGround } from './zone/ground.ts';

/** What hosters hand out for mail programs, the likeliest first. */
const USUAL = ['imap', 'mail', 'pop', 'smtp'] as const;
const EXCHANGERS_ASKED = 4;

/**
 * Looks a domain up from the roots before there is a record of it: where its mail goes, and where its usual names lead.
 * What does not answer within the signal has failed. Records nothing; never rejects by itself.
 */
export async function previewDomain(
  deps: Pick<LookDeps, 'dialer' | 'roots' | 'now'>,
  domain: string,
  signal: AbortSignal,
): Promise<DomainSeen> {
  const ground = openGround(deps, signal);
  const [mx, ...usual] = await Promise.all([
    ground.resolve(domain, 'MX'),
    ...USUAL.map((label) => hostSeen(ground, `${label}.${domain}`)),
  ]);
  const hosts = mx.outcome === 'answer' ? mxHosts(mx.values).map(canonicalName).filter(isAskableName) : [];
  const exchangers = await Promise.all(hosts.slice(0, EXCHANGERS_ASKED).map((host) => hostSeen(ground, host)));
  return { domain, mx, exchangers, usual };
}

async function hostSeen({ resolve, now }: Ground, name: string): Promise<HostSeen> {
  const [addresses, four] = await Promise.all([addressesBy(resolve, name), resolve(name, 'A')]);
  const alias = four.outcome === 'answer' ? four.via?.at(-1) : undefined;
  const [first] = addresses.outcome === 'answer' ? addresses.values : [];
  const pointer = first === undefined ? undefined : await pointerOf(resolve, first, now);
  const confirmed = pointer?.outcome === 'pointer' ? pointer.confirmed[0] : undefined;
  return {
    name,
    addresses,
    ...(alias === undefined ? {} : { alias }),
    ...(confirmed === undefined ? {} : { pointer: confirmed }),
  };
}
