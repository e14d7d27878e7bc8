import { z } from 'zod';
import { copyMailbox } from '../../src/mail/copy.ts';
import type { LedgerLine } from '../../src/migration/mail-observations.ts';
import { createDialer } from '../../src/net/dial.ts';
import { ownPeakMib } from '../memory.ts';

/** One copy (or comparison) as a process of its own, as the other programs are: job in as an argument, result out as a line. */
const end = z.object({ address: z.string(), port: z.int(), user: z.string(), password: z.string() });
const job = z
  .object({ old: end, new: end, mode: z.enum(['copy', 'compare']), trust: z.string() })
  .parse(JSON.parse(process.argv[2] ?? ''));
const account = (from: z.infer<typeof end>) => ({ ...from, security: 'tls', verify: 'report' }) as const;
const lines: LedgerLine[] = [];
const result = await copyMailbox(
  createDialer({ trust: [job.trust] }),
  { old: account(job.old), new: account(job.new) },
  { read: async () => lines, add: async (more) => void lines.push(...more) },
  { signal: AbortSignal.timeout(120_000), now: Date.now, mode: job.mode },
);
if (result.outcome === 'failed') throw new Error(`${result.code} ${result.detail ?? ''}`);
process.stdout.write(`${JSON.stringify({ ...result, missing: undefined, peakMib: ownPeakMib() })}\n`);
