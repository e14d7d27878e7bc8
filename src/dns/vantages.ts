import { getServers } from 'node:dns';
import { isIP } from 'node:net';
import type { DnsTransport } from '../migration/observations.ts';
import { BUILT_IN, type OperatorEntry, type SecureService } from './vantages-data.ts';

/** A place that we ask DNS from: one address of one operator's cache, asked over one transport. */
export type Vantage = {
  readonly id: string;
  readonly operator: string;
  readonly address: string;
  /** 53, 853 for DoT, 443 for DoH when not said. */
  readonly port?: number;
  /** `udp` when not said: plain questions, over TCP as well. */
  readonly transport?: DnsTransport;
  /** DoT and DoH: the name that the certificate must bear; without it, the address must be on the certificate. */
  readonly hostname?: string;
  /** DoH: the path of the URL, `/dns-query` when not said. */
  readonly path?: string;
  /** ISO 3166-1 alpha-2, where the operator answers from one country. */
  readonly country?: string;
  /** A resolver of the team's own network: always counts. */
  readonly site: boolean;
};

/**
 * The built-in public vantages: those of the operators that are on by default, and of those switched on by name, in any
 * case.
 */
export function publicVantages(switchedOn: readonly string[] = []): readonly Vantage[] {
  const chosen = new Set(switchedOn.map((name) => name.toLowerCase()));
  return BUILT_IN.filter(({ operator, enabled }) => enabled !== false || chosen.has(operator.toLowerCase())).flatMap(
    vantagesOf,
  );
}

/**
 * The site's own resolvers: those of the settings, else the ones this machine uses. A loopback stub (127.0.0.53) will do:
 * it forwards to the site's resolver. Entries are written `192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1` or
 * `[2001:db8::1]:5353`; whatever is not an address is left out.
 */
export function siteVantages(
  settings: readonly string[] = [],
  system: readonly string[] = getServers(),
): readonly Vantage[] {
  const found = (settings.length > 0 ? settings : system).map(parseServer).filter((server) => server !== undefined);
  const unique = new Map(found.map((server) => [`${server.address} ${server.port ?? ''}`, server]));
  return [...unique.values()].map((server, index) => ({
    id: `site-${index + 1}`,
    operator: 'site',
    ...server,
    site: true,
  }));
}

const PORTS = { udp: 53, tcp: 53, dot: 853, doh: 443 } as const satisfies Record<DnsTransport, number>;

export function transportOf({ transport = 'udp' }: Pick<Vantage, 'transport'>): DnsTransport {
  return transport;
}

export function portOf(vantage: Pick<Vantage, 'port' | 'transport'>): number {
  return vantage.port ?? PORTS[transportOf(vantage)];
}

/** Plain addresses first, then each service over TLS; ids stay the same as long as an operator's list only grows. */
function vantagesOf({ operator, id, country, v4 = [], v6 = [], dot, doh }: OperatorEntry): readonly Vantage[] {
  const common = { operator, site: false, ...(country === undefined ? {} : { country }) };
  const numbered = (addresses: readonly string[], suffix: string): readonly Vantage[] =>
    addresses.map((address, index) => ({
      ...common,
      id: `${id}${suffix}${addresses.length > 1 ? `-${index + 1}` : ''}`,
      address,
    }));
  const secure = (transport: 'dot' | 'doh', service: SecureService | undefined): readonly Vantage[] =>
    service === undefined ? [] : [{ ...common, id: `${id}-${transport}`, transport, ...service }];
  return [...numbered(v4, ''), ...numbered(v6, '-v6'), ...secure('dot', dot), ...secure('doh', doh)];
}

function parseServer(text: string): Pick<Vantage, 'address' | 'port'> | undefined {
  const trimmed = text.trim();
  if (isIP(trimmed) !== 0) return { address: trimmed };
  const match = /^(?:\[([^\]]+)\]|([\d.]+)):(\d{1,5})$/.exec(trimmed);
  const address = match?.[1] ?? match?.[2] ?? '';
  const port = Number(match?.[3]);
  if (isIP(address) === 0 || !(port > 0 && port < 65_536)) return undefined;
  return { address, port };
}
