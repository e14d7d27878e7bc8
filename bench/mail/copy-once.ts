/** One copy (or comparison) as a process of its own, as the other programs are: job in as an argument, result out as a line. */
import { enableCompileCache } from 'node:module';
import { z } from 'zod';
import { loopback } from '../../test/servers/loopback.ts';
import { ownPeakMb } from '../memory.ts';

// As the bot does; what follows is loaded behind it.
enableCompileCache();
const { copyMailbox } = await import('../../src/mail/copy.ts');
const { createDialer } = await import('../../src/net/dial.ts');

const end = z.object({ address: z.string(), port: z.int(), user: z.string(), password: z.string() });
const job = z
  .object({ old: end, new: end, mode: z.enum(['copy', 'compare']), trust: z.string() })
  .parse(JSON.parse(process.argv[2] ?? ''));
const account = (from: z.infer<typeof end>) => ({ ...from, security: 'tls', verify: 'report' }) as const;
let lines = 0;
const result = await copyMailbox(
  createDialer({ policy: loopback, trust: [job.trust] }),
  { old: account(job.old), new: account(job.new) },
  // What the store would keep on disk.
  {
    read: async () => [],
    add: async (more) => {
      lines += more.length;
    },
  },
  { signal: AbortSignal.timeout(120_000), now: Date.now, mode: job.mode },
);
if (result.outcome === 'failed') throw new Error(`${result.code} ${result.detail ?? ''}`);
const { messages, copied, missingTotal } = result;
process.stdout.write(`${JSON.stringify({ messages, copied, missingTotal, lines, peakMb: ownPeakMb() })}\n`);
