import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';

const started = z.object({ ports: z.array(z.int()) });
const counted = z.object({
  tally: z.object({ questions: z.int(), sources: z.int(), connections: z.int(), lost: z.int() }),
});

/** Since the last time: questions over UDP, the source ports they came from, connections, and datagrams dropped. */
export type Tally = {
  readonly questions: number;
  readonly sources: number;
  readonly connections: number;
  readonly lost: number;
};

export type DnsServers = {
  readonly ports: readonly number[];
  readonly tally: () => Promise<Tally>;
  readonly stop: () => Promise<void>;
};

const ANSWER_LIMIT_MS = 10_000;

/**
 * Starts `count` DNS servers on loopback, UDP and TCP, in one process of their own, each answering after `delayMs`; the
 * share `loss` of all datagrams, in each direction, goes missing.
 */
export async function startServers(count: number, delayMs: number, loss = 0): Promise<DnsServers> {
  const child = fork(new URL('./server.ts', import.meta.url), [count, delayMs, loss].map(String));
  const { ports } = started.parse(await nextMessage(child));
  return {
    ports,
    async tally() {
      child.send('tally');
      return counted.parse(await nextMessage(child)).tally;
    },
    async stop() {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}

async function nextMessage(child: ChildProcess): Promise<unknown> {
  const [message] = await once(child, 'message', { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
  return message;
}
