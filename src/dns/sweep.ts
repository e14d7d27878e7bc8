import { setImmediate as nextTurn } from 'node:timers/promises';
import type {
  AuthorityObservation,
  AuthorityServer,
  DnsResult,
  Failure,
  Question,
  VantageObservation,
} from '../migration/observations.ts';
import type { Instant } from '../migration/time.ts';
import type { Dialer } from '../net/dial.ts';
import { askVantage, carriedBy } from './ask-vantage.ts';
import { askAuthority } from './client.ts';
import { delegationOf, uniqueServers } from './delegation.ts';
import type { Elsewhere } from './interpret.ts';
import { createLines } from './lines.ts';
import { isWithin } from './names.ts';
import { type Sample, samplesOf } from './sampling.ts';
import { portOf, transportOf, type Vantage } from './vantages.ts';
import { createWalker, type Walker, type Zone } from './walker.ts';

type Bounds = {
  readonly signal?: AbortSignal;
  readonly now: () => Instant;
  /** Of one attempt. */
  readonly timeoutMs?: number;
  /** Of the whole sweep: what is not answered by then has failed with `dns-timeout`. */
  readonly wallMs?: number;
};

export type AuthoritySweepOptions = Bounds & {
  readonly domain: string;
  readonly questions: readonly Question[];
  readonly roots?: readonly string[];
  /** Servers seen in earlier sweeps (the old DNS provider's): asked as well, since caches may still turn to them. */
  readonly known?: readonly AuthorityServer[];
};

export type AuthoritySweep = {
  /** The parent's NS set for the domain, with the TTL of its referral. */
  readonly parent: DnsResult;
  /** Every authoritative server of the domain that was asked, the known ones included. */
  readonly servers: readonly AuthorityServer[];
  readonly observations: readonly AuthorityObservation[];
  readonly failures: readonly { readonly server: string; readonly failure: Failure }[];
};

/** Questions that leave in one turn of the loop: hundreds at once overflow socket buffers, and the lost ones cost a time-out. */
const BURST = 50;
const AUTHORITY_WALL_MS = 20_000;
const VANTAGE_WALL_MS = 10_000;

/**
 * Asks every authoritative server of the domain every question, AA required. A host in another zone is asked at its own
 * zone's servers; an alias that leads out of the zone is followed there. Where a zone cannot be found, there is one
 * failed observation with an empty address.
 */
export async function sweepAuthorities(dialer: Dialer, options: AuthoritySweepOptions): Promise<AuthoritySweep> {
  const { domain, known = [], now } = options;
  const bounds = { ...options, signal: wall(options, AUTHORITY_WALL_MS) };
  const walker = createWalker(dialer, bounds);
  const delegation = await delegationOf(dialer, walker, domain, bounds);
  const isFound = !('outcome' in delegation);
  const own = uniqueServers([
    ...(isFound ? delegation.servers : []),
    ...known.filter((server) => dialer.canReach(server.address)),
  ]);
  const home: Zone = { name: isFound ? delegation.zone : domain, servers: own };

  const names = [...new Set(options.questions.map((question) => question.name))];
  const zones = new Map(
    await Promise.all(names.map(async (name) => [name, await zoneFor(walker, name, home)] as const)),
  );
  const observations = await Promise.all(
    options.questions.map(async (question): Promise<readonly AuthorityObservation[]> => {
      const zone = zones.get(question.name) ?? home;
      if ('outcome' in zone) return [{ server: { name: question.name, address: '' }, question, result: zone }];
      if (zone.servers.length === 0) {
        const result: Failure = isFound ? { outcome: 'failed', at: now(), code: 'dns-no-servers' } : delegation;
        return [{ server: { name: zone.name, address: '' }, question, result }];
      }
      return await Promise.all(
        zone.servers.map(async (server) => {
          const put = (name: string) =>
            askAuthority(dialer, {
              ...bounds,
              server: server.address,
              question: { ...question, name },
              zone: zone.name,
            });
          return { server, question, result: await followed(walker, zone, question, put) };
        }),
      );
    }),
  );
  return {
    parent: isFound ? delegation.parent : delegation,
    servers: own,
    observations: observations.flat(),
    failures: isFound ? delegation.failures : [{ server: domain, failure: delegation }],
  };
}

export type VantageSweepOptions = Bounds & {
  readonly vantages: readonly Vantage[];
  readonly questions: readonly Question[];
  /** How often each operator is asked at least, spread over its vantages; every plain question leaves from a new port. */
  readonly samples?: number;
  readonly attempts?: number;
};

/**
 * Asks all vantages all questions at once, within each vantage's budget. One observation a sample, in the order vantage,
 * question, sample: an old answer among new ones stays visible. What the budget leaves no room for before the wall has
 * failed with `not-asked-budget`.
 */
export async function sweepVantages(
  dialer: Dialer,
  options: VantageSweepOptions,
): Promise<readonly VantageObservation[]> {
  const { questions, samples = 1, now, timeoutMs, attempts, wallMs = VANTAGE_WALL_MS } = options;
  const signal = wall(options, VANTAGE_WALL_MS);
  const endsAt = performance.now() + wallMs;
  const lines = createLines(dialer, { signal });
  const bounds = {
    now,
    signal,
    lines,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(attempts === undefined ? {} : { attempts }),
  };
  const observe = async ({ vantage, question, over }: Sample): Promise<VantageObservation> => {
    const put = { ...bounds, vantage, question, patienceMs: Math.max(0, endsAt - performance.now()) };
    const first = await askVantage(dialer, { ...put, ...(over === 'tcp' ? { over, attempts: 1 } : {}) });
    // Many a resolver is closed over TCP, which says nothing about what it holds.
    const isShut = over === 'tcp' && first.outcome === 'failed' && first.code === 'dns-network';
    const result = isShut ? await askVantage(dialer, put) : first;
    const { id, operator, site } = vantage;
    return { vantage: id, operator, site, question, result, over: carriedBy(vantage, isShut ? 'udp' : over) };
  };
  const asked = samplesOf(options.vantages.filter(isAskable(dialer)), questions, samples);
  const pending: Promise<VantageObservation>[] = [];
  for (const [count, sample] of asked.entries()) {
    if (count > 0 && count % BURST === 0) await nextTurn();
    pending.push(observe(sample));
  }
  const observations = await Promise.all(pending);
  lines.close();
  return asked
    .map(({ place, index }, count) => ({ place, index, observation: observations[count] }))
    .sort((a, b) => a.place - b.place || a.index - b.index)
    .flatMap(({ observation }) => observation ?? []);
}

/**
 * Whether there is a way to a vantage at all. A public one is left out where this machine has no IPv6, or the address
 * book does not hold it; the site's own resolvers always count, silent or not.
 */
function isAskable(dialer: Dialer): (vantage: Vantage) => boolean {
  return (vantage) =>
    vantage.site || dialer.canReach(vantage.address, portOf(vantage), transportOf(vantage) === 'udp' ? 'udp' : 'tcp');
}

/** A name in the domain's zone is asked at all its servers, known ones included; any other where it lives. */
async function zoneFor(walker: Walker, name: string, home: Zone): Promise<Zone | Failure> {
  const zone = await walker.zoneOf(name);
  if ('outcome' in zone) return isWithin(name, home.name) ? home : zone;
  return zone.name === home.name ? home : zone;
}

/**
 * The answer to a question, aliases followed: inside the zone at the same server, so that two servers' data are never
 * mixed; out of it by a walk.
 */
async function followed(
  walker: Walker,
  zone: Zone,
  question: Question,
  put: (name: string) => Promise<DnsResult | Elsewhere>,
): Promise<DnsResult> {
  const first = await put(question.name);
  if (first.outcome !== 'elsewhere') return first;
  const targetZone = await walker.zoneOf(first.target);
  const isSameZone = !('outcome' in targetZone) && targetZone.name === zone.name;
  const here = isSameZone ? withAlias(first, await put(first.target)) : first;
  if (here.outcome !== 'elsewhere') return here;
  const rest = withAlias(here, await walker.resolve({ name: here.target, type: question.type }));
  if (rest.outcome !== 'elsewhere') return rest;
  return {
    outcome: 'failed',
    at: rest.at,
    code: 'dns-malformed',
    detail: `the aliases of ${question.name} do not end`,
  };
}

/** What comes behind an alias, as an answer to the name in front of it. */
function withAlias(alias: Elsewhere, behind: DnsResult | Elsewhere): DnsResult | Elsewhere {
  if (behind.outcome === 'failed') return behind;
  const ttlSeconds = Math.min(alias.ttlSeconds, behind.ttlSeconds);
  return { ...behind, ttlSeconds, via: [...alias.via, ...(behind.via ?? [])] };
}

function wall({ signal, wallMs }: Bounds, defaultMs: number): AbortSignal {
  const limit = AbortSignal.timeout(wallMs ?? defaultMs);
  return signal === undefined ? limit : AbortSignal.any([signal, limit]);
}
