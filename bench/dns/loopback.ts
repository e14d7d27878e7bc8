import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

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
  const { ports } = await nextMessage(child, isStarted);
  return {
    ports,
    async tally() {
      child.send('tally');
      return (await nextMessage(child, isCounted)).tally;
    },
    async stop() {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}

async function nextMessage<T>(child: ChildProcess, isIt: (message: unknown) => message is T): Promise<T> {
  const [message]: unknown[] = await once(child, 'message', { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
  if (!isIt(message)) throw new Error(`the servers said ${JSON.stringify(message)}`);
  return message;
}

// By hand: the parser used elsewhere would be a tenth of the memory that is measured in this process.
function isStarted(message: unknown): message is Pick<DnsServers, 'ports'> {
  return (
    isObject(message) && 'ports' in message && Array.isArray(message.ports) && message.ports.every(Number.isInteger)
  );
}

function isCounted(message: unknown): message is { readonly tally: Tally } {
  if (!isObject(message) || !('tally' in message) || !isObject(message.tally)) return false;
  const counts = new Map(Object.entries(message.tally));
  return ['questions', 'sources', 'connections', 'lost'].every((name) => Number.isInteger(counts.get(name)));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
