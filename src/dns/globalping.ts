import { setTimeout as wait } from 'node:timers/promises';
import { recordKey } from '../migration/keys.ts';
import type { DnsResult, Failure, Question, VantageObservation } from '../migration/observations.ts';
import { type Instant, MINUTE_MS } from '../migration/time.ts';
import { GLOBALPING_PREFIX, GLOBALPING_TYPES } from '../migration/vantages.ts';
import type { Dialer } from '../net/dial.ts';
import { type ApiOptions, createGlobalpingApi, type Locations, type ProbeResult } from './globalping-api.ts';
import { createTestBudget } from './globalping-budget.ts';
import { readDig } from './pasted.ts';
import { BUILT_IN } from './vantages-data.ts';

export type GlobalpingOptions = ApiOptions & {
  /** Between two looks at a measurement that is under way: at least 500 ms, as the service asks for. */
  readonly pollMs?: number;
  /** Of one round altogether: what is not there by then has failed. */
  readonly wallMs?: number;
};

export type Round = {
  readonly questions: readonly Question[];
  /** ISO 3166-1 alpha-2. */
  readonly countries: readonly string[];
  readonly signal: AbortSignal;
};

export type Globalping = {
  /**
   * What caches of ISPs in these countries answer, one observation a probe. A record is measured every 15 minutes at most,
   * whoever asks; until then the last answers are told again, with their own time. What the hour's budget has no room for
   * has failed with `not-asked-budget`. Never throws.
   */
  observe(round: Round): Promise<readonly VantageObservation[]>;
};

/** Tests an hour without and with a token (globalping.io/docs/api.globalping.io, "Rate limits"). */
const TESTS_PER_HOUR = { anonymous: 250, token: 500 } as const;
const EVERY_MS = 15 * MINUTE_MS;
const MOST_PROBES = 50;
const MOST_PROBES_A_COUNTRY = 10;
const POLL_MS = 1_000;
const WALL_MS = 22_000;
/** Probes at homes and offices: they ask the resolver that their provider gives them. */
const TAGS = ['eyeball-network'] as const;

const noProbes = (at: Instant): Failure => ({ outcome: 'failed', at, code: 'dns-network', detail: 'no such probes' });

type Known = Pick<VantageObservation, 'vantage' | 'operator' | 'site'>;
type Kept = { readonly at: Instant; readonly observations: readonly VantageObservation[] };

/** One a process: its budget is for all migrations together. */
export function createGlobalping(dialer: Dialer, options: GlobalpingOptions): Globalping {
  const { now, pollMs = POLL_MS, wallMs = WALL_MS } = options;
  const perHour = options.token === undefined ? TESTS_PER_HOUR.anonymous : TESTS_PER_HOUR.token;
  const api = createGlobalpingApi(dialer, options);
  const budget = createTestBudget(perHour, now);
  const kept = new Map<string, Kept>();
  /** By countries: the measurement whose probes are asked again, and the vantages that they are. */
  const probes = new Map<string, string>();
  const known = new Map<string, readonly Known[]>();
  let last: Promise<unknown> = Promise.resolve();

  const observe = async ({ questions, countries, signal: outer }: Round): Promise<readonly VantageObservation[]> => {
    const group = [...countries].sort().join(' ');
    const keyOf = (question: Question) => `${group}|${recordKey(question)}`;
    const asked = questions.filter(({ type }) => GLOBALPING_TYPES.has(type));
    const due = asked.filter((question) => now() - (kept.get(keyOf(question))?.at ?? -EVERY_MS) >= EVERY_MS);
    const told = new Map(kept);
    if (countries.length > 0 && due.length > 0) {
      // Over before its turn came: nothing was asked, and whoever looks next need not wait for it.
      const isLate = outer.aborted;
      const signal = AbortSignal.any([outer, AbortSignal.timeout(wallMs)]);
      const at = now();
      const measured = await measure(group, due, countries, signal);
      for (const [key, one] of kept) if (at - one.at >= EVERY_MS) kept.delete(key);
      for (const [question, observations] of measured) {
        told.set(keyOf(question), { at, observations });
        if (!isLate) kept.set(keyOf(question), { at, observations });
      }
    }
    return asked.flatMap((question) => told.get(keyOf(question))?.observations ?? []);
  };

  /** All records of a round from the same probes; or none, for a network heard of half the plan proves nothing. */
  const measure = async (
    group: string,
    due: readonly Question[],
    countries: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly (readonly [Question, readonly VantageObservation[]])[]> => {
    const limit = probesFor(perHour, due.length, countries.length);
    const failing = (question: Question, result: Failure) =>
      [question, (known.get(group) ?? []).map((vantage) => ({ ...vantage, question, result }))] as const;
    if (!budget.allows(due.length * limit * countries.length))
      return due.map((question) => failing(question, { outcome: 'failed', at: now(), code: 'not-asked-budget' }));

    const places = countries.map((country) => ({ country, limit, tags: TAGS }));
    const [first, ...others] = due;
    if (first === undefined) return [];
    const earlier = probes.get(group);
    const again = earlier === undefined ? undefined : await measureOne(group, first, earlier, signal);
    // Forgotten by now: the countries once more, and other probes for all of the round.
    const opening = again ?? (await measureOne(group, first, places, signal)) ?? noProbes(now());
    if ('outcome' in opening) return due.map((question) => failing(question, opening));
    const rest = await Promise.all(
      others.map(async (question) => {
        const result = (await measureOne(group, question, probes.get(group) ?? places, signal)) ?? noProbes(now());
        return 'outcome' in result ? failing(question, result) : ([question, result] as const);
      }),
    );
    return [[first, opening], ...rest];
  };

  /** Undefined: there are no such probes. */
  const measureOne = async (
    group: string,
    question: Question,
    locations: Locations,
    signal: AbortSignal,
  ): Promise<readonly VantageObservation[] | Failure | undefined> => {
    const at = now();
    const created = await api.create(question, locations, signal);
    switch (created.outcome) {
      case 'failed':
        return created;
      case 'limited':
        budget.rest(created.retryMs);
        return { outcome: 'failed', at, code: 'not-asked-budget' };
      case 'no-probes':
        return undefined;
      case 'created': {
        budget.spend(created.probes, created.allowance);
        probes.set(group, created.id);
        const results = await finished(created.id, signal);
        if ('outcome' in results) return results;
        // The earliest moment that they can have been asked at: no cache is said to hold on for longer than it does.
        const observations = results.map((one) => ({
          ...vantageOf(one),
          question,
          result: resultOf(one, question, at),
        }));
        const vantages = observations.map(({ vantage, operator, site }): Known => ({ vantage, operator, site }));
        known.set(group, [...new Map(vantages.map((one) => [one.vantage, one])).values()]);
        return observations;
      }
    }
  };

  /** Waits for a measurement to end; what is there when time is over is better than nothing. */
  const finished = async (id: string, signal: AbortSignal): Promise<readonly ProbeResult[] | Failure> => {
    let seen: readonly ProbeResult[] | Failure = { outcome: 'failed', at: now(), code: 'dns-timeout' };
    let pauseMs = pollMs;
    while (await slept(pauseMs, signal)) {
      const read = await api.read(id, signal);
      pauseMs = read.outcome === 'limited' ? Math.max(pollMs, read.retryMs) : pollMs;
      if (read.outcome === 'measured') {
        seen = read.results;
        if (read.isOver) return seen;
      } else if (read.outcome === 'failed' && 'outcome' in seen) {
        if (!signal.aborted) seen = read;
        if (read.code === 'protocol') return read;
      }
    }
    return seen;
  };

  return {
    observe(round) {
      // One after the other: two at once would both find room in the budget.
      const next = last.then(() => observe(round));
      last = next.catch(() => undefined);
      return next;
    },
  };
}

/** So many a country that a round every 15 minutes fits into the hour. */
function probesFor(perHour: number, questions: number, countries: number): number {
  const aRound = Math.floor((perHour * EVERY_MS) / (60 * MINUTE_MS));
  const all = Math.min(MOST_PROBES, Math.floor(aRound / questions));
  return Math.min(MOST_PROBES_A_COUNTRY, Math.max(1, Math.floor(all / countries)));
}

const LONGEST_NAME = 40;
const PUBLIC = new Map(
  BUILT_IN.flatMap(({ id, operator, v4 = [], v6 = [] }) =>
    [...v4, ...v6].map((address) => [address, { id, operator }] as const),
  ),
);

/** A network is an operator; one that sends its customers to a public resolver is that resolver's. */
function vantageOf({ probe, result }: ProbeResult): Known {
  const id = `${GLOBALPING_PREFIX}${probe.country}-${probe.asn}`;
  const shared = PUBLIC.get(result.resolver ?? '');
  if (shared !== undefined) return { vantage: `${id}-${shared.id}`, operator: shared.operator, site: false };
  const network = probe.network.replace(/\p{C}/gu, '').trim().slice(0, LONGEST_NAME);
  return { vantage: id, operator: `AS${probe.asn} ${network}`.trim(), site: false };
}

function resultOf({ result }: ProbeResult, question: Question, at: Instant): DnsResult {
  const failed = (code: Failure['code'], detail: string): Failure => ({ outcome: 'failed', at, code, detail });
  if (result.status === 'in-progress') return failed('dns-timeout', 'still in progress');
  if (result.status !== 'finished')
    return failed(/timed? ?out/i.test(result.rawOutput ?? '') ? 'dns-timeout' : 'dns-network', result.status);
  // The whole of dig's output says more than the list: the negative TTL, stale answers, the machine.
  return (
    readDig(result.rawOutput ?? '', question, at) ??
    readDig(asDig(result, question), question, at) ??
    failed('protocol', 'an answer that cannot be read')
  );
}

function asDig({ statusCodeName, answers }: ProbeResult['result'], { name, type }: Question): string {
  const lines = (answers ?? []).map((one) => `${one.name} ${one.ttl} ${one.class} ${one.type} ${one.value}`);
  const status = statusCodeName == null ? [] : [`; ${name} ${type} ${statusCodeName}`];
  return [...status, ...lines].join('\n');
}

/** False when the signal came first. */
async function slept(ms: number, signal: AbortSignal): Promise<boolean> {
  return await wait(ms, true, { signal }).catch(() => false);
}
