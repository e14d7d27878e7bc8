import { type AuthorityTerms, type CacheSeen, isServedStale, readCaches } from '../caches.ts';
import type { Facts, PlanRecord } from '../facts.ts';
import { authorityKey, recordKey } from '../keys.ts';
import type { DnsAnswer, VantageObservation } from '../observations.ts';
import { servedAs } from '../plan.ts';
import type { Migration } from '../record.ts';
import type { VantageSighting } from '../sightings.ts';
import type { Instant } from '../time.ts';
import { watermarkOf } from '../watermark.ts';
import { serversOf } from '../zones.ts';

/** A cache that holds something else than the new data. */
type NotNew = NonNullable<VantageSighting['notNew']>;

/** Two instants at which a cache drops its data, told from two looks, differ by no more. */
const SAME_EXPIRY_MS = 1_250;

/**
 * What a vantage says of one record after a round: all samples together, one old answer makes it old, and an answer is
 * better than a failure. The caches behind it are told apart by when they let go.
 */
export function heard(
  record: Migration,
  planned: PlanRecord,
  before: VantageSighting | undefined,
  samples: readonly VantageObservation[],
): VantageSighting {
  const { facts } = record;
  const [first] = samples;
  const base = { operator: first?.operator ?? before?.operator ?? '', site: first?.site ?? before?.site ?? false };
  const answers = samples.flatMap(({ result }) => (result.outcome === 'answer' ? [result] : []));
  const failed = samples.flatMap(({ result }) => (result.outcome === 'failed' ? [result] : [])).at(-1);
  const failedPart = failed === undefined ? {} : { failed: { at: failed.at, code: failed.code } };
  const [last] = [...answers].sort((a, b) => b.at - a.at);
  if (last === undefined) return { ...before, ...base, ...failedPart };
  // Told once more: it is no second round.
  if (before?.seen?.at === last.at) return { ...before, ...base, ...failedPart };

  const seen = { at: last.at, values: [...last.values], ttlSeconds: last.ttlSeconds };
  const fresh = answers.filter((answer) => servedAs(planned, answer.values) === 'new');
  const others = answers.filter((answer) => servedAs(planned, answer.values) !== 'new');
  const held = heldCaches(facts, planned, before, others);
  const renewed = readCaches(fresh, newTerms(record, planned));
  const caches = [...held, ...renewed].map(stored).sort((a, b) => a.expiresAt - b.expiresAt);
  const notNew = longest(
    held.map((cache) => notNewOf(planned, cache, others)),
    // Behind one address stand many caches: that another one is new says nothing of the one that may still hold old data.
    before?.notNew !== undefined && before.notNew.goneAt >= last.at ? before.notNew : undefined,
  );
  if (notNew !== undefined) return { ...base, ...failedPart, seen, caches, notNew };
  return { ...base, ...failedPart, seen, caches, clean: rounds(facts, before, last.at) };
}

/** What the authority says of the old data at a moment: until a former, longer TTL has run out, caches may count down from it. */
function oldTerms(facts: Facts, planned: PlanRecord, at: Instant): AuthorityTerms {
  const set = facts.recordSets[recordKey(planned)];
  const oldGoneBy = watermarkOf(facts);
  return {
    ...(set === undefined ? {} : { ttlSeconds: Math.max(set.ttlSeconds, Math.ceil((set.formerGoneAt - at) / 1_000)) }),
    ...(oldGoneBy === undefined ? {} : { oldGoneBy }),
  };
}

/** Nothing bounds how long new data may be held; its TTL tells which answers our own question fetched. */
function newTerms({ facts, sightings }: Migration, planned: PlanRecord): AuthorityTerms {
  const key = recordKey(planned);
  const ttls = serversOf(facts, planned.name).flatMap(([address]) => {
    const seen = sightings.authority[authorityKey(address, key)]?.seen;
    return seen !== undefined && servedAs(planned, seen.values) === 'new' ? [seen.ttlSeconds] : [];
  });
  return ttls.length === 0 ? {} : { ttlSeconds: Math.max(...ttls) };
}

function heldCaches(
  facts: Facts,
  planned: PlanRecord,
  before: VantageSighting | undefined,
  others: readonly DnsAnswer[],
): readonly CacheSeen[] {
  if (others.length === 0) return [];
  const terms = oldTerms(facts, planned, Math.min(...others.map(({ at }) => at)));
  const old = others.filter((answer) => servedAs(planned, answer.values) === 'old');
  const foreign = others.filter((answer) => servedAs(planned, answer.values) === 'other');
  // Nobody knows where foreign data comes from, or by what terms.
  return [...readCaches(old, terms), ...readCaches(foreign)].map((cache) => {
    const own = others.filter((answer) => sameValues(answer, cache));
    // Its TTL only says when to ask again: of how long it holds on, nothing is known.
    return cache.stale || isServedStale([...earlierLook(before, cache), ...own], terms)
      ? { ...cache, stale: true, extended: false }
      : cache;
  });
}

/** The last answer of the look before this one, where it was the same. */
function earlierLook(before: VantageSighting | undefined, cache: CacheSeen): readonly DnsAnswer[] {
  return before?.seen !== undefined && sameValues(before.seen, cache) ? [{ outcome: 'answer', ...before.seen }] : [];
}

function notNewOf(planned: PlanRecord, cache: CacheSeen, answers: readonly DnsAnswer[]): NotNew {
  const own = answers.filter((answer) => sameValues(answer, cache));
  const ede = [...new Set(own.flatMap((answer) => answer.ede ?? []))].sort((a, b) => a - b);
  const nsid = cache.nsids[0];
  return {
    at: cache.lastAt,
    values: [...cache.values],
    goneAt: cache.expiresAt,
    ...(cache.stale ? { stale: true } : {}),
    ...(cache.extended ? { extended: true } : {}),
    ...(servedAs(planned, cache.values) === 'other' ? { wrong: true } : {}),
    ...(ede.length === 0 ? {} : { ede }),
    ...(nsid === undefined ? {} : { nsid }),
  };
}

/** The one that holds on for longest; of one cache seen twice, what was seen last. */
function longest(held: readonly NotNew[], earlier: NotNew | undefined): NotNew | undefined {
  const [latest] = [...held].sort((a, b) => b.goneAt - a.goneAt);
  if (latest === undefined || earlier === undefined) return latest ?? earlier;
  const isSame = sameValues(latest, earlier) && Math.abs(latest.goneAt - earlier.goneAt) <= SAME_EXPIRY_MS;
  if (isSame) return { ...latest, goneAt: Math.max(latest.goneAt, earlier.goneAt) };
  return earlier.goneAt > latest.goneAt ? earlier : latest;
}

function stored({
  firstAt: _first,
  lastAt: _last,
  ...cache
}: CacheSeen): NonNullable<VantageSighting['caches']>[number] {
  return { ...cache, values: [...cache.values], nsids: [...cache.nsids] };
}

function rounds(facts: Facts, before: VantageSighting | undefined, at: Instant): NonNullable<VantageSighting['clean']> {
  const clean = before?.clean;
  if (clean === undefined) return { rounds: 1, since: at, last: at };
  if (at - clean.last < facts.settings.roundGapMs) return clean;
  return { rounds: clean.rounds + 1, since: clean.since, last: at };
}

type Valued = { readonly values: readonly string[] };

function sameValues(a: Valued, b: Valued): boolean {
  return a.values.length === b.values.length && a.values.every((value, index) => value === b.values[index]);
}
