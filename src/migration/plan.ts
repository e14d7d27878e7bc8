import type { Facts, PlanRecord, Server } from './facts.ts';
import { recordKey } from './keys.ts';
import type { RecordType } from './observations.ts';
import { canonicalSpf, isSpf, spfForBoth, spfForNew } from './spf.ts';

/** What was served for a question at inventory; absent key: not asked or not answered. */
export type ZoneImage = ReadonlyMap<string, readonly string[]>;

/**
 * The rewrite, proposed from what the zone says today: hosts that name the old server's addresses name the new one's,
 * MX targets outside the domain become the new server's host, SPF authorises both first and the new one alone later.
 * A record whose new data cannot be known has an empty `after`: a person must say it.
 */
export function proposePlan(facts: Pick<Facts, 'domain' | 'servers'>, image: ZoneImage): readonly PlanRecord[] {
  const { domain, servers } = facts;
  const hosts = [...image.keys()]
    .map((key) => key.slice(0, key.lastIndexOf('/')))
    .filter((name) => name === domain || name.endsWith(`.${domain}`));
  const names = [...new Set(hosts)].sort();
  // The domain's own address stays: its website lives there. An MX that names the domain itself is rewritten instead.
  const moved = names
    .filter((name) => name !== domain)
    .flatMap((name) => hostRecords(name, servers.old, servers.new, image));
  const movedNames = new Set(moved.map((record) => record.name));
  return [...mxRecord(domain, servers, movedNames, image), ...moved, ...spfRecord(domain, servers, image)];
}

function hostRecords(name: string, old: Server, fresh: Server, image: ZoneImage): readonly PlanRecord[] {
  const alias = image.get(recordKey({ name, type: 'CNAME' })) ?? [];
  if (alias.length > 0) {
    const target = alias[0];
    if (target === undefined || target !== old.host) return [];
    return [
      { name, type: 'CNAME', before: [target], after: fresh.host === undefined ? [] : [fresh.host], when: 'rewrite' },
    ];
  }
  const served = (type: RecordType) => image.get(recordKey({ name, type })) ?? [];
  const onOld = [...served('A'), ...served('AAAA')].some((address) => old.addresses.includes(address));
  if (!onOld) return [];
  return (['A', 'AAAA'] as const).flatMap((type) => {
    const before = served(type);
    const after = fresh.addresses.filter((address) => address.includes(':') === (type === 'AAAA'));
    if (before.length === 0 && after.length === 0) return [];
    return [{ name, type, before: [...before], after: [...after].sort(), when: 'rewrite' as const }];
  });
}

function mxRecord(
  domain: string,
  servers: Facts['servers'],
  moved: ReadonlySet<string>,
  image: ZoneImage,
): readonly PlanRecord[] {
  const before = image.get(recordKey({ name: domain, type: 'MX' })) ?? [];
  const targets = before.map((value) => value.slice(value.indexOf(' ') + 1));
  if (targets.length > 0 && targets.every((target) => moved.has(target))) return [];
  const after = servers.new.host === undefined ? [] : [`10 ${servers.new.host}`];
  if (before.length === 1 && before[0] === after[0]) return [];
  return [{ name: domain, type: 'MX', before: [...before], after, when: 'rewrite' }];
}

function spfRecord(domain: string, servers: Facts['servers'], image: ZoneImage): readonly PlanRecord[] {
  const spf = (image.get(recordKey({ name: domain, type: 'TXT' })) ?? []).find(isSpf);
  if (spf === undefined) return [];
  const both = spfForBoth(spf, servers.new.addresses);
  return [
    { name: domain, type: 'TXT', before: [spf], after: [both], final: [spfForNew(both, servers.old)], when: 'before' },
  ];
}

export type Served = 'new' | 'old' | 'other';

/**
 * What a server's answer is in the light of the plan. `old` as soon as one value is of the old data; `other` is
 * neither (a typo, a third server). Of TXT only the SPF string is looked at.
 */
export function servedAs(record: PlanRecord, values: readonly string[]): Served {
  const seen = comparable(record.type, values);
  const after = comparable(record.type, record.after);
  const final = comparable(record.type, record.final ?? record.after);
  if (same(seen, after) || same(seen, final)) return 'new';
  const before = comparable(record.type, record.before);
  if (seen.length === 0) return before.length === 0 ? 'old' : 'other';
  return seen.some((value) => before.includes(value)) ? 'old' : 'other';
}

/** The records that the move is made of: those of the plan that nobody dropped, without what is tidied up at the end. */
export function standingRecords(facts: Pick<Facts, 'plan'>): readonly PlanRecord[] {
  return facts.plan.filter((record) => record.dropped === undefined && record.when !== 'after');
}

/** Whether anything changes by this record at the rewrite. */
export function changesAtRewrite(record: PlanRecord): boolean {
  if (record.dropped !== undefined) return false;
  return (
    record.when === 'rewrite' && !same(comparable(record.type, record.before), comparable(record.type, record.after))
  );
}

/** The records whose rewriting moves clients and mail. */
export function routingRecords(facts: Pick<Facts, 'plan'>): readonly PlanRecord[] {
  return facts.plan.filter(changesAtRewrite);
}

/** Hostnames that clients use and that the plan moves. */
export function clientHosts(facts: Pick<Facts, 'plan'>): readonly string[] {
  const names = standingRecords(facts)
    .filter((record) => record.type !== 'MX' && record.type !== 'TXT')
    .map((record) => record.name);
  return [...new Set(names)].sort();
}

function comparable(type: RecordType, values: readonly string[]): readonly string[] {
  if (type === 'TXT') return values.filter(isSpf).map(canonicalSpf).sort();
  return values.map((value) => value.toLowerCase()).sort();
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
