import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask } from '../../src/dns/client.ts';
import { createDialer } from '../../src/net/dial.ts';
import { type Daemon, findDaemon, freeDnsPort, startDaemon, untilReady } from './process.ts';

export type DnsDaemon = { readonly host: string; readonly port: number; stop(): Promise<void> };

/** A server whose zones can be written anew. */
export type Authority = DnsDaemon & {
  /** Writes one zone anew and has it read; the SOA serial must have grown. Resolves once that serial is served. */
  rewrite(zone: string, text: string, serial: number): Promise<void>;
};

/** Where a zone is served; '' is the root. */
export type ServedZone = { readonly name: string; readonly host: string; readonly port: number };

export type DaemonOptions = {
  /** The program, as it is called in `/usr/sbin`. */
  readonly program: string;
  readonly host: string;
  /** A zone whose SOA is answered once everything is up. */
  readonly readyName: string;
  /** Writes the configuration into the directory, and says with what arguments the program is to be started. */
  readonly configure: (directory: string, port: number) => readonly string[];
};

type Started = DnsDaemon & {
  readonly daemon: Daemon;
  readonly directory: string;
  serialOf(zone: string): Promise<string | undefined>;
};

const START_MS = 15_000;
const running = new Set<() => Promise<void>>();

/** Stops whatever has been started, or is starting, in this test file: also where one of several failed to start. */
export async function stopDnsDaemons(): Promise<void> {
  await Promise.all([...running].map((stop) => stop()));
}

/** Starts a DNS server in a directory of its own, on a free port, and waits until it answers. */
export async function startDnsDaemon({ program, host, readyName, configure }: DaemonOptions): Promise<Started> {
  const path = findDaemon(program);
  const directory = mkdtempSync(join(tmpdir(), `${program}-`));
  const port = await freeDnsPort(host);
  const daemon = startDaemon(path, configure(directory, port));
  const dialer = createDialer({ addressBook: () => ({ host, port }) });
  const serialOf = async (zone: string) => {
    const question = { name: zone, type: 'SOA' } as const;
    const result = await ask(dialer, { server: host, question, now: Date.now, timeoutMs: 500, attempts: 1 });
    return result.outcome === 'answer' ? result.values[0]?.split(' ')[2] : undefined;
  };
  const stop = async () => {
    running.delete(stop);
    await daemon.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  running.add(stop);
  try {
    await untilReady(daemon, async () => (await serialOf(readyName)) !== undefined, START_MS);
  } catch (error) {
    await stop();
    throw error;
  }
  return { host, port, daemon, directory, serialOf, stop };
}

/** Rewriting for a server that reads its zone files again at SIGHUP. */
export function rewriter(
  { daemon, serialOf }: Started,
  write: (zone: string, text: string) => void,
): Authority['rewrite'] {
  return async (zone, text, serial) => {
    write(zone, text);
    daemon.hangUp();
    await untilReady(daemon, async () => (await serialOf(zone)) === String(serial), START_MS);
  };
}
