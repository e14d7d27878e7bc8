import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DnsDaemon, type ServedZone, startDnsDaemon } from './dns-daemon.ts';

export type Unbound = DnsDaemon;

export type UnboundOptions = {
  /** Where each zone is served ('' is the root): Unbound knows no ports in referrals, so every zone is named here. */
  readonly zones: readonly ServedZone[];
  /** A name that resolves once everything is up. */
  readonly readyName: string;
  readonly host?: string;
  /** Further lines of the `server:` clause, such as `serve-expired: yes`; of two that contradict, the last counts. */
  readonly settings?: readonly string[];
};

/** A real Unbound as cache in front of authoritative servers on loopback. Unprivileged, in a directory of its own. */
export async function startUnbound(options: UnboundOptions): Promise<Unbound> {
  const { host = '127.0.0.1', readyName } = options;
  const { port, stop } = await startDnsDaemon({
    program: 'unbound',
    host,
    readyName,
    configure: (directory, listen) => {
      const file = join(directory, 'unbound.conf');
      writeFileSync(file, configuration(directory, host, listen, options));
      return ['-d', '-p', '-c', file];
    },
  });
  return { host, port, stop };
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
    ...[...new Set(['test', ...zones.map((zone) => zone.name)])]
      .filter((name) => name !== '')
      .map((name) => `  local-zone: "${name}." nodefault`),
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
