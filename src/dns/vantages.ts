import { getServers } from 'node:dns';
import { isIP } from 'node:net';
import { BUILT_IN, type VantageEntry } from './vantages-data.ts';

/** A place that we ask DNS from: one address of one operator's cache. */
export type Vantage = {
  readonly id: string;
  readonly operator: string;
  readonly address: string;
  /** 53 when not said. */
  readonly port?: number;
  /** ISO 3166-1 alpha-2, where the operator answers from one country. */
  readonly country?: string;
  /** A resolver of the team's own network: always counts. */
  readonly site: boolean;
};

/** The built-in public vantages: those on by default, and those switched on by id. */
export function publicVantages(switchedOn: readonly string[] = []): readonly Vantage[] {
  return BUILT_IN.filter((entry) => entry.enabled || switchedOn.includes(entry.id)).map(asVantage);
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

function asVantage({ enabled: _, ...entry }: VantageEntry): Vantage {
  return { ...entry, site: false };
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
