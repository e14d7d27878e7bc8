import { isIpAddress } from '../addresses.ts';
import { exchangersOf, newMx } from '../plan.ts';
import type { Migration } from '../record.ts';
import type { Instant } from '../time.ts';
import { whyFailed } from '../why-failed.ts';
import { isOurs } from '../zones.ts';
import type { Item } from './criterion.ts';
import type { Bench } from './judge.ts';
import { type Finding, fails, itemOf, passes, plannedAt, servedNow, unknown } from './mail-records-served.ts';

/** What is found of one host, and when that was seen; absent where it rests on no look. */
type Seen = Finding & { readonly seenAt?: Instant };

/** MX as it will be: names of hosts that have addresses, no alias (RFC 2181, section 10.3), no address, no null MX. */
export function mxItem(record: Migration, bench: Bench, domain: string): Item {
  const key = `mx:${domain}`;
  const planned = plannedAt(record, domain, 'MX');
  const served = servedNow(record, { name: domain, type: 'MX' });
  if (served.seenAt === undefined) return itemOf(bench, key, undefined, unknown('never-seen'));
  if (planned?.after.length === 0)
    return itemOf(bench, key, served.seenAt, unknown('plan-no-after', { record: `${domain}/MX` }));
  const sets = planned === undefined ? served.answers : [planned.after];
  const findings = sets.flatMap((values) => weigh(record, domain, values));
  // As old as the oldest of what it rests on.
  const seenAt = Math.min(served.seenAt, ...findings.flatMap((finding) => finding.seenAt ?? []));
  const { outcome, evidence } = worst(findings);
  return itemOf(bench, key, seenAt, { outcome, evidence });
}

function weigh(record: Migration, domain: string, values: readonly string[]): readonly Seen[] {
  if (values.some((value) => value.endsWith(' .'))) return [fails('mx-null', { domain })];
  // Without MX the domain's own address takes the mail (RFC 5321, section 5.1).
  const hosts = values.length === 0 ? [domain] : exchangersOf(values);
  const findings = hosts.map((host) => hostFinding(record, domain, host));
  return [...findings, passes('mx-ok', { domain, values: values.length === 0 ? [domain] : values })];
}

/** A fault before what is not known, and that before a pass; the last of the passes speaks for the whole. */
function worst(findings: readonly Finding[]): Finding {
  const bad =
    findings.find(({ outcome }) => outcome === 'fail') ?? findings.find(({ outcome }) => outcome === 'unknown');
  return bad ?? findings.at(-1) ?? unknown('never-seen');
}

function hostFinding(record: Migration, domain: string, host: string): Seen {
  const known = passes('mx-ok', { domain, values: [host] });
  if (isIpAddress(host)) return fails('mx-address', { domain, host });
  const { facts } = record;
  if (!isOurs(facts, host) && isGiven(record, domain, host)) return known;
  const planned = (['A', 'AAAA'] as const).map((type) => plannedAt(record, host, type));
  if (planned.some((one) => one !== undefined && one.after.length > 0)) return known;
  const alias = plannedAt(record, host, 'CNAME')?.after[0];
  if (alias !== undefined) return fails('mx-alias', { domain, host, target: alias });
  return isOurs(facts, host) ? ownFinding(record, domain, host) : elsewhereFinding(record, domain, host);
}

/** A host of the moved domains, as the servers of its zone have it. */
function ownFinding(record: Migration, domain: string, host: string): Seen {
  const alias = servedNow(record, { name: host, type: 'CNAME' });
  const [target] = alias.answers.flat();
  if (target !== undefined) return fails('mx-alias', { domain, host, target });
  const served = (['A', 'AAAA'] as const).map((type) => servedNow(record, { name: host, type }));
  const heard = served.filter(({ seenAt }) => seenAt !== undefined);
  const found = heard.find(({ answers }) => answers.flat().length > 0);
  const seenAt = Math.min(...[alias, found ?? alias].map((one) => one.seenAt ?? 0));
  if (found !== undefined && alias.seenAt !== undefined)
    return { ...passes('mx-ok', { domain, values: [host] }), seenAt };
  if (found !== undefined || heard.length < served.length) return unknown('never-seen');
  return fails('mx-dangling', { domain, host });
}

/** A host elsewhere (a backup, a gateway) was asked for where it lives. */
function elsewhereFinding({ sightings }: Migration, domain: string, host: string): Seen {
  const { seen, failed } = sightings.extras?.exchangers?.[host] ?? {};
  if (seen === undefined)
    return failed === undefined
      ? unknown('never-seen')
      : unknown('look-failed', { failedAt: failed.at, ...whyFailed(failed) });
  const { alias: target, addresses, at: seenAt } = seen;
  if (target !== undefined) return { ...fails('mx-alias', { domain, host, target }), seenAt };
  if (addresses.length === 0) return { ...fails('mx-dangling', { domain, host }), seenAt };
  return { ...passes('mx-ok', { domain, values: [host] }), seenAt };
}

/** The new server's own name, whose addresses were found, and what the provider fixes for this domain, are no guess. */
function isGiven({ facts }: Migration, domain: string, host: string): boolean {
  const { new: fresh } = facts.servers;
  if (host === fresh.host?.toLowerCase() && fresh.addresses.length > 0) return true;
  return host !== fresh.host && exchangersOf(newMx(facts, domain)).includes(host);
}
