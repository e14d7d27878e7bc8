import type { PlanRecord } from '../facts.ts';
import { recordKey } from '../keys.ts';
import { type Known, read, type ZoneImage } from './image.ts';
import { hostRecords } from './propose-hosts.ts';
import {
  delegationRecords,
  dkimRecords,
  mxRecords,
  spfRecords,
  srvRecords,
  stsRecords,
  tlsaRecords,
} from './propose-mail.ts';
import { purposeOf } from './purposes.ts';

/**
 * The rewrite, proposed from what the zones of the moved domains say today: every record set that carries mail and
 * names the old side, with what shall stand there. A record whose new data cannot be known has an empty `after`: a
 * person must say it. DMARC stays, and so do the websites' names.
 */
export function proposePlan(known: Known, image: ZoneImage): readonly PlanRecord[] {
  const reading = read(known, image);
  const hosts = hostRecords(reading);
  const mx = mxRecords(reading, hosts);
  const all = [
    ...mx,
    ...hosts.records,
    ...spfRecords(reading),
    ...dkimRecords(reading),
    ...stsRecords(reading, mx),
    ...tlsaRecords(reading, hosts, mx),
    ...srvRecords(reading, hosts),
    ...delegationRecords(reading),
  ];
  return all.map((record) => ({ ...record, purpose: purposeOf(record) }));
}

/**
 * The plan with the delegation as the team's word on the DNS provider leaves it: its records are the plan's only ones
 * that nobody sets by hand.
 */
export function withDelegation(known: Known, plan: readonly PlanRecord[]): readonly PlanRecord[] {
  // An empty plan is still to be proposed, the delegation with it.
  if (plan.length === 0) return plan;
  const records = delegationRecords(read(known, new Map())).map((record) => {
    const before = plan.find((planned) => recordKey(planned) === recordKey(record))?.before ?? [];
    return { ...record, purpose: purposeOf(record), before: record.before.length > 0 ? record.before : [...before] };
  });
  return [...plan.filter((record) => record.type !== 'NS'), ...records].sort((a, b) =>
    recordKey(a) < recordKey(b) ? -1 : 1,
  );
}
