import type { WorldPlan } from '../plan.ts';
import type { Zone, ZoneRecord, ZoneType } from './zone.ts';

/**
 * The states that the team takes the domain's zone through.
 *
 * before: as it was found. prepared: TTLs lowered, SPF authorises both servers. rewritten: the new server's data.
 * cleaned: nothing names the old server any more.
 */
export type ZoneStage = 'before' | 'prepared' | 'rewritten' | 'cleaned';

/** A record set that the rewrite changes. */
export type Change = {
  readonly name: string;
  readonly type: ZoneType;
  readonly before: readonly string[];
  readonly after: readonly string[];
};

/** The record sets that the rewrite changes, and how. */
export const changesOf = (plan: WorldPlan): readonly Change[] => {
  const hosts = plan.hostnames
    .filter((host) => !isAlias(host))
    .map(
      (host): Change => ({
        name: `${host}.${plan.domain}`,
        type: 'A',
        before: [plan.old.address],
        after: [plan.new.address],
      }),
    );
  if (plan.rewrite === 'host-address') return hosts;
  const mx: Change = { name: plan.domain, type: 'MX', before: [`10 ${plan.old.name}`], after: [`10 ${plan.new.name}`] };
  return [mx, ...hosts];
};

/** Whether a record still carries what the rewrite replaces. */
export const isOldData = (plan: WorldPlan): ((record: ZoneRecord) => boolean) => {
  const old = new Set(
    changesOf(plan).flatMap((change) => change.before.map((value) => `${change.name} ${change.type} ${value}`)),
  );
  return (record) => old.has(`${record.name} ${record.type} ${record.value}`);
};

/** Beside "mail", which stands for itself, names that clients use are aliases of it. */
const isAlias = (host: string): boolean => host === 'smtp' || host === 'pop';

/** The domain's zone at one stage; `serial` grows with every version. */
export const domainZone = (plan: WorldPlan, stage: ZoneStage, serial: number): Zone => {
  const { domain } = plan;
  const isNew = stage === 'rewritten' || stage === 'cleaned';
  const ttl = stage === 'before' ? plan.ttl.beforeSeconds : plan.ttl.loweredSeconds;
  const set = (name: string, type: ZoneType, value: string, ttlSeconds = ttl): ZoneRecord => ({
    name,
    type,
    ttlSeconds,
    value,
  });
  const hosts = plan.hostnames.map((host) =>
    isAlias(host)
      ? set(`${host}.${domain}`, 'CNAME', `mail.${domain}`)
      : set(`${host}.${domain}`, 'A', isNew ? plan.new.address : plan.old.address),
  );
  const mx = plan.rewrite === 'host-address' ? `mail.${domain}` : isNew ? plan.new.name : plan.old.name;
  const spf: Readonly<Record<ZoneStage, string>> = {
    before: `v=spf1 ip4:${plan.old.address} -all`,
    prepared: `v=spf1 ip4:${plan.old.address} ip4:${plan.new.address} -all`,
    rewritten: `v=spf1 ip4:${plan.old.address} ip4:${plan.new.address} -all`,
    cleaned: `v=spf1 ip4:${plan.new.address} -all`,
  };
  return {
    apex: domain,
    records: [
      soa(domain, 'ns1.dnsharbor.example', serial, plan.ttl.negativeSeconds),
      set(domain, 'NS', 'ns1.dnsharbor.example', 4),
      set(domain, 'NS', 'ns2.dnsharbor.example', 4),
      set(domain, 'MX', `10 ${mx}`),
      set(domain, 'TXT', spf[stage]),
      set(domain, 'A', '198.51.100.90', 4),
      set(`www.${domain}`, 'A', '198.51.100.90', 4),
      set(`_dmarc.${domain}`, 'TXT', 'v=DMARC1; p=none', 4),
      ...hosts,
    ],
  };
};

/** Everything above and beside the domain: root, parent, and the zones of the three companies that serve it. */
export const surroundingZones = (plan: WorldPlan): readonly Zone[] => {
  const set = (name: string, type: ZoneType, value: string): ZoneRecord => ({ name, type, ttlSeconds: 4, value });
  const delegate = (name: string, servers: readonly (readonly [string, string])[]): ZoneRecord[] =>
    servers.flatMap(([host, address]) => [set(name, 'NS', host), set(host, 'A', address)]);
  const harbor = [
    ['ns1.dnsharbor.example', '198.51.100.11'],
    ['ns2.dnsharbor.example', '198.51.100.12'],
  ] as const;
  const parents = [
    ['a.nic.example', '198.51.100.2'],
    ['b.nic.example', '198.51.100.3'],
  ] as const;
  const own = (apex: string, host: string, address: string, rest: readonly ZoneRecord[]): Zone => ({
    apex,
    records: [soa(apex, host, 1, 2), set(apex, 'NS', host), set(host, 'A', address), ...rest],
  });
  const glue = harbor.map(([host, address]) => set(host, 'A', address));
  return [
    {
      apex: '',
      records: [soa('', 'a.root.example', 1, 2), set('', 'NS', 'a.root.example'), ...delegate('example', parents)],
    },
    {
      apex: 'example',
      records: [
        soa('example', 'a.nic.example', 1, 2),
        ...delegate('example', parents),
        set('a.root.example', 'A', '198.51.100.1'),
        ...delegate('dnsharbor.example', harbor),
        ...delegate('oldhost.example', [['ns.oldhost.example', '192.0.2.2']]),
        ...delegate('newhost.example', [['ns.newhost.example', '203.0.113.2']]),
        ...harbor.map(([host]) => set(plan.domain, 'NS', host)),
      ],
    },
    {
      apex: 'dnsharbor.example',
      records: [
        soa('dnsharbor.example', harbor[0][0], 1, 2),
        ...harbor.map(([host]) => set('dnsharbor.example', 'NS', host)),
        ...glue,
      ],
    },
    own('oldhost.example', 'ns.oldhost.example', '192.0.2.2', [set(plan.old.name, 'A', plan.old.address)]),
    own('newhost.example', 'ns.newhost.example', '203.0.113.2', [set(plan.new.name, 'A', plan.new.address)]),
  ];
};

const soa = (apex: string, mname: string, serial: number, minimumSeconds: number): ZoneRecord => ({
  name: apex,
  type: 'SOA',
  ttlSeconds: minimumSeconds,
  value: `${mname} hostmaster.${mname} ${serial} 60 30 3600 ${minimumSeconds}`,
});
