import type { Book } from '../book.ts';
import { pause } from '../pause.ts';
import { type DnsServer, serveDns } from './wire.ts';
import { type Answer, isWithin, lookUp, type Zone, type ZoneRecord } from './zone.ts';

/** One authoritative server: its name, its documentation address, and how long after a change it takes a zone over. */
export type AuthoritySeed = {
  readonly name: string;
  readonly address: string;
  /** The apexes of the zones it serves; the root is ''. */
  readonly serves: readonly string[];
  readonly lagMs: number;
};

export type Authorities = {
  /** Hands a new version of a zone to every server that serves it. Resolves once the slowest has taken it over. */
  publish(zone: Zone): Promise<void>;
  /** What a server at this address answers at this moment. */
  ask(address: string, name: string, type: string): Answer;
  /** What a resolver learns that asks one of the name's servers, `pick` choosing among them. */
  resolve(name: string, type: string, pick: (servers: readonly string[]) => string): Answer;
  /** All answers that the name's servers would give at this moment, differing ones included. */
  possible(name: string, type: string): readonly ZoneRecord[];
  /** Whether some server serves such a record at this moment. */
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
  const addressesFor = (name: string): readonly string[] => {
    const apexes = new Set(seeds.flatMap((seed) => seed.serves).filter((apex) => isWithin(name, apex)));
    const apex = [...apexes].sort((a, b) => b.length - a.length)[0] ?? '';
    return seeds.filter((seed) => seed.serves.includes(apex)).map((seed) => seed.address);
  };

  return {
    publish: async (zone) => {
      const takers = seeds.filter((seed) => seed.serves.includes(zone.apex));
      await Promise.all(
        takers.map(async (seed) => {
          await pause(seed.lagMs, stopped.signal);
          holdings.get(seed.address)?.set(zone.apex, zone);
        }),
      );
    },
    ask,
    resolve: (name, type, pick) => ask(pick(addressesFor(name)), name, type),
    possible: (name, type) => addressesFor(name).flatMap((address) => ask(address, name, type).answers),
    anyServed: (question) =>
      [...holdings.values()].some((held) => [...held.values()].some((zone) => zone.records.some(question))),
    close: async () => {
      stopped.abort();
      await Promise.all(servers.map((server) => server.close()));
    },
  };
};
