import type { AuthorityServer, DnsResult, Failure } from '../migration/observations.ts';
import type { Instant } from '../migration/time.ts';
import type { Dialer } from '../net/dial.ts';
import { askAuthority, exchangeWithin } from './client.ts';
import { isWithin } from './names.ts';
import type { Reply } from './packet.ts';
import { canonicalValues } from './values.ts';
import { createWalker, type Walker, type WalkerOptions, type Zone } from './walker.ts';

export type Delegation = {
  /** The zone that holds the domain: usually the domain itself. */
  readonly zone: string;
  readonly parentZone: string;
  /**
   * The NS set as the parent's servers hand it out, with the TTL of that referral. Where they disagree: all names, and
   * the longest TTL, so that nothing old is hidden.
   */
  readonly parent: DnsResult;
  /** Some of the parent's servers were not heard, or gave no referral. */
  readonly parentSilent?: true;
  /** The NS set as the zone's own servers give it; merged likewise. */
  readonly child: DnsResult;
  /** Every address of every server that either side names. */
  readonly servers: readonly AuthorityServer[];
  /** Servers that could not be asked or found: nothing is known about what they serve. */
  readonly failures: readonly { readonly server: string; readonly failure: Failure }[];
};

/** Finds the authoritative servers of a domain: down from the roots, the parent's view and the zone's own. */
export function findDelegation(dialer: Dialer, domain: string, options: WalkerOptions): Promise<Delegation | Failure> {
  return delegationOf(dialer, createWalker(dialer, options), domain, options);
}

/** The same, on a walk that is under way. */
export async function delegationOf(
  dialer: Dialer,
  walker: Walker,
  domain: string,
  { now, signal, timeoutMs }: WalkerOptions,
): Promise<Delegation | Failure> {
  const zone = await walker.zoneOf(domain);
  if ('outcome' in zone) return zone;
  const question = { name: zone.name, type: 'NS' } as const;
  const bound = { ...(signal === undefined ? {} : { signal }), ...(timeoutMs === undefined ? {} : { timeoutMs }) };
  const askChild = (server: AuthorityServer) =>
    askAuthority(dialer, { ...bound, server: server.address, question, zone: zone.name, now });
  const askParent = async (server: AuthorityServer): Promise<DnsResult> => {
    const exchanged = await exchangeWithin(dialer, { ...bound, ...question, server: server.address, recursive: false });
    return exchanged.outcome === 'failed' ? { ...exchanged, at: now() } : referredTo(exchanged.reply, zone.name, now());
  };

  const [fromParent, fromChild] = await Promise.all([
    Promise.all(onePerName(zone.parent).map(askParent)),
    Promise.all(zone.servers.map(async (server) => ({ server, result: withoutElsewhere(await askChild(server)) }))),
  ]);
  const parent = merged(fromParent, now());
  const child = merged(
    fromChild.map(({ result }) => result),
    now(),
  );
  const known = new Set(zone.servers.map((server) => server.name));
  const named = [...valuesOf(parent), ...valuesOf(child)];
  const missing = canonicalValues(named).filter((name) => !known.has(name));
  const further = await walker.serversOf(missing, []);
  const servers = uniqueServers([...zone.servers, ...further]);
  const found = new Set(servers.map((server) => server.name));
  return {
    zone: zone.name,
    parentZone: zone.parent?.name ?? '',
    parent,
    ...(fromParent.some((result) => result.outcome === 'failed') ? { parentSilent: true as const } : {}),
    child,
    servers,
    failures: [
      ...fromChild.flatMap(({ server, result }) =>
        result.outcome === 'failed' ? [{ server: server.address, failure: result }] : [],
      ),
      ...canonicalValues(named)
        .filter((name) => !found.has(name))
        .map((server) => ({ server, failure: noAddress(server, now()) })),
    ],
  };
}

/** Servers by address, each once. */
export function uniqueServers(servers: readonly AuthorityServer[]): readonly AuthorityServer[] {
  return [...new Map(servers.map((server) => [server.address, server])).values()];
}

/** The parent's NS set for `zone`: in the authority section of a referral; in the answer where the parent serves it too. */
function referredTo(reply: Reply, zone: string, at: Instant): DnsResult {
  const records = [...reply.answers, ...reply.authorities].filter(
    (record) => record.type === 'NS' && record.name === zone,
  );
  if (records.length === 0) {
    const isGone = reply.authoritative && (reply.rcode === 0 || reply.rcode === 3);
    const soa = reply.authorities.find((record) => record.type === 'SOA' && isWithin(zone, record.name));
    if (!isGone || soa === undefined)
      return { outcome: 'failed', at, code: 'dns-lame', detail: `no referral to ${zone}` };
    return { outcome: 'answer', at, values: [], ttlSeconds: Math.min(soa.ttlSeconds, soa.minimumSeconds ?? 0) };
  }
  const values = canonicalValues(records.map((record) => record.value));
  return { outcome: 'answer', at, values, ttlSeconds: Math.min(...records.map((record) => record.ttlSeconds)) };
}

function merged(results: readonly DnsResult[], at: Instant): DnsResult {
  const answers = results.filter((result) => result.outcome === 'answer');
  if (answers.length === 0) return results[0] ?? { outcome: 'failed', at, code: 'dns-no-servers' };
  return {
    outcome: 'answer',
    at: Math.max(...answers.map((answer) => answer.at)),
    values: canonicalValues(answers.flatMap((answer) => answer.values)),
    ttlSeconds: Math.max(...answers.map((answer) => answer.ttlSeconds)),
  };
}

function withoutElsewhere(result: Awaited<ReturnType<typeof askAuthority>>): DnsResult {
  if (result.outcome !== 'elsewhere') return result;
  return { outcome: 'failed', at: result.at, code: 'dns-malformed', detail: 'an alias at the top of the zone' };
}

function onePerName(zone: Zone | undefined): readonly AuthorityServer[] {
  // The roots have addresses alone, no names: each stands for itself.
  return [...new Map((zone?.servers ?? []).map((server) => [server.name || server.address, server])).values()];
}

function valuesOf(result: DnsResult): readonly string[] {
  return result.outcome === 'answer' ? result.values : [];
}

function noAddress(server: string, at: Instant): Failure {
  return {
    outcome: 'failed',
    at,
    code: 'dns-no-servers',
    detail: `${server} has no address that can be reached from here`,
  };
}
