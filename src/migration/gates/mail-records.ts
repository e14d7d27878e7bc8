import { emptyDomains } from '../empty-domains.ts';
import { profileOf } from '../profiles.ts';
import type { Migration } from '../record.ts';
import { isSeenElsewhere } from '../watermark.ts';
import { domainsOf, zoneOf } from '../zones.ts';
import type { CriterionResult, Item } from './criterion.ts';
import { type Bench, judge } from './judge.ts';
import { pointerItems, signingItem, tlsaItems } from './mail-records-hosts.ts';
import { mxItem } from './mail-records-mx.ts';
import { dkimItem, dmarcItem, stsItem } from './mail-records-policies.ts';
import { fails, itemOf } from './mail-records-served.ts';
import { spfItems } from './mail-records-spf.ts';
import { newZoneItem } from './mail-records-zone.ts';

/**
 * CUT-PLAN-REST: whatever else decides whether mail arrives, and is believed, is right for both servers before DNS is
 * rewritten.
 *
 * Evidence: answers of the authoritative servers, SPF evaluated for the addresses of both servers, DKIM keys by selector,
 *   the MTA-STS policy and its id, TLSA against the certificate that the new server shows, PTR of its addresses, DNSSEC
 *   as validating resolvers see it; with a change of DNS provider, what the servers to come serve.
 * pass: MX names hosts that have addresses; SPF passes for both sides; the new server's keys are published, or it does
 *   not sign; DMARC and MTA-STS are well-formed or not used, the policy lists the MX hosts of both sides under an id that
 *   senders have had the time to see; TLSA fits; each new address has a name that leads back; DNSSEC holds, or is not
 *   used; the new zone equals the old one but for the plan.
 * fail: any of these is seen not to be so, or a domain has no records at all. Each item may be waived by name.
 * unknown: not looked at yet, not lately, or nobody has said which DKIM selectors the new server signs with.
 */
export function mailRecords(record: Migration, bench: Bench): CriterionResult {
  const { facts } = bench;
  const empty = emptyItems(record, bench);
  if (facts.plan.length === 0 && !isSeenElsewhere(facts)) return judge(bench, 'CUT-PLAN-REST', empty);
  const domains = domainsOf(facts);
  const zones = [...new Set(domains.map((domain) => zoneOf(facts, domain)))];
  const items = [
    ...empty,
    ...domains.flatMap((domain) => [
      mxItem(record, bench, domain),
      ...spfItems(record, bench, domain),
      dkimItem(record, bench, domain, profileOf(facts.profile).dkimSelectors),
      dmarcItem(record, bench, domain),
      stsItem(record, bench, domain),
    ]),
    ...tlsaItems(record, bench),
    ...pointerItems(record, bench),
    ...zones.map((zone) => signingItem(record, bench, zone)),
    ...(facts.dnsMove === undefined ? [] : zones.map((zone) => newZoneItem(record, bench, zone, facts.dnsMove))),
  ];
  return judge(bench, 'CUT-PLAN-REST', items);
}

/** Whatever is planned for a domain that nobody has leads nowhere. */
function emptyItems(record: Migration, bench: Bench): readonly Item[] {
  return emptyDomains(record).map(({ domain, seenAt }) =>
    itemOf(bench, `domain:${domain}`, seenAt, fails('domain-empty', { domain })),
  );
}
