import type { Book } from '../book.ts';
import { pause } from '../pause.ts';
import { type DnsServer, serveDns } from './wire.ts';
import { type Answer, isWithin, lookUp, type Zone, type ZoneRecord } from './zone.ts';

/** One authoritative server: its name, its documentation address, and how long after a change it takes a zone over. */
export type AuthoritySeed = {
  readonly name: string;
  readonly address: string;
  /** The apexes of the zones it serves at first; the root is ''. */
  readonly serves: readonly string[];
  readonly lagMs: number;
};

/** To which servers a version of a zone goes; all that serve the zone where not said. */
export type Publication = {
  readonly to?: (seed: AuthoritySeed) => boolean;
  readonly lagMs?: (seed: AuthoritySeed) => number;
};

/** What a parent's server says of a zone: the addresses of the servers it refers to, and for how long that may be kept. */
export type Referral = { readonly servers: readonly string[]; readonly ttlSeconds: number };

export type Authorities = {
  /** Hands a version of a zone to its servers, or to those chosen. Resolves once the slowest has taken it over. */
  publish(zone: Zone, publication?: Publication): Promise<void>;
  /** What a server at this address answers at this moment. */
  ask(address: string, name: string, type: string): Answer;
  /** The apex of the zone that holds a name; of the one above the cut where the question is for the parent. */
  apexOf(name: string, type?: string): string;
  /** What each of the parent's servers says of a zone; the root is known to everybody. */
  referrals(apex: string): readonly Referral[];
  /** Addresses of servers by their names. */
  addressesOf(names: readonly string[]): readonly string[];
  /** All answers that the servers to which the parent leads would give at this moment, differing ones included. */
  possible(name: string, type: string): readonly ZoneRecord[];
  /** Whether some server to which the parent leads serves such a record at this moment. */
  anyServed(question: (record: ZoneRecord) => boolean): boolean;
  close(): Promise<void>;
};

/** Starts the authoritative servers and enters them into the address book (port 53, UDP and TCP). */
export const openAuthorities = async (
  seeds: readonly AuthoritySeed[],
  zones: readonly Zone[],
  book: Book,
): Promise<Authorities> => {
  const holdings = new Map<string, Map<string, Zone>>();
  for (const seed of seeds) {
    const held = zones.filter((zone) => seed.serves.includes(zone.apex)).map((zone) => [zone.apex, zone] as const);
    holdings.set(seed.address, new Map(held));
  }
  const apexes = new Set(zones.map((zone) => zone.apex));
  const ask = (address: string, name: string, type: string): Answer =>
    lookUp([...(holdings.get(address)?.values() ?? [])], name, type);

  const servers: DnsServer[] = [];
  for (const seed of seeds) {
    const server = await serveDns(async (name, type) => ({ ...ask(seed.address, name, type), recursive: false }));
    book.enter(seed.address, 53, 'udp', server.udpPort);
    book.enter(seed.address, 53, 'tcp', server.tcpPort);
    servers.push(server);
  }
  const stopped = new AbortController();

  const apexOf = (name: string, type?: string): string => {
    const holding = [...apexes].filter((apex) => isWithin(name, apex) && !(type === 'DS' && apex === name));
    return holding.reduce((longest, apex) => (apex.length > longest.length ? apex : longest), '');
  };
  const addressesOf = (names: readonly string[]): readonly string[] =>
    seeds.filter((seed) => names.includes(seed.name)).map((seed) => seed.address);
  const referrals = (apex: string): readonly Referral[] => {
    const above = apex === '' ? '' : apexOf(apex, 'DS');
    const speakers = seeds.filter((seed) => seed.serves.includes(above));
    if (apex === '') return [{ servers: speakers.map((seed) => seed.address), ttlSeconds: ROOT_TTL_SECONDS }];
    return speakers.map((seed) => {
      const { answers, authorities } = ask(seed.address, apex, 'NS');
      const names = [...answers, ...authorities].filter((record) => record.type === 'NS' && record.name === apex);
      return {
        servers: addressesOf(names.map((record) => record.value)),
        ttlSeconds: Math.min(ROOT_TTL_SECONDS, ...names.map((record) => record.ttlSeconds)),
      };
    });
  };
  const ledTo = (apex: string): readonly string[] => [...new Set(referrals(apex).flatMap((each) => each.servers))];

  return {
    publish: async (zone, { to, lagMs } = {}) => {
      apexes.add(zone.apex);
      const takers = seeds.filter(to ?? ((seed) => holdings.get(seed.address)?.has(zone.apex) === true));
      await Promise.all(
        takers.map(async (seed) => {
          await pause(lagMs?.(seed) ?? seed.lagMs, stopped.signal);
          holdings.get(seed.address)?.set(zone.apex, zone);
        }),
      );
    },
    ask,
    apexOf,
    referrals,
    addressesOf,
    possible: (name, type) => ledTo(apexOf(name, type)).flatMap((address) => ask(address, name, type).answers),
    anyServed: (question) =>
      [...apexes].some((apex) =>
        ledTo(apex).some((address) => holdings.get(address)?.get(apex)?.records.some(question) === true),
      ),
    close: async () => {
      stopped.abort();
      await Promise.all(servers.map((server) => server.close()));
    },
  };
};

const ROOT_TTL_SECONDS = 60;
