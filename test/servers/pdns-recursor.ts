import { type DnsDaemon, type ServedZone, startDnsDaemon } from './dns-daemon.ts';

export type RecursorOptions = {
  readonly zones: readonly ServedZone[];
  /** A zone whose SOA resolves once everything is up. */
  readonly readyName: string;
  readonly host?: string;
  /** Further settings, such as `minimum-ttl-override=5`. */
  readonly settings?: readonly string[];
};

/** A real PowerDNS Recursor as cache in front of authoritative servers on loopback. Unprivileged, on a free port. */
export async function startRecursor({
  zones,
  readyName,
  host = '127.0.0.1',
  settings = [],
}: RecursorOptions): Promise<DnsDaemon> {
  const forwards = zones.map((zone) => `${zone.name || '.'}=${zone.host}:${zone.port}`);
  const { port, stop } = await startDnsDaemon({
    program: 'pdns_recursor',
    host,
    readyName,
    configure: (directory, listen) => [
      `--config-dir=${directory}`,
      `--socket-dir=${directory}`,
      '--daemon=no',
      '--write-pid=no',
      '--disable-syslog=yes',
      '--loglevel=3',
      '--threads=1',
      `--local-address=${host}`,
      `--local-port=${listen}`,
      `--forward-zones=${forwards.join(',')}`,
      // By default it asks nobody on loopback, and its maker whether it is up to date.
      '--dont-query=',
      '--security-poll-suffix=',
      '--dnssec=off',
      ...settings.map((setting) => `--${setting}`),
    ],
  });
  return { host, port, stop };
}
