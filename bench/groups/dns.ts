import { promises as nodeDns } from 'node:dns';
import pLimit from 'p-limit';
import { ask } from '../../src/dns/client.ts';
import { sweepVantages } from '../../src/dns/sweep.ts';
import type { Vantage } from '../../src/dns/vantages.ts';
import type { Question } from '../../src/migration/observations.ts';
import { dialerTo } from '../dns/dialer.ts';
import { measureDnsperf } from '../dns/dnsperf.ts';
import { type DnsServers, startServers, type Tally } from '../dns/loopback.ts';
import { interleave, median, medianRatio, timed } from '../interleave.ts';
import { ownPeakMib } from '../memory.ts';
import type { Measured } from '../targets.ts';

const DELAY_MS = 80;
const RESOLVERS = 40;
const SWEEPS = 7;
const QUESTIONS: readonly Question[] = Array.from({ length: 10 }, (_, index) => ({
  name: `host${index}.kitano.example`,
  type: 'A',
}));

const RATE_RUNS = 9;
const RATE_QUESTIONS = 3_000;
/** It is quick, and a run of it takes a moment to get going. */
const DNSPERF_QUESTIONS = 30_000;
const DNSPERF_RUNS = 3;
/** What the dialer allows towards one server; Node's resolver is held to the same. */
const AT_ONCE = 16;
/** Linux draws from 28,232 ports by default, other systems from 16,384 or more. */
const EPHEMERAL_PORTS = 16_384;

export async function measureDns(): Promise<Measured> {
  const sweepMs = await withServers(RESOLVERS, DELAY_MS, measureSweep);
  const rates = await withServers(1, 0, measureRates);
  return { 'dns-sweep': sweepMs, ...rates, 'dns-memory': ownPeakMib() };
}

async function withServers<T>(count: number, delayMs: number, use: (servers: DnsServers) => Promise<T>): Promise<T> {
  const servers = await startServers(count, delayMs);
  try {
    return await use(servers);
  } finally {
    await servers.stop();
  }
}

/** The wall time of a whole sweep; every question must have been answered. */
async function measureSweep({ ports }: DnsServers): Promise<number> {
  const vantages = ports.map(
    (_, index): Vantage => ({ id: `v${index}`, operator: `o${index}`, address: `192.0.2.${index + 1}`, site: false }),
  );
  const dialer = dialerTo(ports, { perServer: AT_ONCE });
  const walls: number[] = [];
  for (let run = 0; run <= SWEEPS; run += 1) {
    const wallMs = await timed(async () => {
      const seen = await sweepVantages(dialer, { vantages, questions: QUESTIONS, now: Date.now });
      const answered = seen.filter(({ result }) => result.outcome === 'answer').length;
      if (answered !== RESOLVERS * QUESTIONS.length) throw new Error(`only ${answered} questions were answered`);
    });
    if (run > 0) walls.push(wallMs);
  }
  return median(walls);
}

/** One server, many questions: ours by a fresh port each, Node's resolver as it is. */
async function measureRates(servers: DnsServers): Promise<Measured> {
  const dialer = dialerTo(servers.ports, { perServer: AT_ONCE });
  const node = new nodeDns.Resolver({ timeout: 1_500, tries: 2 });
  node.setServers([`127.0.0.1:${servers.ports[0]}`]);
  const tallies: Tally[] = [];
  const cpu: Readonly<Record<'own' | 'node', number[]>> = { own: [], node: [] };
  const ownRate = async (): Promise<number> => {
    await servers.tally();
    const { rate, cpuUs } = await rateOf(async (question) => {
      const result = await ask(dialer, { server: '192.0.2.1', question, now: Date.now });
      if (result.outcome !== 'answer') throw new Error(`a question failed: ${result.code}`);
    });
    tallies.push(await servers.tally());
    cpu.own.push(cpuUs);
    return rate;
  };
  const nodeRate = async (): Promise<number> => {
    const { rate, cpuUs } = await rateOf(({ name }) => node.resolve4(name));
    cpu.node.push(cpuUs);
    return rate;
  };
  const pairs = await interleave(RATE_RUNS, ownRate, nodeRate);
  const dnsperf = Array.from({ length: DNSPERF_RUNS }, () =>
    measureDnsperf(servers.ports[0] ?? 0, DNSPERF_QUESTIONS, AT_ONCE),
  );
  const reached = dnsperf.filter((run) => run !== undefined);
  return {
    'dns-rate': medianRatio(pairs),
    'dns-rate-own': median(pairs.map((pair) => pair.a)),
    'dns-rate-node': median(pairs.map((pair) => pair.b)),
    'dns-cpu-own': median(cpu.own),
    'dns-cpu-node': median(cpu.node),
    ...(reached.length === 0
      ? {}
      : {
          'dns-rate-dnsperf': median(reached.map(({ ratePerSecond }) => ratePerSecond)),
          'dns-cpu-dnsperf': median(reached.map(({ cpuUs }) => cpuUs)),
        }),
    'dns-ports': median(tallies.map(freshShare)),
  };
}

/** Questions a second, and the processor time of this process for each. */
async function rateOf(put: (question: Question) => Promise<unknown>): Promise<{ rate: number; cpuUs: number }> {
  const limit = pLimit(AT_ONCE);
  const cpuBefore = process.cpuUsage();
  const wallMs = await timed(() =>
    Promise.all(
      Array.from({ length: RATE_QUESTIONS }, (_, index) =>
        limit(() => put({ name: `q${index}.kitano.example`, type: 'A' })),
      ),
    ),
  );
  const { user, system } = process.cpuUsage(cpuBefore);
  return { rate: (RATE_QUESTIONS / wallMs) * 1_000, cpuUs: (user + system) / RATE_QUESTIONS };
}

/** Source ports that the server saw, relative to how many differ on average when each question draws one at random. */
function freshShare({ questions, sources }: Tally): number {
  const expected = EPHEMERAL_PORTS * (1 - (1 - 1 / EPHEMERAL_PORTS) ** questions);
  return Math.min(1, sources / expected);
}
