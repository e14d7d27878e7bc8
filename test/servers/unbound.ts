import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask } from '../../src/dns/client.ts';
import { createDialer } from '../../src/net/dial.ts';
import { findDaemon, freeDnsPort, startDaemon, untilReady } from './process.ts';

export type Unbound = { readonly host: string; readonly port: number; stop(): Promise<void> };

export type UnboundOptions = {
  /** Where each zone is served ('' is the root): Unbound knows no ports in referrals, so every zone is named here. */
  readonly zones: readonly { readonly name: string; readonly host: string; readonly port: number }[];
  /** A name that resolves once everything is up. */
  readonly readyName: string;
  readonly host?: string;
  /** Further lines of the `server:` clause, such as `serve-expired: yes`. */
  readonly settings?: readonly string[];
};

const START_MS = 8_000;

/** A real Unbound as cache in front of authoritative servers on loopback. Unprivileged, in a directory of its own. */
export async function startUnbound(options: UnboundOptions): Promise<Unbound> {
  const { host = '127.0.0.1', readyName } = options;
  const directory = mkdtempSync(join(tmpdir(), 'unbound-'));
  const port = await freeDnsPort(host);
  const file = join(directory, 'unbound.conf');
  writeFileSync(file, configuration(directory, host, port, options));
  const daemon = startDaemon(findDaemon('unbound'), ['-d', '-p', '-c', file]);
  const dialer = createDialer({ addressBook: () => ({ host, port }) });
  const question = { name: readyName, type: 'SOA' } as const;
  const isReady = async () => {
    const result = await ask(dialer, { server: host, question, now: Date.now, timeoutMs: 500, attempts: 1 });
    return result.outcome === 'answer';
  };
  try {
    await untilReady(daemon, isReady, START_MS);
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
  return {
    host,
    port,
    stop: async () => {
      await daemon.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function configuration(
  directory: string,
  host: string,
  port: number,
  { zones, settings = [] }: UnboundOptions,
): string {
  const server = [
    'server:',
    `  interface: ${host}@${port}`,
    `  port: ${port}`,
    '  username: ""',
    '  chroot: ""',
    `  directory: "${directory}"`,
    `  pidfile: ""`,
    '  use-syslog: no',
    '  logfile: ""',
    '  verbosity: 0',
    '  num-threads: 1',
    '  outgoing-range: 64',
    '  num-queries-per-thread: 64',
    '  do-ip6: no',
    '  do-not-query-localhost: no',
    '  module-config: "iterator"',
    '  access-control: 127.0.0.0/8 allow',
    // Names such as `test.` are answered by Unbound itself otherwise (RFC 6761).
    ...zones.filter((zone) => zone.name !== '').map((zone) => `  local-zone: "${zone.name}." nodefault`),
    ...settings.map((line) => `  ${line}`),
    'remote-control:',
    '  control-enable: no',
  ];
  const stubs = zones.flatMap((zone) => [
    'stub-zone:',
    `  name: "${zone.name || '.'}"`,
    `  stub-addr: ${zone.host}@${zone.port}`,
    '  stub-prime: no',
  ]);
  return `${[...server, ...stubs].join('\n')}\n`;
}
