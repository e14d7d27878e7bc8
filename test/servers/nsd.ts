import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Authority, rewriter, startDnsDaemon } from './dns-daemon.ts';

export type Nsd = Authority;

/**
 * A real NSD, authoritative for `zones` (name without trailing dot, '' for the root → zone file text), on a free port of
 * one loopback address. Unprivileged, everything in a directory of its own.
 */
export async function startNsd(zones: Readonly<Record<string, string>>, host = '127.0.0.1'): Promise<Nsd> {
  const names = Object.keys(zones);
  const started = await startDnsDaemon({
    program: 'nsd',
    host,
    readyName: names[0] ?? '',
    configure: (directory, port) => {
      for (const name of names) writeFileSync(fileOf(directory, name), zones[name] ?? '');
      const file = join(directory, 'nsd.conf');
      writeFileSync(file, configuration(directory, host, port, names));
      return ['-d', '-c', file];
    },
  });
  const { port, directory, stop } = started;
  return { host, port, stop, rewrite: rewriter(started, (zone, text) => writeFileSync(fileOf(directory, zone), text)) };
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
