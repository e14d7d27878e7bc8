import { type Answer, negativeTtlSeconds, type ZoneRecord } from './zone.ts';

/**
 * How a resolver treats what it has learnt.
 *
 * honours: keeps an answer for its TTL. caps: never longer than `maxTtlSeconds`. extends: at least `minTtlSeconds`.
 * serves-stale: once an answer has expired, gives it out one more time while it fetches a fresh one (as Unbound's
 * serve-expired does), for `staleForMs` after the expiry.
 */
export type CacheHabit =
  | { readonly kind: 'honours' }
  | { readonly kind: 'caps'; readonly maxTtlSeconds: number }
  | { readonly kind: 'extends'; readonly minTtlSeconds: number }
  | { readonly kind: 'serves-stale'; readonly staleForMs: number };

type Entry = {
  readonly rcode: Answer['rcode'];
  readonly records: readonly ZoneRecord[];
  readonly soa: readonly ZoneRecord[];
  readonly expiresAt: number;
};

export type Cached = { readonly answer: Answer; readonly stale: boolean };

/** Answers by record set, with remaining TTLs (whole seconds, rounded down as resolvers do). */
export type Cache = {
  /** The answer to a question as far as it is known, CNAMEs followed; undefined when something must be asked. */
  get(name: string, type: string, now: number): Cached | undefined;
  put(name: string, type: string, answer: Answer, now: number): void;
  drop(name: string, type: string): void;
  /** Whether some record that is `old` could still be given out. */
  holds(old: (record: ZoneRecord) => boolean, now: number): boolean;
};

const MAX_CNAMES = 8;
const STALE_TTL_SECONDS = 1;

export const openCache = (habit: CacheHabit): Cache => {
  const entries = new Map<string, Entry>();
  const staleForMs = habit.kind === 'serves-stale' ? habit.staleForMs : 0;
  const usable = (entry: Entry | undefined, now: number): entry is Entry =>
    entry !== undefined && now < entry.expiresAt + staleForMs;

  const get: Cache['get'] = (name, type, now) => {
    const answers: ZoneRecord[] = [];
    let owner = name;
    let stale = false;
    for (let hops = 0; hops <= MAX_CNAMES; hops += 1) {
      const direct = entries.get(key(owner, type));
      const alias = entries.get(key(owner, 'CNAME'));
      const entry = usable(direct, now) ? direct : usable(alias, now) && alias.records.length > 0 ? alias : undefined;
      if (entry === undefined) return undefined;
      if (now >= entry.expiresAt) stale = true;
      answers.push(...entry.records.map((record) => ({ ...record, ttlSeconds: remaining(entry, now) })));
      if (entry === direct) {
        const authorities = entry.soa.map((record) => ({ ...record, ttlSeconds: remaining(entry, now) }));
        return { answer: { rcode: entry.rcode, authoritative: false, answers, authorities, additionals: [] }, stale };
      }
      owner = entry.records[0]?.value ?? '';
    }
    return undefined;
  };

  const put: Cache['put'] = (name, type, answer, now) => {
    const keep = (owner: string, kind: string, entry: Omit<Entry, 'expiresAt'>, ttlSeconds: number): void => {
      entries.set(key(owner, kind), { ...entry, expiresAt: now + habitualTtlSeconds(habit, ttlSeconds) * 1_000 });
    };
    let owner = name;
    for (const record of answer.answers.filter((each) => each.type === 'CNAME')) {
      keep(record.name, 'CNAME', { rcode: 'NOERROR', records: [record], soa: [] }, record.ttlSeconds);
      owner = record.value;
    }
    const records = answer.answers.filter((record) => record.type === type && record.type !== 'CNAME');
    if (records.length > 0) {
      const ttlSeconds = Math.min(...records.map((record) => record.ttlSeconds));
      keep(owner, type, { rcode: 'NOERROR', records, soa: [] }, ttlSeconds);
      return;
    }
    const soa = answer.authorities.filter((record) => record.type === 'SOA');
    const [first] = soa;
    if (first !== undefined) keep(owner, type, { rcode: answer.rcode, records: [], soa }, negativeTtlSeconds(first));
  };

  return {
    get,
    put,
    drop: (name, type) => void entries.delete(key(name, type)),
    holds: (old, now) => [...entries.values()].some((entry) => usable(entry, now) && entry.records.some(old)),
  };
};

const key = (name: string, type: string): string => `${name} ${type}`;

const remaining = (entry: Entry, now: number): number =>
  now >= entry.expiresAt ? STALE_TTL_SECONDS : Math.floor((entry.expiresAt - now) / 1_000);

/** For how long a resolver of this habit keeps what it was told to keep for `ttlSeconds`. */
export const habitualTtlSeconds = (habit: CacheHabit, ttlSeconds: number): number => {
  if (habit.kind === 'caps') return Math.min(ttlSeconds, habit.maxTtlSeconds);
  if (habit.kind === 'extends') return Math.max(ttlSeconds, habit.minTtlSeconds);
  return ttlSeconds;
};
