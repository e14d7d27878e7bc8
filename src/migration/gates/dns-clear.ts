import { canonicalAddress } from '../addresses.ts';
import type { Facts, PlanRecord } from '../facts.ts';
import { authorityKey, recordKey } from '../keys.ts';
import { isMailName, purposeOf } from '../plan/purposes.ts';
import type { Migration } from '../record.ts';
import { isSpf, namesServer, spfTerms } from '../spf.ts';
import { isRewrittenElsewhere } from '../watermark.ts';
import { domainsOf, isDelegation, isOurs, presentServersOf } from '../zones.ts';
import type { CriterionResult, Item } from './criterion.ts';
import { hosting } from './dns-hosting.ts';
import { type Bench, evidence, judge, sighted } from './judge.ts';

/**
 * CAN-DNS: within the scope, nothing in DNS names the old server, nor is its DNS provider needed.
 *
 * Evidence: the last answer of every present server to every record of the plan, dropped ones too, and to each record
 *   of the before-image that named the old server; for the whole contract also to apex, www and the names given; how
 *   long caches may ask a former DNS provider.
 * pass: none names an address, host or SPF term of the old side. fail: one does, or a former server may be asked.
 * unknown: a server did not answer lately; for the whole contract, nobody has said that the DNS provider changes.
 * Web names that go on naming the old server are shown where only mail moves, and what is tidied up at the end always.
 */
export function dns(record: Migration, bench: Bench): CriterionResult {
  const { facts } = record;
  const isElsewhere = isRewrittenElsewhere(facts);
  if (facts.plan.length === 0 && !isElsewhere) return judge(bench, 'CAN-DNS', []);
  const items = [
    ...facts.plan.filter(isJudged).flatMap((planned) => plannedItems(record, bench, planned)),
    ...facts.plan.filter((planned) => planned.when === 'after').flatMap((planned) => leftItems(record, planned)),
    ...restItems(record, bench),
    ...hosting(record, bench),
  ];
  if (items.some((item) => item.counted !== false) || !isElsewhere) return judge(bench, 'CAN-DNS', items);
  const nothing: Item = { key: 'plan', outcome: 'pass', evidence: evidence('not-used'), waivable: false };
  const unread: Item = { ...nothing, outcome: 'unknown', evidence: evidence('never-seen'), waivable: true };
  return judge(bench, 'CAN-DNS', [facts.image === undefined ? unread : nothing, ...items]);
}

/** What is tidied up at the end is advice, and the delegation is judged by who may still be asked. */
const isJudged = (planned: PlanRecord): boolean => planned.when !== 'after' && !isDelegation(planned);

function plannedItems(record: Migration, bench: Bench, planned: PlanRecord): readonly Item[] {
  const { facts, sightings } = record;
  const key = recordKey(planned);
  const servers = presentServersOf(facts, planned.name);
  const isOld = (value: string) => namesOld(facts, planned, value);
  if (facts.scope === 'mail-only' && purposeOf(planned) === 'web') return webStays(record, key, isOld);
  if (servers.length === 0) {
    return [{ key: `record:${key}`, outcome: 'unknown', evidence: evidence('delegation-unknown'), waivable: false }];
  }
  return servers.map(([address, server]): Item => {
    const seen = sightings.authority[authorityKey(address, key)]?.seen;
    const base = { key: `record:${key}@${address}`, waivable: true, seenAt: seen?.at };
    const figures = { record: key, server };
    if (seen === undefined)
      return sighted(bench, 'zone', { ...base, outcome: 'unknown', evidence: evidence('authority-silent', figures) });
    const old = seen.values.filter(isOld);
    if (old.length > 0)
      return { ...base, outcome: 'fail', evidence: evidence('dns-names-old', { ...figures, values: old }) };
    return sighted(bench, 'zone', { ...base, outcome: 'pass', evidence: evidence('dns-clear', figures) });
  });
}

/** Advice, and no gate waits for it; but whoever cancels the server should have read which names still lead there. */
function leftItems({ facts, sightings }: Migration, { name, type }: PlanRecord): readonly Item[] {
  const record = recordKey({ name, type });
  const naming = presentServersOf(facts, name).flatMap(([address, server]) => {
    const { values = [] } = sightings.authority[authorityKey(address, record)]?.seen ?? {};
    const old = values.filter((value) => pointsToOld(facts, type, value));
    return old.length === 0 ? [] : [{ server, old }];
  });
  const [first] = naming;
  if (first === undefined) return [];
  const servers = naming.map(({ server }) => server).join(', ');
  const why = evidence('dns-names-old', { record, server: servers, values: first.old });
  return [{ key: `record:${record}`, outcome: 'fail', evidence: why, waivable: false, counted: false }];
}

/** Records beside the plan that named the old server before the rewrite, and names that are to leave it as well. */
function restItems(record: Migration, bench: Bench): readonly Item[] {
  const { facts } = record;
  const planned = new Set(facts.plan.map(recordKey));
  const whole = facts.scope === 'whole-contract';
  const named = Object.entries(facts.image?.records ?? {})
    .filter(([key, { values }]) => values.some((value) => pointsToOld(facts, typeOf(key), value)))
    .map(([key]) => key);
  const names = whole ? domainsOf(facts).flatMap((domain) => [domain, `www.${domain}`]) : [];
  const followed = [...names, ...(whole ? (facts.names ?? []) : [])].flatMap((name) =>
    (['A', 'AAAA'] as const).map((type) => recordKey({ name, type })),
  );
  const keys = [...new Set([...named, ...followed])].filter((key) => !planned.has(key) && isOurs(facts, nameOf(key)));
  const items = keys.flatMap((key): readonly Item[] => {
    const isOld = (value: string) => pointsToOld(facts, typeOf(key), value);
    if (!whole && isWeb(facts, key)) return webStays(record, key, isOld);
    return [restItem(record, bench, key, isOld)];
  });
  if (!whole || facts.image !== undefined) return items;
  return [{ key: 'plan', outcome: 'unknown', evidence: evidence('never-seen'), waivable: true }, ...items];
}

function restItem(record: Migration, bench: Bench, key: string, isOld: (value: string) => boolean): Item {
  const { facts, sightings } = record;
  const seen = presentServersOf(facts, nameOf(key)).map(([address, server]) => ({
    server,
    seen: sightings.authority[authorityKey(address, key)]?.seen,
  }));
  const base = { key: `${isWeb(facts, key) ? 'web' : 'record'}:${key}`, waivable: true };
  const wrong = seen.find((one) => one.seen?.values.some(isOld));
  if (wrong?.seen !== undefined) {
    const figures = { record: key, server: wrong.server, values: wrong.seen.values.filter(isOld) };
    return { ...base, outcome: 'fail', evidence: evidence('dns-names-old', figures), seenAt: wrong.seen.at };
  }
  const silent = seen.find((one) => one.seen === undefined);
  if (silent !== undefined || seen.length === 0) {
    const why =
      silent === undefined
        ? evidence('delegation-unknown')
        : evidence('authority-silent', { record: key, server: silent.server });
    return sighted(bench, 'zone', { ...base, outcome: 'unknown', evidence: why });
  }
  return sighted(bench, 'zone', {
    ...base,
    outcome: 'pass',
    evidence: evidence('dns-clear', { record: key, server: seen.map((one) => one.server).join(', ') }),
    seenAt: Math.min(...seen.map((one) => one.seen?.at ?? 0)),
  });
}

/** Where only mail moves, a web name that stays is no fault, but whoever cancels the server should have read it. */
function webStays({ facts, sightings }: Migration, key: string, isOld: (value: string) => boolean): readonly Item[] {
  const seen = presentServersOf(facts, nameOf(key)).flatMap(
    ([address]) => sightings.authority[authorityKey(address, key)]?.seen ?? [],
  );
  const values = seen.length > 0 ? seen.flatMap((one) => one.values) : (facts.image?.records[key]?.values ?? []);
  const old = [...new Set(values.filter(isOld))];
  if (old.length === 0) return [];
  const why = evidence('dns-web-stays', { record: key, values: old });
  return [{ key: `web:${key}`, outcome: 'pass', evidence: why, waivable: false, counted: false }];
}

const nameOf = (key: string): string => key.slice(0, key.lastIndexOf('/'));
const typeOf = (key: string): string => key.slice(key.lastIndexOf('/') + 1);

/** An address of a name that no mail client or sender would use by its looks. */
function isWeb(facts: Facts, key: string): boolean {
  if (!['A', 'AAAA', 'CNAME'].includes(typeOf(key))) return false;
  return domainsOf(facts).includes(nameOf(key)) || !isMailName(nameOf(key));
}

function namesOld(facts: Facts, planned: PlanRecord, value: string): boolean {
  const { old } = facts.servers;
  const purpose = purposeOf(planned);
  const { before, after, final = [] } = planned;
  if (planned.type === 'TXT') {
    if (purpose !== 'spf' || !isSpf(value)) return false;
    if (spfTerms(value).some((term) => namesServer(term, old))) return true;
    const kept = new Set(spfTerms(final[0] ?? after[0] ?? '').map((term) => term.toLowerCase()));
    const past = new Set([...before, ...after].flatMap(spfTerms).map((term) => term.toLowerCase()));
    return spfTerms(value).some((term) => past.has(term.toLowerCase()) && !kept.has(term.toLowerCase()));
  }
  if (pointsToOld(facts, planned.type, value)) return true;
  return before.includes(value) && !after.includes(value) && !final.includes(value);
}

/** Whether a value is, or leads to, the old server. A name of our own is judged by the record it has itself. */
function pointsToOld(facts: Facts, type: string, value: string): boolean {
  const { old } = facts.servers;
  if (type === 'TXT') return isSpf(value) && spfTerms(value).some((term) => namesServer(term, old));
  const target = value.slice(value.lastIndexOf(' ') + 1).toLowerCase();
  if (type === 'A' || type === 'AAAA') return isOneOf(old.addresses, target);
  if (!['MX', 'CNAME', 'SRV'].includes(type)) return false;
  return target === old.host?.toLowerCase() || (!isOurs(facts, target) && ledToOld(facts, target));
}

/** Whether the before-image says of a name elsewhere that it leads to the old server. */
function ledToOld(facts: Facts, name: string, passed: readonly string[] = []): boolean {
  if (passed.includes(name)) return false;
  const { old } = facts.servers;
  const values = (type: 'A' | 'AAAA' | 'CNAME') => facts.image?.records[recordKey({ name, type })]?.values ?? [];
  if ([...values('A'), ...values('AAAA')].some((address) => isOneOf(old.addresses, address))) return true;
  return values('CNAME').some((next) => next === old.host || ledToOld(facts, next, [...passed, name]));
}

/** People write an IPv6 address as they like. */
function isOneOf(addresses: readonly string[], address: string): boolean {
  return addresses.some((one) => canonicalAddress(one) === canonicalAddress(address));
}
