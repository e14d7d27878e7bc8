import type { DnsAnswer } from './observations.ts';
import type { Instant } from './time.ts';

/** What the authoritative servers say about the record set; whatever is not known is left out. */
export type AuthorityTerms = {
  /**
   * The longest TTL that any of them gave these values for as long as caches may remember: no cache that keeps to the rules
   * counts down from more.
   */
  readonly ttlSeconds?: number;
  /** The watermark of the old data: the instant by which every cache that keeps to the rules has dropped it. */
  readonly oldGoneBy?: Instant;
};

/** One cache, told from others behind the same address by the instant at which what it holds expires. */
export type CacheSeen = {
  readonly values: readonly string[];
  /** When it drops the answer, ± 1 s: the latest of `at + ttl` over its samples. Says nothing where it is stale. */
  readonly expiresAt: Instant;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  readonly samples: number;
  readonly nsids: readonly string[];
  /**
   * Our own question filled it: it began with the whole TTL of the authority. It says what the authority served at that
   * moment, and little of what this cache held before.
   */
  readonly filledByUs: boolean;
  /** It said so itself: a stale answer (EDE 3, stale NXDOMAIN 19, RFC 8914), given while the authority does not answer. */
  readonly stale: boolean;
  /** Holds on for longer than the authority allows. */
  readonly extended: boolean;
};

/**
 * Stands where an answer came without its TTL: longer than any, as RFC 2181 bounds them. Whoever knows the record set
 * puts the TTL in its place that no cache can exceed.
 */
export const TTL_UNSAID_SECONDS = 0x7fff_ffff;

/** TTLs are cut to whole seconds, and answers are on their way for a while: what differs by no more is one cache. */
const SAME_MS = 1_250;
const TOLERANCE_MS = 1_000;
const STALE_CODES: ReadonlySet<number> = new Set([3, 19]);
/** RFC 8767, section 5: the TTL that a stale answer is to be given. */
const STALE_TTL_SECONDS = 30;
/** A TTL that has not fallen by this much in a time that is longer by far does not count down. */
const STUCK_SECONDS = 1;
const STUCK_SPAN_MS = 5_000;

/**
 * The distinct caches behind one vantage, from samples of one question: neighbours whose answers expire within a second
 * of each other are one. Prefers to take two caches for one over counting one twice. What always comes with TTL 0 is held
 * by no cache that could be told from others, and makes one entry for each set of values. In the order of expiry.
 */
export function readCaches(samples: readonly DnsAnswer[], terms: AuthorityTerms = {}): readonly CacheSeen[] {
  const ordered = [...samples].sort((a, b) => expiryOf(a) - expiryOf(b));
  const counting = ordered.filter((sample) => sample.ttlSeconds > 0);
  const groups: DnsAnswer[][] = [];
  for (const sample of counting) {
    const home = groups.find((group) => isNeighbour(group.at(-1), sample));
    if (home === undefined) groups.push([sample]);
    else home.push(sample);
  }
  const uncached = new Map<string, DnsAnswer[]>();
  // In its last second a cache says 0; a server that says nothing else has no cache.
  for (const sample of ordered) {
    if (sample.ttlSeconds > 0) continue;
    const home =
      groups.find((group) => group.some((member) => isNeighbour(member, sample))) ?? uncached.get(keyOf(sample));
    if (home === undefined) uncached.set(keyOf(sample), [sample]);
    else home.push(sample);
  }
  return [...groups, ...uncached.values()]
    .map((group) => seenOf(group, terms))
    .sort((a, b) => a.expiresAt - b.expiresAt);
}

/** The instant at which an answer says that its cache will drop it, ± 1 s, since TTLs are whole seconds. */
export function expiryOf({ at, ttlSeconds }: Pick<DnsAnswer, 'at' | 'ttlSeconds'>): Instant {
  return at + ttlSeconds * 1_000;
}

/**
 * Whether an answer is held for longer than the authority allows: a TTL above its own, or past the watermark of old data.
 * A stale answer is not: its TTL only says when to ask again.
 */
export function isExtended(answer: DnsAnswer, terms: AuthorityTerms): boolean {
  if (saysStale(answer)) return false;
  const { ttlSeconds, oldGoneBy } = terms;
  const tooLong = ttlSeconds !== undefined && answer.ttlSeconds > ttlSeconds;
  return tooLong || (oldGoneBy !== undefined && expiryOf(answer) > oldGoneBy + TOLERANCE_MS);
}

/**
 * Whether looks at one vantage, seconds or minutes apart, show stale answers: it says so itself, or the same values come
 * again and again with a TTL near 30 that does not count down (RFC 8767), though the authority gives them another.
 */
export function isServedStale(looks: readonly DnsAnswer[], terms: AuthorityTerms = {}): boolean {
  if (looks.some(saysStale)) return true;
  // Without knowing that the authority's own TTL is another, a short TTL may simply have been filled anew.
  const { ttlSeconds } = terms;
  if (ttlSeconds === undefined || Math.abs(ttlSeconds - STALE_TTL_SECONDS) <= STUCK_SECONDS) return false;
  const stuck = looks.filter((look) => Math.abs(look.ttlSeconds - STALE_TTL_SECONDS) <= STUCK_SECONDS);
  return stuck.some((one) => stuck.some((other) => other.at - one.at >= STUCK_SPAN_MS && keyOf(other) === keyOf(one)));
}

function isNeighbour(one: DnsAnswer | undefined, other: DnsAnswer): boolean {
  if (one === undefined || keyOf(one) !== keyOf(other) || saysStale(one) !== saysStale(other)) return false;
  return Math.abs(expiryOf(other) - expiryOf(one)) <= SAME_MS;
}

function seenOf(group: readonly DnsAnswer[], terms: AuthorityTerms): CacheSeen {
  const times = group.map((sample) => sample.at);
  return {
    values: group[0]?.values ?? [],
    expiresAt: Math.max(...group.map(expiryOf)),
    firstAt: Math.min(...times),
    lastAt: Math.max(...times),
    samples: group.length,
    nsids: [...new Set(group.flatMap(({ nsid }) => nsid ?? []))].sort(),
    filledByUs: group.some((sample) => isFull(sample, terms)),
    stale: group.some(saysStale),
    extended: group.some((sample) => isExtended(sample, terms)),
  };
}

/** A second may be gone already on the way from the authority to us. */
function isFull(sample: DnsAnswer, { ttlSeconds: whole }: AuthorityTerms): boolean {
  if (whole === undefined || sample.ttlSeconds === 0 || saysStale(sample)) return false;
  return sample.ttlSeconds >= whole - STUCK_SECONDS;
}

function saysStale({ ede = [] }: DnsAnswer): boolean {
  return ede.some((code) => STALE_CODES.has(code));
}

function keyOf({ values }: DnsAnswer): string {
  return JSON.stringify(values);
}
