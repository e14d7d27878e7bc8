import { isIpAddress } from './addresses.ts';
import { emptyDomains } from './empty-domains.ts';
import type { Facts } from './facts.ts';
import type { Figure } from './gates/criterion.ts';
import { authorityKey, recordKey } from './keys.ts';
import { comparable, relevant } from './plan/compare.ts';
import { type Reading, read } from './plan/image.ts';
import { isMailName } from './plan/purposes.ts';
import { exchangersOf, purposeOf } from './plan.ts';
import type { Migration } from './record.ts';
import { serialsOf } from './serials.ts';
import { isSpf, registeredDomain } from './spf.ts';
import { domainsOf, isUnder, presentServersOf, zoneOf } from './zones.ts';

export const FINDING_CODES = [
  'domain-empty',
  'mx-null',
  'mx-alias',
  'mx-address',
  'mx-dangling',
  'mx-backup',
  'spf-none',
  'spf-many',
  'spf-lookups',
  'dmarc-none',
  'dmarc-many',
  'delegation-differs',
  'serials-differ',
  'dnssec-broken',
  'web-on-old',
  'dns-on-old',
  'same-provider',
  'lan-name',
  'name-unserved',
] as const;
export type FindingCode = (typeof FINDING_CODES)[number];

export type Finding = {
  readonly code: FindingCode;
  /** "name/TYPE": what it is about. */
  readonly record: string;
  readonly figures: Readonly<Record<string, Figure>>;
};

/** What an expert would remark on reading the zones as they were found. No gate rests on it alone. */
export function findings(record: Migration): readonly Finding[] {
  const { facts } = record;
  const image = Object.entries(facts.image?.records ?? {}).map(([key, { values }]) => [key, values] as const);
  const reading = read(facts, new Map(image));
  const zones = [...new Set(domainsOf(facts).map((domain) => zoneOf(facts, domain)))];
  // What was never read lacks nothing, and of what nobody has there is one thing to say.
  const empty = emptyDomains(record).map(({ domain }) => domain);
  const ofDomain = image.length === 0 ? [] : domainsOf(facts).filter((domain) => !empty.includes(domain));
  return [
    ...empty.map((domain) => finding('domain-empty', recordKey({ name: domain, type: 'NS' }), { domain })),
    ...ofDomain.flatMap((domain) => [
      ...mxFindings(reading, domain),
      ...spfFindings(record, reading, domain),
      ...dmarcFindings(reading, domain),
    ]),
    ...zones.flatMap((zone) => zoneFindings(record, zone)),
    ...webFindings(facts, reading),
    ...lanFindings(reading),
    ...unservedFindings(record),
    ...sameProvider(facts),
  ];
}

const finding = (code: FindingCode, record: string, figures: Finding['figures']): Finding => ({
  code,
  record,
  figures,
});

function mxFindings(reading: Reading, domain: string): readonly Finding[] {
  const { values, isOurs, leadsToOld, old, fresh, known } = reading;
  const record = recordKey({ name: domain, type: 'MX' });
  const served = values(domain, 'MX');
  if (served.some((value) => value.endsWith(' .'))) return [finding('mx-null', record, { domain })];
  return exchangersOf(served).flatMap((host): readonly Finding[] => {
    if (isIpAddress(host)) return [finding('mx-address', record, { domain, host })];
    const [target] = values(host, 'CNAME');
    if (target !== undefined) return [finding('mx-alias', record, { domain, host, target })];
    if (isOurs(host)) {
      const isDangling = [...values(host, 'A'), ...values(host, 'AAAA')].length === 0;
      return isDangling ? [finding('mx-dangling', record, { domain, host })] : [];
    }
    const isOldProvider = old.host !== undefined && registeredDomain(old.host) === registeredDomain(host);
    const isKnown = isOldProvider || leadsToOld(host) || host === fresh.host || known.profile === 'gateway';
    return isKnown ? [] : [finding('mx-backup', record, { domain, host })];
  });
}

/** RFC 7208, section 4.6.4. */
const MOST_LOOKUPS = 10;

function spfFindings({ sightings }: Migration, { values }: Reading, domain: string): readonly Finding[] {
  const record = recordKey({ name: domain, type: 'TXT' });
  const count = values(domain, 'TXT').filter(isSpf).length;
  if (count === 0) return [finding('spf-none', record, { domain })];
  if (count > 1) return [finding('spf-many', record, { domain, count })];
  const lookups = Object.entries(sightings.extras?.spf ?? {}).flatMap(([key, { seen }]) =>
    key.startsWith(`${domain}|`) && seen !== undefined ? [seen.lookups] : [],
  );
  const most = Math.max(0, ...lookups);
  return most > MOST_LOOKUPS ? [finding('spf-lookups', record, { domain, lookups: most })] : [];
}

function dmarcFindings({ values }: Reading, domain: string): readonly Finding[] {
  const question = { name: `_dmarc.${domain}`, type: 'TXT' } as const;
  const count = relevant(question, values(question.name, 'TXT')).length;
  if (count === 0) return [finding('dmarc-none', recordKey(question), { domain })];
  return count > 1 ? [finding('dmarc-many', recordKey(question), { domain, count })] : [];
}

function zoneFindings(record: Migration, zone: string): readonly Finding[] {
  const { facts, sightings } = record;
  const key = `${zone}/NS`;
  const found: Finding[] = [];
  const parent = facts.delegations?.[zone]?.parent;
  if (parent !== undefined) {
    const question = { name: zone, type: 'NS' } as const;
    const said = comparable(question, parent).join('\n');
    const child = presentServersOf(facts, zone)
      .map(([address]) => sightings.authority[authorityKey(address, key)]?.seen?.values)
      .find((values) => values !== undefined && comparable(question, values).join('\n') !== said);
    if (child !== undefined) found.push(finding('delegation-differs', key, { zone, parent, child }));
    const onOld = serversOnOld(facts, zone, parent);
    if (onOld.length > 0) found.push(finding('dns-on-old', key, { zone, servers: onOld }));
  }
  const serials = serialsOf(record, zone);
  if (new Set(serials.values()).size > 1) {
    const named = [...serials].map(([address, serial]) => `${facts.authorities[address] ?? address} ${serial}`).sort();
    found.push(finding('serials-differ', `${zone}/SOA`, { zone, serials: named }));
  }
  const signing = sightings.extras?.signing?.[zone]?.seen;
  if (signing?.state === 'bogus')
    found.push(finding('dnssec-broken', `${zone}/DNSKEY`, { zone, ede: signing.ede.join(', ') }));
  return found;
}

/** Name servers of the old contract: by their addresses, or by the provider's name. */
function serversOnOld(facts: Facts, zone: string, parent: readonly string[]): readonly string[] {
  const { old, new: fresh } = facts.servers;
  const provider = old.host === undefined ? undefined : registeredDomain(old.host);
  const stays = fresh.host !== undefined && registeredDomain(fresh.host) === provider;
  const byName = parent.filter((name) => !stays && provider !== undefined && isUnder(name, provider));
  const byAddress = presentServersOf(facts, zone).flatMap(([address, name]) =>
    old.addresses.includes(address) ? [name] : [],
  );
  return [...new Set([...byName, ...byAddress])].sort();
}

/** Names that lead to the old server and carry no mail: the website's. They move when people move it. */
function webFindings(facts: Facts, reading: Reading): readonly Finding[] {
  const { names, values, leadsToOld, isApex } = reading;
  const planned = new Set(facts.plan.filter((record) => purposeOf(record) !== 'web').map(recordKey));
  const hosts = names.filter(
    (name) => !name.startsWith('_') && (isApex(name) || !isMailName(name)) && leadsToOld(name),
  );
  return hosts.flatMap((name) => {
    const types = values(name, 'CNAME').length > 0 ? (['CNAME'] as const) : (['A', 'AAAA'] as const);
    return types.flatMap((type): readonly Finding[] => {
      const record = recordKey({ name, type });
      const served = values(name, type);
      if (served.length === 0 || planned.has(record)) return [];
      return [finding('web-on-old', record, { record, values: served })];
    });
  });
}

/** Addresses that lead nowhere from outside (RFC 1918, RFC 3927, RFC 4193). */
const PRIVATE = /^(10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|127\.|f[cd][0-9a-f]{2}:|fe80:|::1$)/i;

function lanFindings({ names, values }: Reading): readonly Finding[] {
  return names.flatMap((name) =>
    (['A', 'AAAA'] as const).flatMap((type): readonly Finding[] => {
      const inside = values(name, type).filter((address) => PRIVATE.test(address));
      const record = recordKey({ name, type });
      return inside.length === 0 ? [] : [finding('lan-name', record, { record, values: inside })];
    }),
  );
}

/** Names that are handed to name servers, or lead to a name, of which nobody answers: nothing can be said of them. */
function unservedFindings({ sightings }: Migration): readonly Finding[] {
  const names = sightings.extras?.unserved?.names ?? [];
  const tops = names.filter((name) => !names.some((other) => other !== name && isUnder(name, other)));
  return tops.map((name) => finding('name-unserved', `${name}/A`, { name }));
}

/** Two servers of one provider hand mail over among themselves without asking DNS: that route must be switched as well. */
function sameProvider(facts: Facts): readonly Finding[] {
  const { old, new: fresh } = facts.servers;
  const isOne =
    old.host !== undefined && fresh.host !== undefined && registeredDomain(old.host) === registeredDomain(fresh.host);
  if (facts.profile !== 'same-provider' && !isOne) return [];
  return domainsOf(facts).map((domain) => finding('same-provider', `${domain}/MX`, { domain }));
}
