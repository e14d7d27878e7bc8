import { isIpAddress } from '../addresses.ts';
import { exchangersOf, newMx } from '../plan.ts';
import type { Migration } from '../record.ts';
import { isOurs } from '../zones.ts';
import type { Item } from './criterion.ts';
import type { Bench } from './judge.ts';
import { type Finding, fails, itemOf, passes, plannedAt, servedNow, unknown } from './mail-records-served.ts';

/** MX as it will be: names of hosts that have addresses, no alias (RFC 2181, section 10.3), no address, no null MX. */
export function mxItem(record: Migration, bench: Bench, domain: string): Item {
  const key = `mx:${domain}`;
  const planned = plannedAt(record, domain, 'MX');
  const served = servedNow(record, { name: domain, type: 'MX' });
  if (served.seenAt === undefined) return itemOf(bench, key, undefined, unknown('never-seen'));
  if (planned?.after.length === 0)
    return itemOf(bench, key, served.seenAt, unknown('plan-no-after', { record: `${domain}/MX` }));
  const sets = planned === undefined ? served.answers : [planned.after];
  const findings = sets.map((values) => weigh(record, domain, values));
  return itemOf(bench, key, served.seenAt, worst(findings));
}

function weigh(record: Migration, domain: string, values: readonly string[]): Finding {
  if (values.some((value) => value.endsWith(' .'))) return fails('mx-null', { domain });
  // Without MX the domain's own address takes the mail (RFC 5321, section 5.1).
  const hosts = values.length === 0 ? [domain] : exchangersOf(values);
  const findings = hosts.map((host) => hostFinding(record, domain, host));
  return worst([...findings, passes('mx-ok', { domain, values: values.length === 0 ? [domain] : values })]);
}

/** A fault before what is not known, and that before a pass; the last of the passes speaks for the whole. */
function worst(findings: readonly Finding[]): Finding {
  const bad =
    findings.find(({ outcome }) => outcome === 'fail') ?? findings.find(({ outcome }) => outcome === 'unknown');
  return bad ?? findings.at(-1) ?? unknown('never-seen');
}

function hostFinding(record: Migration, domain: string, host: string): Finding {
  const known = passes('mx-ok', { domain, values: [host] });
  if (isIpAddress(host)) return fails('mx-address', { domain, host });
  const { facts } = record;
  if (!isOurs(facts, host) && isGiven(record, domain, host)) return known;
  const planned = (['A', 'AAAA'] as const).map((type) => plannedAt(record, host, type));
  if (planned.some((one) => one !== undefined && one.after.length > 0)) return known;
  const alias =
    plannedAt(record, host, 'CNAME')?.after ?? servedNow(record, { name: host, type: 'CNAME' }).answers.flat();
  const [target] = alias;
  if (target !== undefined) return fails('mx-alias', { domain, host, target });
  const served = (['A', 'AAAA'] as const).map((type) => addressesOf(record, host, type));
  if (served.some((one) => one !== undefined && one.length > 0)) {
    const isAliasSeen = servedNow(record, { name: host, type: 'CNAME' }).seenAt !== undefined;
    return isAliasSeen || !isOurs(facts, host) ? known : unknown('never-seen');
  }
  return served.includes(undefined) ? unknown('never-seen') : fails('mx-dangling', { domain, host });
}

/** The new server's own name, whose addresses were found, and what the provider fixes for this domain, are no guess. */
function isGiven({ facts }: Migration, domain: string, host: string): boolean {
  const { new: fresh } = facts.servers;
  if (host === fresh.host?.toLowerCase() && fresh.addresses.length > 0) return true;
  return host !== fresh.host && exchangersOf(newMx(facts, domain)).includes(host);
}

/** Addresses as the zone will have them; undefined while nobody has been heard. A host elsewhere is asked where it lives. */
function addressesOf(record: Migration, host: string, type: 'A' | 'AAAA'): readonly string[] | undefined {
  const served = servedNow(record, { name: host, type });
  if (served.seenAt !== undefined) return served.answers.flat();
  const end = `|${host}/${type}`;
  const elsewhere = Object.entries(record.sightings.authority).filter(([key]) => key.endsWith(end));
  const heard = elsewhere.flatMap(([, { seen }]) => (seen === undefined ? [] : [seen.values]));
  return heard.length === 0 || isOurs(record.facts, host) ? undefined : heard.flat();
}
