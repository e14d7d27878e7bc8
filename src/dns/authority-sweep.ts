import type { AuthorityObservation, AuthorityServer, DnsResult, Failure, Question } from '../migration/observations.ts';
import type { Instant } from '../migration/time.ts';
import type { DelegationObservation } from '../migration/zone-observations.ts';
import type { Dialer } from '../net/dial.ts';
import { askAuthority } from './client.ts';
import { type Delegation, delegationOf, uniqueServers } from './delegation.ts';
import { followed } from './follow.ts';
import { isWithin } from './names.ts';
import { createPatience, type Patiently } from './patience.ts';
import { createWalker, type Walker, type Zone } from './walker.ts';

/** A server seen in earlier sweeps, with the zone it was met for; without one, that of the first domain. */
export type KnownServer = AuthorityServer & { readonly zone?: string };

export type AuthoritySweepOptions = {
  readonly domain: string;
  /** Every domain that is moved, `domain` among them or not. */
  readonly domains?: readonly string[];
  readonly questions: readonly Question[];
  readonly roots?: readonly string[];
  /** Servers met earlier (the old DNS provider's): asked as well, since caches may still turn to them. */
  readonly known?: readonly KnownServer[];
  /** A walk that is under way, in place of one from the roots. */
  readonly walker?: Walker;
  /** What several sweeps of one look share: delegations found, and servers that have fallen silent. */
  readonly shared?: SharedSweep;
  readonly signal?: AbortSignal;
  readonly now: () => Instant;
  /** Of one attempt. */
  readonly timeoutMs?: number;
  /** Of the whole sweep: what is not answered by then has failed with `dns-timeout`. */
  readonly wallMs?: number;
};

export type AuthoritySweep = {
  /** The parent's NS set for the (first) domain, with the TTL of its referral. */
  readonly parent: DnsResult;
  /** Every authoritative server of the domains that was asked, the known ones included. */
  readonly servers: readonly AuthorityServer[];
  /** How the world is led to each zone that a domain or a question lies in; those that could not be found are left out. */
  readonly delegations: readonly DelegationObservation[];
  readonly observations: readonly AuthorityObservation[];
  readonly failures: readonly { readonly server: string; readonly failure: Failure }[];
};

export type SharedSweep = {
  readonly patiently: Patiently;
  readonly delegations: Map<string, Promise<Delegation | Failure>>;
};

export function createSharedSweep(now: () => Instant): SharedSweep {
  return { patiently: createPatience(now), delegations: new Map() };
}

type Home = { readonly zone: Zone; readonly delegation: Delegation | Failure };

const WALL_MS = 20_000;

/**
 * Asks every authoritative server of the domains every question, AA required. A host in another zone is asked at its own
 * zone's servers; an alias that leads out of the zone is followed there. Where a zone cannot be found, there is one
 * failed observation with an empty address.
 */
export async function sweepAuthorities(dialer: Dialer, options: AuthoritySweepOptions): Promise<AuthoritySweep> {
  const { domain, known = [], now } = options;
  const bounds = { ...options, signal: wall(options) };
  const walker = options.walker ?? createWalker(dialer, bounds);
  const { patiently, delegations } = options.shared ?? createSharedSweep(now);
  const domains = [...new Set([domain, ...(options.domains ?? [])])];
  const homeOf = memoized(async (name: string, fallback: Zone): Promise<Home> => {
    const asked = delegations.get(name) ?? delegationOf(dialer, walker, name, bounds);
    delegations.set(name, asked);
    const delegation = await asked;
    const isFound = !('outcome' in delegation);
    const zone = isFound ? delegation.zone : fallback.name;
    const isFirst = isWithin(domain, zone);
    const former = known.filter(
      (server) => (server.zone === undefined ? isFirst : server.zone === zone) && dialer.canReach(server.address),
    );
    const found = isFound ? delegation.servers : fallback.servers;
    return { zone: { name: zone, servers: uniqueServers([...found, ...former].map(plain)) }, delegation };
  });

  const homes = await Promise.all(domains.map((name) => homeOf(name, { name, servers: [] })));
  const own = homes.map(({ zone }) => zone);
  const earlier = [...new Set(known.flatMap(({ zone }) => zone ?? []))];
  const zoneFor = async (name: string): Promise<Home | Failure> => {
    const zone = await walker.zoneOf(name);
    if (!('outcome' in zone)) {
      return homes.find((home) => home.zone.name === zone.name) ?? (await homeOf(zone.name, zone));
    }
    // The way down is broken; whoever served the name before, or serves the domain, may know all the same.
    const holding = [...own.map((one) => one.name), ...earlier].filter((one) => isWithin(name, one));
    const [nearest] = holding.sort((a, b) => b.length - a.length);
    if (nearest === undefined) return zone;
    return homes.find((home) => home.zone.name === nearest) ?? (await homeOf(nearest, { name: nearest, servers: [] }));
  };
  const names = [...new Set(options.questions.map((question) => question.name))];
  const places = new Map(await Promise.all(names.map(async (name) => [name, await zoneFor(name)] as const)));

  const observe = async (question: Question): Promise<readonly AuthorityObservation[]> => {
    const place = places.get(question.name);
    if (place === undefined) return [];
    if ('outcome' in place) return [{ server: { name: question.name, address: '' }, question, result: place }];
    const { zone, delegation } = place;
    if (zone.servers.length === 0) {
      const none: Failure = { outcome: 'failed', at: now(), code: 'dns-no-servers' };
      const result = 'outcome' in delegation ? delegation : none;
      return [{ server: { name: zone.name, address: '' }, question, result }];
    }
    return await Promise.all(
      zone.servers.map(async (server) => {
        const put = (name: string) =>
          patiently(server.address, () =>
            askAuthority(dialer, {
              ...bounds,
              server: server.address,
              question: { ...question, name },
              zone: zone.name,
            }),
          );
        return { server, question, result: await followed(walker, zone, question, put) };
      }),
    );
  };
  const observations = await Promise.all(options.questions.map(observe));
  const met = new Map<string, Home>();
  for (const home of [...homes, ...places.values()]) if (!('outcome' in home)) met.set(home.zone.name, home);
  const [first] = homes;
  return {
    parent: first === undefined || 'outcome' in first.delegation ? failureOf(first, now()) : first.delegation.parent,
    servers: uniqueServers(own.flatMap((zone) => zone.servers)),
    delegations: [...met.values()].flatMap(({ delegation }) => observed(delegation)),
    observations: observations.flat(),
    failures: homes.flatMap(({ zone, delegation }) =>
      'outcome' in delegation ? [{ server: zone.name, failure: delegation }] : delegation.failures,
    ),
  };
}

function observed(delegation: Delegation | Failure): readonly DelegationObservation[] {
  if ('outcome' in delegation) return [];
  const { zone, parent, parentSilent, child, servers } = delegation;
  return [{ zone, parent, ...(parentSilent === undefined ? {} : { parentSilent }), child, servers }];
}

function failureOf(home: Home | undefined, at: Instant): Failure {
  if (home !== undefined && 'outcome' in home.delegation) return home.delegation;
  return { outcome: 'failed', at, code: 'dns-no-servers' };
}

function plain({ name, address }: AuthorityServer): AuthorityServer {
  return { name, address };
}

/** One look at a zone for all the names in it. */
function memoized(find: (name: string, fallback: Zone) => Promise<Home>): typeof find {
  const found = new Map<string, Promise<Home>>();
  return (name, fallback) => {
    const home = found.get(name) ?? find(name, fallback);
    found.set(name, home);
    return home;
  };
}

function wall({ signal, wallMs = WALL_MS }: AuthoritySweepOptions): AbortSignal {
  const limit = AbortSignal.timeout(wallMs);
  return signal === undefined ? limit : AbortSignal.any([signal, limit]);
}
