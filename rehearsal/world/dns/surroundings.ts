import type { WorldPlan } from '../plan.ts';
import type { AuthoritySeed } from './authority.ts';
import { domainsOf } from './domain.ts';
import { delegationSigners } from './keys-in-use.ts';
import { soa, type Zone, type ZoneRecord, type ZoneType } from './zone.ts';

/** What the registrar has told the parent: which servers, and which keys it vouches for. */
export type ParentState = {
  readonly serial: number;
  readonly at: 'present' | 'next';
  readonly signers: 'before' | 'prepared' | 'mended';
};

export const FIRST_PARENT: ParentState = { serial: 1, at: 'present', signers: 'before' };

const HARBOR = [
  ['ns1.dnsharbor.example', '198.51.100.11'],
  ['ns2.dnsharbor.example', '198.51.100.12'],
] as const;
const CLIFF = [
  ['ns1.dnscliff.example', '198.51.100.21'],
  ['ns2.dnscliff.example', '198.51.100.22'],
] as const;
const PARENTS = [
  ['a.nic.example', '198.51.100.2'],
  ['b.nic.example', '198.51.100.3'],
] as const;
const OLD_HOST = ['ns.oldhost.example', '192.0.2.2'] as const;
const NEW_HOST = ['ns.newhost.example', '203.0.113.2'] as const;
const REVERSE = { old: '2.0.192.in-addr.arpa', new: '113.0.203.in-addr.arpa' } as const;

/** The DNS providers' servers: the one that the story begins with, and the one that some worlds move to. */
export const NAME_SERVERS = { present: HARBOR.map(([name]) => name), next: CLIFF.map(([name]) => name) } as const;

/** Every authoritative server. `lagMs` draws how long one of a provider's servers takes over a change. */
export const authoritySeeds = (
  domains: readonly string[],
  lagMs: (from: number, to: number) => number,
): readonly AuthoritySeed[] => {
  const provider = (servers: typeof HARBOR | typeof CLIFF, serves: readonly string[]): readonly AuthoritySeed[] =>
    servers.map(([name, address], index) => ({
      name,
      address,
      serves,
      lagMs: index === 0 ? lagMs(50, 200) : lagMs(300, 1_500),
    }));
  return [
    { name: 'a.root.example', address: '198.51.100.1', serves: [''], lagMs: 0 },
    ...PARENTS.map(([name, address]) => ({ name, address, serves: ['example'], lagMs: 0 })),
    ...provider(HARBOR, ['dnsharbor.example', ...domains]),
    ...provider(CLIFF, ['dnscliff.example']),
    { name: OLD_HOST[0], address: OLD_HOST[1], serves: ['oldhost.example', REVERSE.old], lagMs: 0 },
    { name: NEW_HOST[0], address: NEW_HOST[1], serves: ['newhost.example', REVERSE.new], lagMs: 0 },
  ];
};

/** The parent's zone. */
export const parentZone = (plan: WorldPlan, { serial, at, signers }: ParentState): Zone => {
  const ttlSeconds = plan.traits.dnsMove?.parentTtlSeconds ?? TTL_SECONDS;
  const servers = at === 'next' ? (plan.nextNameServers ?? []) : plan.nameServers;
  return {
    apex: 'example',
    records: [
      soa('example', 'a.nic.example', serial, 2),
      ...delegate('example', PARENTS),
      set('a.root.example', 'A', '198.51.100.1'),
      ...delegate('dnsharbor.example', HARBOR),
      ...delegate('dnscliff.example', CLIFF),
      ...delegate('oldhost.example', [OLD_HOST]),
      ...delegate('newhost.example', [NEW_HOST]),
      ...domainsOf(plan).flatMap((domain) => servers.map((host) => ({ ...set(domain, 'NS', host), ttlSeconds }))),
      ...delegationSigners(plan, signers).map((value) => ({ ...set(plan.domain, 'DS', value), ttlSeconds: 2 })),
    ],
  };
};

/** Everything above and beside the domain: root, parent, the zones of the companies that serve it, reverse zones. */
export const surroundingZones = (plan: WorldPlan): readonly Zone[] => {
  const own = (apex: string, servers: Servers, rest: readonly ZoneRecord[]): Zone => ({
    apex,
    records: [
      soa(apex, servers[0]?.[0] ?? apex, 1, 2),
      ...servers.map(([host]) => set(apex, 'NS', host)),
      ...servers.filter(([host]) => host.endsWith(`.${apex}`)).map(([host, address]) => set(host, 'A', address)),
      ...rest,
    ],
  });
  const pointer = (side: 'old' | 'new'): readonly ZoneRecord[] => {
    const { address, name } = plan[side];
    return [set(`${address.split('.').at(-1)}.${REVERSE[side]}`, 'PTR', name)];
  };
  return [
    {
      apex: '',
      records: [
        soa('', 'a.root.example', 1, 2),
        set('', 'NS', 'a.root.example'),
        ...delegate('example', PARENTS),
        ...delegate(REVERSE.old, [OLD_HOST]),
        ...delegate(REVERSE.new, [NEW_HOST]),
      ],
    },
    parentZone(plan, FIRST_PARENT),
    own('dnsharbor.example', HARBOR, []),
    own('dnscliff.example', CLIFF, []),
    own('oldhost.example', [OLD_HOST], [set(plan.old.name, 'A', plan.old.address)]),
    own('newhost.example', [NEW_HOST], [set(plan.new.name, 'A', plan.new.address)]),
    own(REVERSE.old, [OLD_HOST], pointer('old')),
    own(REVERSE.new, [NEW_HOST], pointer('new')),
  ];
};

const TTL_SECONDS = 4;
const set = (name: string, type: ZoneType, value: string): ZoneRecord => ({
  name,
  type,
  ttlSeconds: TTL_SECONDS,
  value,
});

type Servers = readonly (readonly [host: string, address: string])[];
const delegate = (name: string, servers: Servers): readonly ZoneRecord[] =>
  servers.flatMap(([host, address]) => [set(name, 'NS', host), set(host, 'A', address)]);
