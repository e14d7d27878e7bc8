/** The process that measures one group; `run-group.ts` starts it. Sends what it measured, and says what broke. */
import { enableCompileCache } from 'node:module';
import { isGroup } from './options.ts';
import type { Group, Measured } from './targets.ts';

// As the bot does; a group's modules are loaded behind it.
enableCompileCache();

const MEASURE: Readonly<Record<Group, () => Promise<Measured>>> = {
  start: async () => (await import('./groups/start.ts')).measureStart(),
  slack: async () => (await import('./groups/slack.ts')).measureSlack(),
  watch: async () => (await import('./groups/watch.ts')).measureWatch(),
  core: async () => (await import('./groups/core.ts')).measureCore(),
  round: async () => (await import('./groups/round.ts')).measureRound(),
  dns: async () => (await import('./groups/dns.ts')).measureDns(),
  mail: async () => (await import('./groups/mail.ts')).measureMail(),
  copy: async () => (await import('./groups/copy.ts')).measureCopy(),
};

// Told to end, or whoever asked is gone: an exit stops the servers that were started, a signal alone would not.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
process.once('disconnect', () => process.exit(1));

const name = process.argv[2] ?? '';
if (!isGroup(name)) throw new Error(`no group ${name}`);
const measured = await MEASURE[name]();
// The channel is closed by the exit: what was sent must be out before.
process.send?.({ measured }, () => process.exit(0));
