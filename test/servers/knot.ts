import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Authority, rewriter, startDnsDaemon } from './dns-daemon.ts';

export type KnotOptions = {
  /** Signs every zone with keys of its own making. */
  readonly signed?: boolean;
  readonly host?: string;
};

/** A real Knot DNS, authoritative for `zones` (name without trailing dot → zone file text). Unprivileged, on a free port. */
export async function startKnot(
  zones: Readonly<Record<string, string>>,
  { signed = false, host = '127.0.0.1' }: KnotOptions = {},
): Promise<Authority> {
  const names = Object.keys(zones);
  const started = await startDnsDaemon({
    program: 'knotd',
    host,
    readyName: names[0] ?? '',
    configure: (directory, port) => {
      for (const name of names) writeFileSync(fileOf(directory, name), zones[name] ?? '');
      const file = join(directory, 'knot.conf');
      writeFileSync(file, configuration(directory, host, port, names, signed));
      return ['-c', file];
    },
  });
  const { port, directory, stop } = started;
  return { host, port, stop, rewrite: rewriter(started, (zone, text) => writeFileSync(fileOf(directory, zone), text)) };
}

function fileOf(directory: string, zone: string): string {
  return join(directory, `${zone}.zone`);
}

function configuration(
  directory: string,
  host: string,
  port: number,
  zones: readonly string[],
  signed: boolean,
): string {
  return [
    'server:',
    `    rundir: "${directory}"`,
    `    listen: ${host}@${port}`,
    '    udp-workers: 1',
    '    tcp-workers: 1',
    '    background-workers: 1',
    'control:',
    `    listen: "${join(directory, 'knot.sock')}"`,
    'log:',
    '  - target: stderr',
    '    any: warning',
    'database:',
    `    storage: "${directory}"`,
    '    journal-db-max-size: 16M',
    '    kasp-db-max-size: 16M',
    '    timer-db-max-size: 4M',
    'template:',
    '  - id: default',
    `    storage: "${directory}"`,
    '    file: "%s.zone"',
    // The files are ours alone: Knot must not write what it signs back into them.
    '    zonefile-sync: -1',
    '    journal-content: none',
    `    dnssec-signing: ${signed ? 'on' : 'off'}`,
    'zone:',
    ...zones.map((zone) => `  - domain: ${zone}`),
    '',
  ].join('\n');
}
