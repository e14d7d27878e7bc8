/** The bot of the bench: the rehearsal's way out, the product's own intervals, and a measure of its event loop. */
import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { z } from 'zod';
import { canonical } from '../../rehearsal/world/book.ts';

enableCompileCache();
const { loadConfig } = await import('../../src/config.ts');
const { run } = await import('../../src/run.ts');
const { DEFAULT_SETTINGS } = await import('../../src/migration/settings.ts');

const NS_PER_MS = 1_000_000;
const staging = z.object({
  addressBook: z.array(
    z.object({
      address: z.string(),
      port: z.int(),
      transport: z.enum(['udp', 'tcp']),
      host: z.string(),
      hostPort: z.int(),
    }),
  ),
  trust: z.string(),
});
const given = staging.parse(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')));
const book = new Map(given.addressBook.map((entry) => [`${entry.address} ${entry.port} ${entry.transport}`, entry]));
const loop = monitorEventLoopDelay({ resolution: 5 });
loop.enable();
const bot = await run(loadConfig(process.env), {
  staging: {
    addressBook: (address, port, transport) => {
      const entry = book.get(`${canonical(address)} ${port} ${transport}`);
      return entry && { host: entry.host, port: entry.hostPort };
    },
    trust: [given.trust],
    settings: DEFAULT_SETTINGS,
    channelGapMs: 1_000,
  },
});
let looksBefore = 0;
let cpuBefore = process.cpuUsage();
let lateBefore: Late = new Map();
type Late = ReadonlyMap<number, number>;
process.on('message', (what) => void answer(what));

async function answer(what: unknown): Promise<void> {
  if (what === 'reset') {
    loop.reset();
    looksBefore = await looksTaken();
    lateBefore = lateIn(await page());
    cpuBefore = process.cpuUsage();
  }
  if (what !== 'tell') return;
  const { user, system } = process.cpuUsage(cpuBefore);
  process.send?.({
    kind: 'told',
    loopMs: loop.percentile(99) / NS_PER_MS,
    looks: (await looksTaken()) - looksBefore,
    cpuMs: (user + system) / 1_000,
    rssMib: process.memoryUsage.rss() / 1_048_576,
    lagSeconds: lagOf(lateBefore, lateIn(await page())) ?? null,
  });
}

/** All looks since the start, as the bot's own metrics count them. */
async function looksTaken(): Promise<number> {
  const counts = (await page()).matchAll(/^mail_migration_bot_looks_total\{[^}]*\} (\d+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}
async function page(): Promise<string> {
  return (await fetch(`http://127.0.0.1:${bot.healthPort}/metrics`)).text();
}

/** Upper bound in seconds → how many looks began no later than that. */
function lateIn(text: string): Late {
  const buckets = text.matchAll(/^mail_migration_bot_agenda_lag_seconds_bucket\{[^}]*le="([^"]+)"[^}]*\} (\d+)$/gm);
  const late = new Map<number, number>();
  for (const [, bound, count] of buckets) {
    const seconds = bound === '+Inf' ? Number.POSITIVE_INFINITY : Number(bound);
    late.set(seconds, (late.get(seconds) ?? 0) + Number(count));
  }
  return late;
}

/** The bound that 99 of 100 looks keep. */
function lagOf(before: Late, after: Late): number | undefined {
  const since = [...after].map(([bound, count]) => [bound, count - (before.get(bound) ?? 0)] as const);
  const all = Math.max(0, ...since.map(([, count]) => count));
  return all === 0 ? undefined : since.sort(([a], [b]) => a - b).find(([, count]) => count >= 0.99 * all)?.[0];
}

process.send?.({ kind: 'ready', port: bot.port });
process.on('SIGTERM', () => void bot.stop().then(() => process.exit(0)));
process.on('disconnect', () => void bot.stop().then(() => process.exit(0)));
