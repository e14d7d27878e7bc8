import { isIP } from 'node:net';
import type { AuthorityServer, Failure, Question } from '../migration/observations.ts';
import type { Instant } from '../migration/time.ts';
import type { NewZoneObservation } from '../migration/zone-observations.ts';
import type { Dialer } from '../net/dial.ts';
import { askAuthority } from './client.ts';
import { uniqueServers } from './delegation.ts';
import { followed } from './follow.ts';
import { canonicalName } from './names.ts';
import { createPatience } from './patience.ts';
import { addressesBy, type Resolve } from './resolve.ts';
import type { Walker } from './walker.ts';

export type NewZoneOptions = {
  readonly zone: string;
  /** Names (or addresses) of the servers that the delegation shall name. */
  readonly servers: readonly string[];
  readonly questions: readonly Question[];
  readonly walker: Pick<Walker, 'zoneOf' | 'resolve'>;
  readonly resolve: Resolve;
  readonly now: () => Instant;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
};

/**
 * What the servers of the DNS provider to come serve for a zone, before anything leads to them: each is asked everything,
 * with authority. A server that has no address yet (its name lies in the very zone that it shall serve) is a failure.
 * Never rejects.
 */
export async function askNewZone(dialer: Dialer, options: NewZoneOptions): Promise<NewZoneObservation> {
  const { zone, questions, walker, now, signal, timeoutMs } = options;
  const found = await Promise.all(options.servers.map((name) => locate(dialer, options, canonicalName(name))));
  const servers = uniqueServers(found.flatMap((one) => ('failure' in one ? [] : one.servers)));
  const patiently = createPatience(now);
  const bounds = { ...(signal === undefined ? {} : { signal }), ...(timeoutMs === undefined ? {} : { timeoutMs }) };
  const observations = await Promise.all(
    servers.flatMap((server) =>
      questions.map(async (question) => {
        const put = (name: string) =>
          patiently(server.address, () =>
            askAuthority(dialer, { ...bounds, now, server: server.address, question: { ...question, name }, zone }),
          );
        return { server, question, result: await followed(walker, { name: zone }, question, put) };
      }),
    ),
  );
  return {
    zone,
    servers,
    observations,
    failures: found.flatMap((one) => ('failure' in one ? [{ server: one.server, failure: one.failure }] : [])),
  };
}

type Found = { readonly servers: readonly AuthorityServer[] } | { readonly server: string; readonly failure: Failure };

async function locate(dialer: Dialer, { resolve, now }: NewZoneOptions, name: string): Promise<Found> {
  if (isIP(name) !== 0) return { servers: [{ name, address: name }] };
  const addresses = await addressesBy(resolve, name);
  if (addresses.outcome === 'failed') return { server: name, failure: addresses };
  const reachable = addresses.values.filter((address) => dialer.canReach(address));
  if (reachable.length > 0) return { servers: reachable.map((address) => ({ name, address })) };
  return {
    server: name,
    failure: { outcome: 'failed', at: now(), code: 'dns-no-servers', detail: `${name} has no address` },
  };
}
