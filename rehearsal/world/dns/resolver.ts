import { setTimeout as delay } from 'node:timers/promises';
import type { Book } from '../book.ts';
import type { Random } from '../random.ts';
import type { Authorities } from './authority.ts';
import { type CacheHabit, openCache } from './cache.ts';
import { type NsHabit, openLed } from './led.ts';
import { EDE, type Validity, validityOf } from './validating.ts';
import { type Asking, type DnsServer, type Reply, serveDns } from './wire.ts';
import type { Answer, ZoneRecord } from './zone.ts';

/** How a resolver answers at all. `failing` answers SERVFAIL to this share of the questions. */
export type ResolverManner =
  | { readonly kind: 'prompt' }
  | { readonly kind: 'slow'; readonly minMs: number; readonly maxMs: number }
  | { readonly kind: 'failing'; readonly share: number }
  | { readonly kind: 'down' };

export type ResolverSeed = {
  readonly name: string;
  /** Where it can be asked; none for a cache inside a provider that only its own customers reach. */
  readonly addresses: readonly string[];
  readonly cache: CacheHabit;
  readonly manner: ResolverManner;
  /** By whose NS set it goes; the parent's where not said. */
  readonly nsHabit?: NsHabit;
  /** It refuses data whose signatures do not fit. */
  readonly validates?: boolean;
};

/** What a customer gets who asks: `undefined` when nothing came back in time. */
export type Resolver = {
  readonly name: string;
  readonly seed: ResolverSeed;
  ask(name: string, type: string, asking?: Asking): Promise<Reply | undefined>;
  /** Every answer that could be given to a question now, the question itself changing nothing. */
  possible(name: string, type: string, now: number): readonly ZoneRecord[];
  /** The servers that it could turn to for a zone now. */
  ledTo(apex: string, now: number): readonly string[];
  /** Forgets these questions and asks them anew: what it holds of them is as young as can be. */
  askAnew(questions: readonly { readonly name: string; readonly type: string }[]): void;
  close(): Promise<void>;
};

const SERVFAIL: Answer = { rcode: 'SERVFAIL', authoritative: false, answers: [], authorities: [], additionals: [] };
const MAX_CNAMES = 8;
const CHECKING: Asking = { checkingDisabled: false };

/** A caching recursive resolver, entered into the address book at each of its addresses. */
export const openResolver = async (
  seed: ResolverSeed,
  authorities: Authorities,
  random: Random,
  book: Book,
): Promise<Resolver> => {
  const cache = openCache(seed.cache);
  const keySets = openCache(seed.cache);
  const led = openLed(authorities, seed.cache, seed.nsHabit ?? 'parent', random.fork('led'));
  const manner = seed.manner;
  /** Questions whose answers in the cache were validated. */
  const vouched = new Set<string>();

  /** One authoritative server's answer; another one is asked when it does not know the zone. */
  const fetchOne = (owner: string, type: string, now: number): Answer => {
    const servers = random.shuffle(led.servers(authorities.apexOf(owner, type), now));
    for (const server of servers) {
      const answer = authorities.ask(server, owner, type);
      if (answer.rcode !== 'REFUSED') return answer;
    }
    return SERVFAIL;
  };
  /** DS and DNSKEY to check by are kept apart: they vouch for others before anything vouches for them. */
  const valuesOf = (apex: string, type: 'DS' | 'DNSKEY', now: number): readonly string[] => {
    const known = keySets.get(apex, type, now);
    if (known !== undefined && !known.stale) return known.answer.answers.map((record) => record.value);
    const answer = fetchOne(apex, type, now);
    keySets.put(apex, type, answer, now);
    return answer.answers.map((record) => record.value);
  };
  const check = (answer: Answer, owner: string, type: string, now: number): Validity => {
    if (seed.validates !== true || type === 'DS') return { kind: 'insecure' };
    const apex = authorities.apexOf(owner, type);
    return validityOf(apex, answer, {
      ds: () => valuesOf(apex, 'DS', now),
      dnskeys: () => valuesOf(apex, 'DNSKEY', now),
    });
  };

  /** Asks authoritative servers until the chain of CNAMEs ends; keeps what it may trust. The EDE says why it may not. */
  const fetchFresh = (name: string, type: string, now: number): number | undefined => {
    let owner = name;
    for (let hops = 0; hops <= MAX_CNAMES; hops += 1) {
      const answer = fetchOne(owner, type, now);
      const validity = check(answer, owner, type, now);
      if (validity.kind === 'bogus') return validity.ede;
      cache.put(owner, type, answer, now);
      if (validity.kind === 'secure') vouched.add(`${owner} ${type}`);
      else vouched.delete(`${owner} ${type}`);
      const last = answer.answers.at(-1);
      if (last === undefined || last.type !== 'CNAME' || type === 'CNAME') return undefined;
      owner = last.value;
    }
    return undefined;
  };

  const ask: Resolver['ask'] = async (name, type, { checkingDisabled } = CHECKING) => {
    if (manner.kind === 'down') return undefined;
    if (manner.kind === 'slow') await delay(random.between(manner.minMs, manner.maxMs));
    if (manner.kind === 'failing' && random.chance(manner.share)) return { ...SERVFAIL, recursive: true };
    const now = Date.now();
    const authentic = () => ({ authentic: vouched.has(`${name} ${type}`) });
    const known = cache.get(name, type, now);
    if (known !== undefined && !known.stale) return { ...known.answer, recursive: true, ...authentic() };
    // What nobody checks is handed through, and not kept for those who want it checked.
    if (checkingDisabled && seed.validates === true && known === undefined)
      return { ...fetchOne(name, type, now), authoritative: false, recursive: true };
    const refused = fetchFresh(name, type, now);
    if (known !== undefined) return { ...known.answer, recursive: true, ede: EDE.stale };
    if (refused !== undefined) return { ...SERVFAIL, recursive: true, ede: refused };
    const fresh = cache.get(name, type, now);
    return fresh === undefined
      ? { ...SERVFAIL, recursive: true }
      : { ...fresh.answer, recursive: true, ...authentic() };
  };

  const server: DnsServer | undefined = seed.addresses.length === 0 ? undefined : await serveDns(ask);
  for (const address of seed.addresses) {
    if (server === undefined) continue;
    book.enter(address, 53, 'udp', server.udpPort);
    book.enter(address, 53, 'tcp', server.tcpPort);
  }
  return {
    name: seed.name,
    seed,
    ask,
    possible: (name, type, now) => {
      if (manner.kind === 'down') return [];
      // What it keeps; and once that has expired, what the servers say that it would turn to then.
      const kept = cache.get(name, type, now)?.answer.answers;
      const servers = led.possible(authorities.apexOf(name, type), now);
      const toCome = servers.flatMap((address) => authorities.ask(address, name, type).answers);
      return kept === undefined ? toCome : [...kept, ...toCome];
    },
    ledTo: (apex, now) => led.possible(apex, now),
    askAnew: (questions) => {
      for (const { name, type } of questions) {
        cache.drop(name, type);
        fetchFresh(name, type, Date.now());
      }
    },
    close: async () => server?.close(),
  };
};
