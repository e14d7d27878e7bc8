import type { WorldPlan } from '../plan.ts';
import { DKIM_KEYS } from './dkim-keys.ts';
import { type ProviderSide, type SigningState, signing } from './keys-in-use.ts';
import { soa, type Zone, type ZoneRecord, type ZoneType } from './zone.ts';

/**
 * The states that the team takes the domain's zone through.
 *
 * before: as it was found. prepared: TTLs lowered, SPF authorises both servers, the new server's DKIM key is out and
 * the MTA-STS policy has a new id. rewritten: the new server's data. cleaned: nothing names the old server any more.
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
  const { domain, old, new: fresh } = plan;
  const one = (name: string, type: ZoneType, before: string, after: string): Change => ({
    name,
    type,
    before: [before],
    after: [after],
  });
  const hosts = plan.hostnames
    .filter((host) => !isAlias(host))
    .map((host) => one(`${host}.${domain}`, 'A', old.address, fresh.address));
  const services = SERVICES.map(([name, port]) =>
    one(`${name}.${domain}`, 'SRV', `0 1 ${port} ${old.name}`, `0 1 ${port} ${fresh.name}`),
  );
  const exchanges = domainsOf(plan).map((name) => one(name, 'MX', `10 ${old.name}`, `10 ${fresh.name}`));
  return [
    ...(plan.rewrite === 'host-address' ? [] : exchanges),
    ...hosts,
    one(`autodiscover.${domain}`, 'CNAME', old.name, fresh.name),
    ...(plan.servicesName === 'server' ? services : []),
  ];
};

/** The domains that are moved, the one that names the migration first. */
export const domainsOf = (plan: Pick<WorldPlan, 'domain' | 'furtherDomain'>): readonly string[] =>
  plan.furtherDomain === undefined ? [plan.domain] : [plan.domain, plan.furtherDomain];

/** Whether a record still carries what the rewrite replaces. */
export const isOldData = (plan: WorldPlan): ((record: ZoneRecord) => boolean) => {
  const old = new Set(
    changesOf(plan).flatMap((change) => change.before.map((value) => `${change.name} ${change.type} ${value}`)),
  );
  return (record) => old.has(`${record.name} ${record.type} ${record.value}`);
};

/** The selectors that the two hosts sign with. */
export const SELECTORS = { old: 's1', new: 'nh1' } as const;

/** Where the MTA-STS policy is fetched from: a web server that stays. */
export const POLICY_ADDRESS = '198.51.100.92';

/** Beside "mail", which stands for itself, names that clients use are aliases of it. */
const isAlias = (host: string): boolean => host === 'smtp' || host === 'pop';

const SERVICES = [
  ['_imaps._tcp', 993],
  ['_submission._tcp', 587],
] as const;

export type ZoneVersion = {
  readonly stage: ZoneStage;
  readonly serial: number;
  /** At which DNS provider: its servers are the zone's NS set, its key signs. The present one where not said. */
  readonly at?: ProviderSide;
  /** With the slip of the hand that this world's team makes. */
  readonly slipped?: boolean;
  readonly signing?: SigningState;
};

/** The zones of the moved domains at one stage; `serial` grows with every version. */
export const domainZones = (plan: WorldPlan, version: ZoneVersion): readonly Zone[] => {
  const further = plan.furtherDomain === undefined ? [] : [furtherZone(plan, plan.furtherDomain, version)];
  return [domainZone(plan, version), ...further];
};

/** The zone of the domain that names the migration. */
export const domainZone = (plan: WorldPlan, version: ZoneVersion): Zone => {
  const { domain } = plan;
  const { stage } = version;
  const isNew = stage === 'rewritten' || stage === 'cleaned';
  const at = version.at ?? 'present';
  const set = setter(ttlOf(plan, stage));
  const host = isNew ? plan.new : plan.old;
  const hosts = plan.hostnames.map((name) =>
    isAlias(name)
      ? set(`${name}.${domain}`, 'CNAME', `mail.${domain}`)
      : set(`${name}.${domain}`, 'A', isNew ? plan.new.address : plan.old.address),
  );
  const exchange = plan.rewrite === 'host-address' ? `mail.${domain}` : host.name;
  const service = plan.servicesName === 'server' ? host.name : `mail.${domain}`;
  const keys = signing(plan, at, version.signing ?? stage);
  return {
    apex: domain,
    ...(keys === undefined ? {} : { signedBy: keys.signedBy }),
    records: [
      ...authority(plan, domain, version),
      set(domain, 'MX', `10 ${version.slipped === true ? slipped(plan, exchange) : exchange}`),
      set(domain, 'A', '198.51.100.90', STANDING_TTL_SECONDS),
      set(`www.${domain}`, 'A', '198.51.100.90', STANDING_TTL_SECONDS),
      set(`autodiscover.${domain}`, 'CNAME', host.name),
      ...SERVICES.map(([name, port]) => set(`${name}.${domain}`, 'SRV', `0 1 ${port} ${service}`)),
      ...signatures(plan, domain, stage),
      ...policy(plan, stage),
      ...(keys?.dnskeys.map((value) => set(domain, 'DNSKEY', value, KEY_TTL_SECONDS)) ?? []),
      ...hosts,
    ],
  };
};

/** A further domain has mail and nothing else; its mail goes where the first one's goes. */
const furtherZone = (plan: WorldPlan, domain: string, version: ZoneVersion): Zone => {
  const isNew = version.stage === 'rewritten' || version.stage === 'cleaned';
  const exchange = plan.rewrite === 'host-address' ? `mail.${plan.domain}` : isNew ? plan.new.name : plan.old.name;
  const set = setter(ttlOf(plan, version.stage));
  return {
    apex: domain,
    records: [
      ...authority(plan, domain, version),
      set(domain, 'MX', `10 ${exchange}`),
      ...signatures(plan, domain, version.stage),
    ],
  };
};

const authority = (plan: WorldPlan, domain: string, version: ZoneVersion): readonly ZoneRecord[] => {
  const servers = version.at === 'next' ? (plan.nextNameServers ?? []) : plan.nameServers;
  const set = setter(plan.traits.dnsMove?.parentTtlSeconds ?? STANDING_TTL_SECONDS);
  return [
    soa(domain, servers[0] ?? domain, version.serial, plan.ttl.negativeSeconds),
    ...servers.map((server) => set(domain, 'NS', server)),
  ];
};

/** Who may send for a domain: SPF, the DKIM keys, DMARC. */
const signatures = (plan: WorldPlan, domain: string, stage: ZoneStage): readonly ZoneRecord[] => {
  const set = setter(ttlOf(plan, stage));
  const [old, fresh] = [`ip4:${plan.old.address}`, `ip4:${plan.new.address}`];
  const mechanisms = { before: [old], prepared: [old, fresh], rewritten: [old, fresh], cleaned: [fresh] }[stage];
  const key = (side: 'old' | 'new'): ZoneRecord =>
    set(`${SELECTORS[side]}._domainkey.${domain}`, 'TXT', `v=DKIM1; k=rsa; p=${DKIM_KEYS[side]}`, STANDING_TTL_SECONDS);
  return [
    set(domain, 'TXT', ['v=spf1', ...mechanisms, '-all'].join(' ')),
    set(`_dmarc.${domain}`, 'TXT', `v=DMARC1; p=none; rua=mailto:info@${plan.domain}`, STANDING_TTL_SECONDS),
    key('old'),
    ...(stage === 'before' ? [] : [key('new')]),
  ];
};

/** The id tells senders that hold a policy to fetch it anew. */
const policy = (plan: WorldPlan, stage: ZoneStage): readonly ZoneRecord[] => {
  if (plan.traits.sts === undefined) return [];
  const set = setter(ttlOf(plan, stage));
  const id = { before: '2026010101', prepared: '2026112401', rewritten: '2026112401', cleaned: '2026112402' }[stage];
  return [
    set(`_mta-sts.${plan.domain}`, 'TXT', `v=STSv1; id=${id};`),
    set(`mta-sts.${plan.domain}`, 'A', POLICY_ADDRESS, STANDING_TTL_SECONDS),
    set(`_smtp._tls.${plan.domain}`, 'TXT', `v=TLSRPTv1; rua=mailto:info@${plan.domain}`, STANDING_TTL_SECONDS),
  ];
};

/** The policy file's MX hosts at a stage: both while both may receive. */
export const policyHosts = (plan: WorldPlan, stage: ZoneStage): readonly string[] => {
  if (plan.rewrite === 'host-address') return [`mail.${plan.domain}`];
  const [old, fresh] = [plan.old.name, plan.new.name];
  return { before: [old], prepared: [old, fresh], rewritten: [old, fresh], cleaned: [fresh] }[stage];
};

/** What the team writes instead: two letters exchanged, or a name that the panel takes to be below the zone. */
export const slipped = (plan: WorldPlan, host: string): string => {
  const { slip } = plan.traits;
  if (slip?.kind === 'missing-dot') return `${host}.${plan.domain}`;
  return slip === undefined ? host : host.replace('newhost', 'newhsot');
};

const STANDING_TTL_SECONDS = 4;
const KEY_TTL_SECONDS = 2;

const ttlOf = (plan: WorldPlan, stage: ZoneStage): number =>
  stage === 'before' ? plan.ttl.beforeSeconds : plan.ttl.loweredSeconds;

const setter =
  (usualTtlSeconds: number) =>
  (name: string, type: ZoneType, value: string, ttlSeconds = usualTtlSeconds): ZoneRecord => ({
    name,
    type,
    ttlSeconds,
    value,
  });
