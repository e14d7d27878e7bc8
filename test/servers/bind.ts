import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Authority, rewriter, startDnsDaemon } from './dns-daemon.ts';

/** A real BIND, authoritative for `zones` (name without trailing dot → zone file text). Unprivileged, on a free port. */
export async function startBind(zones: Readonly<Record<string, string>>, host = '127.0.0.1'): Promise<Authority> {
  const names = Object.keys(zones);
  const started = await startDnsDaemon({
    program: 'named',
    host,
    readyName: names[0] ?? '',
    configure: (directory, port) => {
      for (const name of names) writeFileSync(fileOf(directory, name), zones[name] ?? '');
      const file = join(directory, 'named.conf');
      writeFileSync(file, configuration(directory, host, port, names));
      return ['-g', '-4', '-n', '1', '-c', file];
    },
  });
  const { port, directory, stop } = started;
  return { host, port, stop, rewrite: rewriter(started, (zone, text) => writeFileSync(fileOf(directory, zone), text)) };
}

function fileOf(directory: string, zone: string): string {
  return join(directory, `${zone || 'root'}.zone`);
}

function configuration(directory: string, host: string, port: number, zones: readonly string[]): string {
  const options = [
    'controls { };',
    'options {',
    `  directory "${directory}";`,
    `  listen-on port ${port} { ${host}; };`,
    '  listen-on-v6 { none; };',
    '  pid-file none;',
    '  session-keyfile none;',
    '  lock-file none;',
    '  recursion no;',
    '  allow-query { any; };',
    '  dnssec-validation no;',
    '  notify no;',
    '  empty-zones-enable no;',
    '};',
  ];
  const entries = zones.map((zone) => `zone "${zone || '.'}" { type primary; file "${fileOf(directory, zone)}"; };`);
  return `${[...options, ...entries].join('\n')}\n`;
}
