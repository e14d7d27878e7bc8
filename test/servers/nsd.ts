import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask } from '../../src/dns/client.ts';
import { createDialer } from '../../src/net/dial.ts';
import { findDaemon, freeDnsPort, startDaemon, untilReady } from './process.ts';

export type Nsd = {
  readonly host: string;
  readonly port: number;
  /** Writes one zone anew and lets NSD read it; the SOA serial must have grown. Resolves once it serves that serial. */
  rewrite(zone: string, text: string, serial: number): Promise<void>;
  stop(): Promise<void>;
};

const START_MS = 8_000;

/**
 * A real NSD, authoritative for `zones` (name without trailing dot, '' for the root → zone file text), on a free port of
 * one loopback address. Unprivileged, everything in a directory of its own.
 */
export async function startNsd(zones: Readonly<Record<string, string>>, host = '127.0.0.1'): Promise<Nsd> {
  const directory = mkdtempSync(join(tmpdir(), 'nsd-'));
  const port = await freeDnsPort(host);
  const names = Object.keys(zones);
  for (const name of names) writeFileSync(fileOf(directory, name), zones[name] ?? '');
  writeFileSync(join(directory, 'nsd.conf'), configuration(directory, host, port, names));
  const daemon = startDaemon(findDaemon('nsd'), ['-d', '-c', join(directory, 'nsd.conf')]);
  const serialOf = async (zone: string) => {
    const dialer = createDialer({ addressBook: () => ({ host, port }) });
    const question = { name: zone, type: 'SOA' } as const;
    const result = await ask(dialer, { server: host, question, now: Date.now, timeoutMs: 300, attempts: 1 });
    return result.outcome === 'answer' ? result.values[0]?.split(' ')[2] : undefined;
  };
  try {
    await untilReady(daemon, async () => (await serialOf(names[0] ?? '')) !== undefined, START_MS);
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
  return {
    host,
    port,
    rewrite: async (zone, text, serial) => {
      writeFileSync(fileOf(directory, zone), text);
      daemon.hangUp();
      await untilReady(daemon, async () => (await serialOf(zone)) === String(serial), START_MS);
    },
    stop: async () => {
      await daemon.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function fileOf(directory: string, zone: string): string {
  return join(directory, `${zone || 'root'}.zone`);
}

function configuration(directory: string, host: string, port: number, zones: readonly string[]): string {
  const server = [
    'server:',
    `  ip-address: ${host}@${port}`,
    `  port: ${port}`,
    '  username: ""',
    '  chroot: ""',
    '  server-count: 1',
    '  hide-version: yes',
    '  zonefiles-check: yes',
    '  zonefiles-write: 0',
    '  database: ""',
    `  zonesdir: "${directory}"`,
    `  pidfile: "${join(directory, 'nsd.pid')}"`,
    `  xfrdfile: "${join(directory, 'xfrd.state')}"`,
    `  xfrdir: "${directory}"`,
    `  zonelistfile: "${join(directory, 'zone.list')}"`,
    '  rrl-ratelimit: 0',
    'remote-control:',
    '  control-enable: no',
  ];
  const entries = zones.flatMap((zone) => [
    'zone:',
    `  name: "${zone || '.'}"`,
    `  zonefile: "${fileOf(directory, zone)}"`,
  ]);
  return `${[...server, ...entries].join('\n')}\n`;
}
