import type { Facts, PlanRecord } from '../facts.ts';
import { profileOf } from '../profiles.ts';
import { isSpf, mergedSpf, namesServer, spfForBoth, spfTerms, spfWithoutOld } from '../spf.ts';
import { domainsOf } from '../zones.ts';
import { policyId } from './compare.ts';
import { exchangersOf, newMx, type Reading } from './image.ts';
import type { Hosts } from './propose-hosts.ts';
import { policyLists } from './sts.ts';

/**
 * MX: nothing to change where every target moves by itself or has moved, or a gateway in front stays. Whatever else stands there
 * (a null MX, a backup elsewhere, an address, the domain itself) is replaced by the new server's.
 */
export function mxRecords(reading: Reading, hosts: Hosts): readonly PlanRecord[] {
  const { known, values, leadsToNew } = reading;
  const { rewriteInDns, newHosts } = profileOf(known.profile);
  if (!rewriteInDns) return [];
  const ends = (host: string) => hosts.moves(host) || (newHosts.mx === undefined && leadsToNew(host));
  return domainsOf(known).flatMap((name): readonly PlanRecord[] => {
    const before = values(name, 'MX');
    const targets = exchangersOf(before);
    if (targets.length > 0 && targets.length === before.length && targets.every(ends)) return [];
    const after = newMx(known, name);
    if (before.length === 1 && before[0]?.toLowerCase() === after[0]) return [];
    return [{ name, type: 'MX', before: [...before], after: [...after], when: 'rewrite' }];
  });
}

/** SPF: both sides first, the new one alone in the end. Hosts below a domain have one only where it names the old server. */
export function spfRecords({ known, old, fresh, names, values, isApex }: Reading): readonly PlanRecord[] {
  const { spfInclude } = profileOf(known.profile);
  return names.flatMap((name): readonly PlanRecord[] => {
    const before = values(name, 'TXT').filter(isSpf);
    const isNamed = before.flatMap(spfTerms).some((term) => namesServer(term, old));
    if (before.length === 0 || !(isApex(name) || isNamed)) return [];
    const both = spfForBoth(mergedSpf(before), fresh.addresses, spfInclude);
    const final = spfWithoutOld(both, old, fresh);
    if (before.length === 1 && before[0] === both && both === final) return [];
    return [{ name, type: 'TXT', before: [...before], after: [both], final: [final], when: 'before' }];
  });
}

/** Keys of the old server are tidied up at the end; aliases of the new one's are named by its provider's console. */
export function dkimRecords({ known, values, target }: Reading): readonly PlanRecord[] {
  const { dkimSelectors, dkimByAlias } = profileOf(known.profile);
  const kept = new Set([...(known.newSelectors ?? []), ...dkimSelectors]);
  const gone = (known.selectors ?? []).filter((one) => one.side === 'old' && !kept.has(one.selector));
  const signs = known.newSelectors === undefined || known.newSelectors.length > 0;
  const aliases = dkimByAlias && signs ? domainsOf(known) : [];
  return [
    ...aliases.flatMap((domain) =>
      dkimSelectors.flatMap((selector): readonly PlanRecord[] => {
        const name = `${selector}._domainkey.${domain}`;
        if (target(name) !== undefined) return [];
        return [{ name, type: 'CNAME', before: [], after: [], when: 'before' }];
      }),
    ),
    ...gone.flatMap(({ domain, selector }): readonly PlanRecord[] => {
      const name = `${selector}._domainkey.${domain}`;
      const alias = target(name);
      if (alias !== undefined) return [{ name, type: 'CNAME', before: [alias], after: [], when: 'after' }];
      const key = values(name, 'TXT');
      return key.length === 0 ? [] : [{ name, type: 'TXT', before: [...key], after: [], when: 'after' }];
    }),
  ];
}

/**
 * MTA-STS: senders that hold the policy refuse an MX that it does not list (RFC 8461, section 5), so it must list both,
 * and a new id makes them look again. The id is the day that the migration was started on.
 */
export function stsRecords({ known, values }: Reading, mx: readonly PlanRecord[]): readonly PlanRecord[] {
  return domainsOf(known).flatMap((domain): readonly PlanRecord[] => {
    const name = `_mta-sts.${domain}`;
    const before = values(name, 'TXT').filter((text) => policyId(text) !== undefined);
    const change = mx.find((record) => record.name === domain);
    if (before.length === 0 || change === undefined) return [];
    const policy = known.policies?.[domain];
    const met = exchangersOf([...change.before, ...change.after]);
    const isReady = policy !== undefined && met.every((host) => policyLists(policy.mx, host));
    if (policy?.mode === 'none' || isReady) return [];
    const id = dayId(known.startedAt ?? 0);
    if (before.some((text) => policyId(text) === id)) return [];
    return [{ name, type: 'TXT', before: [...before], after: [`v=STSv1; id=${id};`], when: 'before' }];
  });
}

/** "20261201T0000Z": letters and digits alone, as an id must be. */
function dayId(at: Facts['startedAt']): string {
  return `${new Date(at).toISOString().slice(0, 10).replaceAll('-', '')}T0000Z`;
}

/**
 * TLSA of a host that moves: what it pins must fit the old and the new certificate while both are met (RFC 7671,
 * section 8.1), and the new one's digest is not to be read in DNS: a person says it. Of a host that is MX no longer
 * nothing is left to pin.
 */
export function tlsaRecords(
  { names, values }: Reading,
  hosts: Hosts,
  mx: readonly PlanRecord[],
): readonly PlanRecord[] {
  const left = new Set(mx.flatMap((record) => exchangersOf(record.before)));
  const stays = new Set(mx.flatMap((record) => exchangersOf(record.after)));
  return names.flatMap((name): readonly PlanRecord[] => {
    const host = /^_\d+\._[a-z]+\.(.+)$/.exec(name)?.[1];
    const before = values(name, 'TLSA');
    if (host === undefined || before.length === 0) return [];
    const isLeft = name.startsWith('_25.') && left.has(host) && !stays.has(host);
    if (isLeft) return [{ name, type: 'TLSA', before: [...before], after: [], when: 'after' }];
    if (!hosts.moves(host)) return [];
    return [{ name, type: 'TLSA', before: [...before], after: [], when: 'before' }];
  });
}

/** SRV records whose target is on the old server and does not move with its name (RFC 6186). */
export function srvRecords(reading: Reading, hosts: Hosts): readonly PlanRecord[] {
  const { names, values } = reading;
  return names.flatMap((name): readonly PlanRecord[] => {
    const before = values(name, 'SRV');
    const stuck = before.filter((value) => isStuck(reading, hosts, targetOf(value)));
    if (stuck.length === 0) return [];
    const target = serviceHost(reading, name);
    const kept = before.filter((value) => !stuck.includes(value));
    if (target === undefined && !profileOf(reading.known.profile).returnsToHostnames)
      return [{ name, type: 'SRV', before: [...before], after: kept, when: 'after' }];
    const fresh =
      target === undefined ? [] : stuck.map((value) => `${value.slice(0, value.lastIndexOf(' '))} ${target}`);
    const after = target === undefined ? [] : [...new Set([...kept, ...fresh])].sort();
    return [{ name, type: 'SRV', before: [...before], after, when: 'rewrite' }];
  });
}

const targetOf = (value: string): string => value.slice(value.lastIndexOf(' ') + 1).toLowerCase();

const isStuck = (reading: Reading, hosts: Hosts, target: string): boolean =>
  reading.leadsToOld(target) && !hosts.moves(target);

/** Where a service is found on the new side: the provider's fixed name, else the new server's own. */
function serviceHost({ known, fresh }: Reading, name: string): string | undefined {
  const { newHosts, autodiscover, returnsToHostnames } = profileOf(known.profile);
  if (name.startsWith('_imap')) return newHosts.imap ?? fresh.host;
  if (name.startsWith('_submission')) return newHosts.smtp ?? fresh.host;
  if (name.startsWith('_autodiscover')) return autodiscover ?? (returnsToHostnames ? fresh.host : undefined);
  return returnsToHostnames ? fresh.host : undefined;
}

/** The delegation, where the DNS provider changes too: the last thing to be rewritten. */
export function delegationRecords({ known, values }: Reading): readonly PlanRecord[] {
  const servers = known.dnsMove?.servers;
  if (servers === undefined) return [];
  const after = [...servers].map((server) => server.toLowerCase()).sort();
  return apexes(known).flatMap((name): readonly PlanRecord[] => {
    const before = [...(known.delegations?.[name]?.parent ?? values(name, 'NS'))].sort();
    if (before.join('\n') === after.join('\n')) return [];
    return [{ name, type: 'NS', before, after, when: 'rewrite' }];
  });
}

/** The moved domains that are zones of their own; the first of them while nobody knows. */
function apexes({ domain, furtherDomains, delegations, zones }: Reading['known']): readonly string[] {
  const found = domainsOf({ domain, ...(furtherDomains === undefined ? {} : { furtherDomains }) }).filter(
    (name) => delegations?.[name] !== undefined || zones?.[name] !== undefined,
  );
  return found.length === 0 ? [domain] : found;
}
