import type {
  AuthorityServer,
  DnsAnswer,
  DnsResult,
  Failure,
  FailureCode,
  Question,
  RecordType,
} from '../migration/observations.ts';
import type { Instant } from '../migration/time.ts';
import type { Dialer } from '../net/dial.ts';
import { askAuthority, exchangeWithin } from './client.ts';
import { isReferral } from './interpret.ts';
import { isAskableName, isWithin, parentName } from './names.ts';
import type { Reply } from './packet.ts';
import { ROOT_SERVERS } from './roots.ts';
import type { Rr } from './values.ts';

/** A zone and the servers that were found for it on the way down. */
export type Zone = {
  /** '' is the root. */
  readonly name: string;
  /** The zone whose servers told us of this one. */
  readonly parent?: Zone;
  readonly servers: readonly AuthorityServer[];
};

export type WalkerOptions = {
  /** Addresses of the root servers; the real ones when not given. */
  readonly roots?: readonly string[];
  readonly signal?: AbortSignal;
  readonly now: () => Instant;
  /** Of one attempt at one server. */
  readonly timeoutMs?: number;
};

/** Walks down from the roots, and remembers the zones it has passed: make one for each look, not for longer. */
export type Walker = {
  /** The zone that holds `name`, or why it was not found. */
  zoneOf(name: string): Promise<Zone | Failure>;
  /** Answers a question at the authoritative servers alone, following aliases from zone to zone. */
  resolve(question: Question): Promise<DnsResult>;
  /** Addresses of name servers: what the referral brought along, else found by a walk of their own. */
  serversOf(names: readonly string[], glue: readonly Rr[]): Promise<readonly AuthorityServer[]>;
};

const MAX_STEPS = 24;
const MAX_ALIASES = 12;
const MAX_DEPTH = 5;
const MAX_NAME_SERVERS = 13;
/** Servers of one zone that are tried before the zone counts as silent. */
const MAX_TRIES = 6;
const TIMEOUT_MS = 1_200;

export function createWalker(dialer: Dialer, options: WalkerOptions): Walker {
  const { now, signal, timeoutMs = TIMEOUT_MS } = options;
  const root: Zone = { name: '', servers: (options.roots ?? ROOT_SERVERS).map((address) => ({ name: '', address })) };
  const zones = new Map<string, Zone>([['', root]]);
  const hosts = new Map<string, readonly string[]>();
  const heard = new Set<string>();
  const silent = new Set<string>();
  const bound = { timeoutMs, attempts: 1, ...(signal === undefined ? {} : { signal }) };

  const failure = (code: FailureCode, detail: string): Failure => ({ outcome: 'failed', at: now(), code, detail });

  /** Down from the deepest zone known, by asking for the SOA: an answer says where the zone's top is. */
  const zoneOf = async (name: string, depth = 0): Promise<Zone | Failure> => {
    if (!isAskableName(name)) return failure('dns-bad-name', name);
    let zone = deepestKnown(zones, name, root);
    let probe = name;
    for (let step = 0; step < MAX_STEPS; step += 1) {
      const seen = await firstUseful(zone, probe);
      if ('outcome' in seen) return seen;
      // An alias is never a zone's top: its zone is that of the name above.
      if (seen.cut.kind === 'alias') probe = parentName(probe);
      else if (seen.cut.zone === zone.name) return zone;
      else {
        const below = await descend(zone, seen.cut.zone, seen, depth);
        if ('outcome' in below) return below;
        zones.set(below.name, below);
        zone = below;
      }
    }
    return failure('dns-no-servers', `too many steps to ${name}`);
  };

  /** In any order; where some of them do not answer, those first that have. A dead one is not waited for with every name. */
  const inOrder = (servers: readonly AuthorityServer[]): readonly AuthorityServer[] => {
    const any = shuffled(servers);
    if (!servers.some(({ address }) => silent.has(address))) return any;
    const rank = ({ address }: AuthorityServer) => (heard.has(address) ? 0 : silent.has(address) ? 2 : 1);
    return any.sort((a, b) => rank(a) - rank(b));
  };
  const note = ({ address }: AuthorityServer, code: FailureCode | undefined) => {
    if (code === 'dns-timeout' || code === 'dns-network') silent.add(address);
    else if (code === undefined) heard.add(address);
  };

  /** Asks the zone's servers one after the other until one is of use: a referral down, or an answer with authority. */
  const firstUseful = async (zone: Zone, name: string): Promise<Seen | Failure> => {
    let last = failure('dns-no-servers', `no server for ${zone.name || 'the root'} can be reached`);
    for (const server of inOrder(zone.servers).slice(0, MAX_TRIES)) {
      const exchanged = await exchangeWithin(dialer, {
        ...bound,
        server: server.address,
        name,
        type: 'SOA',
        recursive: false,
      });
      note(server, exchanged.outcome === 'reply' ? undefined : exchanged.code);
      if (exchanged.outcome === 'reply') {
        const cut = cutIn(exchanged.reply, name, zone);
        if (cut !== undefined) return { cut, reply: exchanged.reply, server };
        last = failure('dns-lame', `${server.address} does not serve ${zone.name || 'the root'}`);
      } else {
        last = { ...exchanged, at: now() };
        if (exchanged.code === 'cancelled' || signal?.aborted) return last;
      }
    }
    return last;
  };

  const descend = async (zone: Zone, cut: string, { reply, server }: Seen, depth: number): Promise<Zone | Failure> => {
    let names = nsOf(reply.authorities, cut);
    let glue = reply.additionals.filter((record) => isWithin(record.name, zone.name));
    if (names.length === 0 || reply.authoritative) {
      // One server for parent and child gives no referral: it has to be asked for the child's NS set.
      const own = await exchangeWithin(dialer, {
        ...bound,
        server: server.address,
        name: cut,
        type: 'NS',
        recursive: false,
      });
      if (own.outcome === 'failed') return { ...own, at: now() };
      names = nsOf([...own.reply.answers, ...own.reply.authorities], cut);
      glue = own.reply.additionals.filter((record) => isWithin(record.name, zone.name));
    }
    const servers = await serversOf(names, glue, depth);
    if (servers.length === 0) return failure('dns-no-servers', `no address for the servers of ${cut}`);
    return { name: cut, parent: zone, servers };
  };

  const serversOf = async (
    names: readonly string[],
    glue: readonly Rr[],
    depth = 0,
  ): Promise<readonly AuthorityServer[]> => {
    const found = await Promise.all(
      names.slice(0, MAX_NAME_SERVERS).map(async (name) => {
        const given = glue.filter((record) => record.name === name && (record.type === 'A' || record.type === 'AAAA'));
        const addresses = given.length > 0 ? given.map((record) => record.value) : await addressesOf(name, depth + 1);
        return addresses.filter((address) => dialer.canReach(address)).map((address) => ({ name, address }));
      }),
    );
    return found.flat();
  };

  const addressesOf = async (name: string, depth: number): Promise<readonly string[]> => {
    const known = hosts.get(name);
    if (known !== undefined) return known;
    // Two zones whose servers live in each other, without glue, would go round for ever.
    if (depth > MAX_DEPTH) return [];
    const results = await Promise.all([resolve({ name, type: 'A' }, depth), resolve({ name, type: 'AAAA' }, depth)]);
    const addresses = results.flatMap((result) => (result.outcome === 'answer' ? result.values : []));
    if (addresses.length > 0) hosts.set(name, addresses);
    return addresses;
  };

  const resolve = async (question: Question, depth = 0): Promise<DnsResult> => {
    const via: string[] = [];
    let ttlSeconds = Number.MAX_SAFE_INTEGER;
    let name = question.name;
    for (let hop = 0; hop <= MAX_ALIASES; hop += 1) {
      const zone = await zoneOf(name, depth);
      if ('outcome' in zone) return zone;
      const result = await askZone(zone, { name, type: question.type });
      if (result.outcome === 'failed') return result;
      ttlSeconds = Math.min(ttlSeconds, result.ttlSeconds);
      via.push(...(result.via ?? []));
      if (result.outcome === 'answer')
        return { ...result, ttlSeconds, ...(via.length === 0 ? {} : { via }) } satisfies DnsAnswer;
      if (result.target === question.name || new Set(via).size < via.length) break;
      name = result.target;
    }
    return failure('dns-malformed', `the aliases of ${question.name} do not end`);
  };

  const askZone = async (zone: Zone, question: Question) => {
    let last: Awaited<ReturnType<typeof askAuthority>> = failure('dns-no-servers', zone.name);
    for (const server of inOrder(zone.servers).slice(0, MAX_TRIES)) {
      last = await askAuthority(dialer, { ...bound, server: server.address, question, zone: zone.name, now });
      note(server, last.outcome === 'failed' ? last.code : undefined);
      if (last.outcome !== 'failed' || signal?.aborted) return last;
    }
    return last;
  };

  return {
    zoneOf: (name) => zoneOf(name),
    resolve: (question) => resolve(question),
    serversOf: (names, glue) => serversOf(names, glue),
  };
}

/** Answers one question from the roots down: hosts that are given by name, name servers outside the zone. */
export function resolveFromRoots(
  dialer: Dialer,
  name: string,
  type: RecordType,
  options: WalkerOptions,
): Promise<DnsResult> {
  return createWalker(dialer, options).resolve({ name, type });
}

/** What a reply says about a name: the zone that holds it, or leads to it; or that it is an alias. */
type Cut = { readonly kind: 'zone'; readonly zone: string } | { readonly kind: 'alias' };
type Seen = { readonly cut: Cut; readonly reply: Reply; readonly server: AuthorityServer };

/**
 * Reads the zone from a reply: one below `zone` in a referral, or the owner of the SOA in an answer. `undefined`: the
 * reply is of no use (an error, or a referral up or sideways: a lame server).
 */
function cutIn(reply: Reply, name: string, zone: Zone): Cut | undefined {
  if (reply.rcode !== 0 && reply.rcode !== 3) return undefined;
  if (!reply.authoritative) {
    if (!isReferral(reply, name)) return undefined;
    const below = reply.authorities.find((record) => record.type === 'NS' && isWithin(name, record.name))?.name;
    const isDown = below !== undefined && below !== zone.name && isWithin(below, zone.name);
    return isDown ? { kind: 'zone', zone: below } : undefined;
  }
  if (reply.answers.some((record) => record.type === 'CNAME' && record.name === name)) return { kind: 'alias' };
  const soa = [...reply.answers, ...reply.authorities].find(
    (record) => record.type === 'SOA' && isWithin(name, record.name),
  );
  return soa !== undefined && isWithin(soa.name, zone.name) ? { kind: 'zone', zone: soa.name } : undefined;
}

function nsOf(records: readonly Rr[], zone: string): readonly string[] {
  return [
    ...new Set(records.filter((record) => record.type === 'NS' && record.name === zone).map((record) => record.value)),
  ];
}

function deepestKnown(zones: ReadonlyMap<string, Zone>, name: string, root: Zone): Zone {
  for (let above = name; above !== ''; above = parentName(above)) {
    const zone = zones.get(above);
    if (zone !== undefined) return zone;
  }
  return root;
}

function shuffled<T>(list: readonly T[]): T[] {
  return list
    .map((item) => ({ item, rank: Math.random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
