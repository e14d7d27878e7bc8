import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DnsResult, Question, VantageObservation } from '../migration/observations.ts';
import type { Instant } from '../migration/time.ts';
import type { Dialer } from '../net/dial.ts';
import { askVantage, carriedBy } from './ask-vantage.ts';
import { createLines } from './lines.ts';
import { type Sample, samplesOf } from './sampling.ts';
import { portOf, transportOf, type Vantage } from './vantages.ts';

/** Questions that leave in one turn of the loop: hundreds at once overflow socket buffers, and the lost ones cost a time-out. */
const BURST = 50;
/** Under way to one vantage at a time; no more is begun, for each costs memory while it waits. */
const PER_VANTAGE = 8;
const SILENT_AFTER = 3;
const VANTAGE_WALL_MS = 10_000;

export type VantageSweepOptions = {
  readonly signal?: AbortSignal;
  readonly now: () => Instant;
  /** Of one attempt. */
  readonly timeoutMs?: number;
  /** Of the whole sweep: what is not answered by then has failed with `dns-timeout`. */
  readonly wallMs?: number;
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
  const signal = wall(options);
  const endsAt = performance.now() + wallMs;
  const lines = createLines(dialer, { signal });
  const bounds = {
    now,
    signal,
    lines,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(attempts === undefined ? {} : { attempts }),
  };
  const silent = silences();
  const observe = async ({ vantage, question, over, place }: Sample): Promise<VantageObservation> => {
    const { id, operator, site } = vantage;
    if (silent.is(place)) {
      const result = { outcome: 'failed', at: now(), code: 'dns-timeout', detail: 'silent in this sweep' } as const;
      return { vantage: id, operator, site, question, result, over: carriedBy(vantage, over) };
    }
    const put = { ...bounds, vantage, question, patienceMs: Math.max(0, endsAt - performance.now()) };
    const first = await askVantage(dialer, { ...put, ...(over === 'tcp' ? { over, attempts: 1 } : {}) });
    // Many a resolver is closed over TCP, which says nothing about what it holds.
    const isShut = over === 'tcp' && first.outcome === 'failed' && first.code === 'dns-network';
    const result = isShut ? await askVantage(dialer, put) : first;
    silent.note(place, result);
    return { vantage: id, operator, site, question, result, over: carriedBy(vantage, isShut ? 'udp' : over) };
  };
  const asked = samplesOf(options.vantages.filter(isAskable(dialer)), questions, samples);
  const observations = await inQueues(asked, observe);
  lines.close();
  return asked
    .map(({ place, index }, count) => ({ place, index, observation: observations[count] }))
    .sort((a, b) => a.place - b.place || a.index - b.index)
    .flatMap(({ observation }) => observation ?? []);
}

/**
 * A vantage that has let a few questions run into their time-out, all that were under way meanwhile unanswered too, is not
 * waited for with every further one: one that is down would make the sweep last several time-outs.
 */
function silences(): {
  readonly is: (place: number) => boolean;
  readonly note: (place: number, result: DnsResult) => void;
} {
  const unanswered = new Map<number, number>();
  const heard = new Set<number>();
  return {
    is: (place) => !heard.has(place) && (unanswered.get(place) ?? 0) >= SILENT_AFTER,
    note: (place, result) => {
      if (result.outcome === 'failed' && result.code === 'dns-timeout')
        unanswered.set(place, (unanswered.get(place) ?? 0) + 1);
      else heard.add(place);
    },
  };
}

/**
 * Each vantage's questions one behind the other in so many queues, datagrams first: while a lost one is waited for, the
 * connections are made. The results in the order of the samples.
 */
async function inQueues<T>(
  asked: readonly Sample[],
  observe: (sample: Sample) => Promise<T>,
): Promise<readonly (T | undefined)[]> {
  const results: (T | undefined)[] = asked.map(() => undefined);
  const sorted = [...asked.entries()].sort(([, a], [, b]) => Number(a.over === 'tcp') - Number(b.over === 'tcp'));
  const queues = [...Map.groupBy(sorted, ([, { place }]) => place).values()].map((queue) => queue.values());
  const work = async (queue: IterableIterator<readonly [number, Sample]>) => {
    for (const [at, sample] of queue) results[at] = await observe(sample);
  };
  const working: Promise<void>[] = [];
  for (let turn = 0; turn < PER_VANTAGE; turn += 1) {
    for (const queue of queues) {
      working.push(work(queue));
      if (working.length % BURST === 0) await nextTurn();
    }
  }
  await Promise.all(working);
  return results;
}

/**
 * Whether there is a way to a vantage at all. A public one is left out where this machine has no IPv6, or the address
 * book does not hold it; the site's own resolvers always count, silent or not.
 */
function isAskable(dialer: Dialer): (vantage: Vantage) => boolean {
  return (vantage) =>
    vantage.site || dialer.canReach(vantage.address, portOf(vantage), transportOf(vantage) === 'udp' ? 'udp' : 'tcp');
}

function wall({ signal, wallMs = VANTAGE_WALL_MS }: VantageSweepOptions): AbortSignal {
  const limit = AbortSignal.timeout(wallMs);
  return signal === undefined ? limit : AbortSignal.any([signal, limit]);
}
