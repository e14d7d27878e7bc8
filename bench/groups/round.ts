import { sweepVantages } from '../../src/dns/sweep.ts';
import type { Vantage } from '../../src/dns/vantages.ts';
import type { Question } from '../../src/migration/observations.ts';
import { dialerTo } from '../dns/dialer.ts';
import { type DnsServers, startServers } from '../dns/loopback.ts';
import { median, timed } from '../interleave.ts';
import { ownPeakMib } from '../memory.ts';
import type { Measured } from '../targets.ts';

const VANTAGES = 60;
const QUESTIONS = 12;
const SAMPLES = 5;
const DELAY_MS = 80;
const LOSS = 0.02;
const RUNS = 5;

/**
 * What a resolver is to bear in the product, where nothing is staged: 60 questions at once after a rest, 20 a second
 * from then on. A round asks each vantage 12 × 5 questions, so it fits, and a second one at once would not: each run is
 * given a dialer that nobody has asked through.
 */
const BUDGET = { questionsPerSecond: 20, questionBurst: 60 } as const;

/** A round that counts: every vantage, every question, five samples by turns over UDP and TCP, far away, over a bad line. */
export async function measureRound(): Promise<Measured> {
  const servers = await startServers(VANTAGES, DELAY_MS, LOSS);
  try {
    await round(servers);
    // The first one warms up; what it leaves behind for the collector is no part of the next one's need.
    const memoryMib = ownPeakMib();
    const runs: Round[] = [];
    for (let run = 0; run < RUNS; run += 1) runs.push(await round(servers));
    return {
      'round-wall': median(runs.map(({ wallMs }) => wallMs)),
      'round-slowest': Math.max(...runs.map(({ wallMs }) => wallMs)),
      'round-memory': memoryMib,
      'round-memory-all': ownPeakMib(),
      'round-cpu': median(runs.map(({ cpuUs }) => cpuUs)),
      'round-unanswered': median(runs.map(({ unanswered }) => unanswered)),
      'round-lost': median(runs.map(({ lost }) => lost)),
    };
  } finally {
    await servers.stop();
  }
}

type Round = { readonly wallMs: number; readonly cpuUs: number; readonly lost: number; readonly unanswered: number };

/** Processor time is a question's share, the asking again included. */
async function round(servers: DnsServers): Promise<Round> {
  const { ports } = servers;
  const vantages = ports.map(
    (_, index): Vantage => ({ id: `v${index}`, operator: `o${index}`, address: `192.0.2.${index + 1}`, site: false }),
  );
  const questions = Array.from(
    { length: QUESTIONS },
    (_, index): Question => ({ name: `host${index}.kitano.example`, type: 'A' }),
  );
  const dialer = dialerTo(ports, BUDGET);
  let unanswered = 0;
  await servers.tally();
  const cpuBefore = process.cpuUsage();
  const wallMs = await timed(async () => {
    const seen = await sweepVantages(dialer, { vantages, questions, samples: SAMPLES, now: Date.now });
    unanswered = seen.filter(({ result }) => result.outcome === 'failed').length;
    if (seen.length !== VANTAGES * QUESTIONS * SAMPLES) throw new Error(`${seen.length} observations`);
  });
  const { user, system } = process.cpuUsage(cpuBefore);
  const { questions: asked, connections, lost } = await servers.tally();
  if (connections < (VANTAGES * QUESTIONS * SAMPLES) / 3)
    throw new Error(`only ${connections} questions went over TCP`);
  if (asked === 0) throw new Error('no question went over UDP');
  return { wallMs, cpuUs: (user + system) / (VANTAGES * QUESTIONS * SAMPLES), lost, unanswered };
}
