import { type DnsDaemon, type ServedZone, startDnsDaemon } from './dns-daemon.ts';

export type DnsmasqOptions = {
  readonly zones: readonly ServedZone[];
  /** A zone whose SOA resolves once everything is up. */
  readonly readyName: string;
  readonly host?: string;
  /** Further settings, such as `min-cache-ttl=5`. */
  readonly settings?: readonly string[];
};

/** A real dnsmasq, the cache in many a router, in front of authoritative servers on loopback. Unprivileged, on a free port. */
export async function startDnsmasq({
  zones,
  readyName,
  host = '127.0.0.1',
  settings = [],
}: DnsmasqOptions): Promise<DnsDaemon> {
  const { port, stop } = await startDnsDaemon({
    program: 'dnsmasq',
    host,
    readyName,
    configure: (_, listen) => [
      '--keep-in-foreground',
      '--conf-file=/dev/null',
      '--pid-file=',
      '--log-facility=-',
      '--no-resolv',
      '--no-hosts',
      '--no-poll',
      '--bind-interfaces',
      `--listen-address=${host}`,
      `--port=${listen}`,
      // Started as root it would look for an account to become, which not every machine has.
      ...(process.getuid?.() === 0 ? ['--user=root', '--group=root'] : []),
      ...zones.map((zone) => `--server=/${zone.name}/${zone.host}#${zone.port}`),
      ...settings.map((setting) => `--${setting}`),
    ],
  });
  return { host, port, stop };
}
