import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { z } from 'zod';
import type { StoreAdapter } from '../src/store/adapter.ts';
import { canonical } from './world/book.ts';

enableCompileCache();
const { loadConfig } = await import('../src/config.ts');
const { run } = await import('../src/run.ts');
const { SHORT_WINDOWS } = await import('./settings.ts');

/** What the rehearsal hands to the bot's process beside its environment. */
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
  channelGapMs: z.int(),
  /** The process dies by itself at a commit. */
  death: z.object({ commit: z.int(), when: z.enum(['before', 'after']) }).optional(),
});

/** The real bot, in a process of its own: only its way out, its trust and its windows are the rehearsal's. */
const given = staging.parse(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')));
const book = new Map(given.addressBook.map((entry) => [`${entry.address} ${entry.port} ${entry.transport}`, entry]));
const bot = await run(loadConfig(process.env), {
  staging: {
    addressBook: (address, port, transport) => {
      const entry = book.get(`${canonical(address)} ${port} ${transport}`);
      return entry && { host: entry.host, port: entry.hostPort };
    },
    trust: [given.trust],
    settings: SHORT_WINDOWS,
    channelGapMs: given.channelGapMs,
    ...(given.death === undefined ? {} : { store: mortal(given.death) }),
  },
});

/** As if the power were cut in the middle of it all: nothing is closed, nothing is said. */
function mortal({ commit: last, when }: { readonly commit: number; readonly when: 'before' | 'after' }) {
  return (adapter: StoreAdapter): StoreAdapter => {
    let count = 0;
    const commit = adapter.commit.bind(adapter);
    adapter.commit = async (request) => {
      count += 1;
      if (count === last && when === 'before') process.kill(process.pid, 'SIGKILL');
      const outcome = await commit(request);
      if (count >= last && when === 'after') process.kill(process.pid, 'SIGKILL');
      return outcome;
    };
    return adapter;
  };
}

process.send?.({ kind: 'ready', port: bot.port });
process.on('SIGTERM', () => void bot.stop().then(() => process.exit(0)));
// Whoever rehearses went away: so does the bot.
process.on('disconnect', () => void bot.stop().then(() => process.exit(0)));
