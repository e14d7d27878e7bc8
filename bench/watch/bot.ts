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
process.on('message', (what) => void answer(what));

async function answer(what: unknown): Promise<void> {
  if (what === 'reset') {
    loop.reset();
    looksBefore = await looksTaken();
  }
  if (what !== 'tell') return;
  const looks = (await looksTaken()) - looksBefore;
  process.send?.({ kind: 'told', loopMs: loop.percentile(99) / NS_PER_MS, looks });
}

/** All looks since the start, as the bot's own metrics count them. */
async function looksTaken(): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${bot.healthPort}/metrics`);
  const counts = (await response.text()).matchAll(/^mail_migration_bot_looks_total\{[^}]*\} (\d+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}
process.send?.({ kind: 'ready', port: bot.port });
process.on('SIGTERM', () => void bot.stop().then(() => process.exit(0)));
process.on('disconnect', () => void bot.stop().then(() => process.exit(0)));
