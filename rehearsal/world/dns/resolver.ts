import { setTimeout as delay } from 'node:timers/promises';
import type { Book } from '../book.ts';
import type { Random } from '../random.ts';
import type { Authorities } from './authority.ts';
import { type CacheHabit, openCache } from './cache.ts';
import { type DnsServer, type Reply, serveDns } from './wire.ts';
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
};

/** What a customer gets who asks: `undefined` when nothing came back in time. */
export type Resolver = {
  readonly name: string;
  readonly seed: ResolverSeed;
  ask(name: string, type: string): Promise<Reply | undefined>;
  /** Could anyone who asks now still be given a record that is `old`, out of what it has kept? */
  holdsOld(old: (record: ZoneRecord) => boolean, now: number): boolean;
  /** Every answer that could be given to a question now, the question itself changing nothing. */
  possible(name: string, type: string, now: number): readonly ZoneRecord[];
  close(): Promise<void>;
};

/** EDE 3, "Stale Answer" (RFC 8914). */
const EDE_STALE = 3;
const SERVFAIL: Answer = { rcode: 'SERVFAIL', authoritative: false, answers: [], authorities: [], additionals: [] };
const MAX_CNAMES = 8;

/** A caching recursive resolver, entered into the address book at each of its addresses. */
export const openResolver = async (
  seed: ResolverSeed,
  authorities: Authorities,
  random: Random,
  book: Book,
): Promise<Resolver> => {
  const cache = openCache(seed.cache);
  const manner = seed.manner;

  /** Asks authoritative servers until the chain of CNAMEs ends. */
  const fetchFresh = (name: string, type: string, now: number): void => {
    let owner = name;
    for (let hops = 0; hops <= MAX_CNAMES; hops += 1) {
      const answer = authorities.resolve(owner, type, (servers) => random.pick(servers));
      cache.put(owner, type, answer, now);
      const last = answer.answers.at(-1);
      if (last === undefined || last.type !== 'CNAME' || type === 'CNAME') return;
      owner = last.value;
    }
  };

  const ask: Resolver['ask'] = async (name, type) => {
    if (manner.kind === 'down') return undefined;
    if (manner.kind === 'slow') await delay(random.between(manner.minMs, manner.maxMs));
    if (manner.kind === 'failing' && random.chance(manner.share)) return { ...SERVFAIL, recursive: true };
    const now = Date.now();
    const known = cache.get(name, type, now);
    if (known !== undefined && !known.stale) return { ...known.answer, recursive: true };
    fetchFresh(name, type, now);
    if (known !== undefined) return { ...known.answer, recursive: true, ede: EDE_STALE };
    const fresh = cache.get(name, type, now);
    return fresh === undefined ? { ...SERVFAIL, recursive: true } : { ...fresh.answer, recursive: true };
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
    holdsOld: (old, now) => manner.kind !== 'down' && cache.holds(old, now),
    possible: (name, type, now) => {
      if (manner.kind === 'down') return [];
      return cache.get(name, type, now)?.answer.answers ?? authorities.possible(name, type);
    },
    close: async () => server?.close(),
  };
};
