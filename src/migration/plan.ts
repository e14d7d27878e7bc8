import type { Facts, PlanRecord } from './facts.ts';
import { comparable, isSame } from './plan/compare.ts';
import { purposeOf } from './plan/purposes.ts';

export { type Served, servedAs } from './plan/compare.ts';
export { exchangersOf, newMx } from './plan/image.ts';
export { proposePlan, withDelegation } from './plan/propose.ts';
export { purposeOf } from './plan/purposes.ts';
export { type PlanEntry, planSections } from './plan/sections.ts';

/** The records that the move is made of: those of the plan that nobody dropped, without what is tidied up at the end. */
export function standingRecords(facts: Pick<Facts, 'plan'>): readonly PlanRecord[] {
  return facts.plan.filter((record) => record.dropped === undefined && record.when !== 'after');
}

/** Whether anything changes by this record at the rewrite. */
export function changesAtRewrite(record: PlanRecord): boolean {
  if (record.dropped !== undefined || record.when !== 'rewrite') return false;
  return !isSame(comparable(record, record.before), comparable(record, record.after));
}

/** The records whose rewriting moves clients and mail. */
export function routingRecords(facts: Pick<Facts, 'plan'>): readonly PlanRecord[] {
  return facts.plan.filter(changesAtRewrite);
}

/** Hostnames that clients use and that the plan moves; what they only read their settings from is not among them. */
export function clientHosts(facts: Pick<Facts, 'plan'>): readonly string[] {
  const names = standingRecords(facts)
    .filter((record) => purposeOf(record) === 'host')
    .map((record) => record.name);
  return [...new Set(names)].sort();
}

/**
 * Whether a person must still say what this record becomes. An address of one family may go without another in its
 * place, and an alias for addresses, as long as the name keeps something that leads on.
 */
export function lacksNewData(planned: PlanRecord, all: readonly PlanRecord[]): boolean {
  if (planned.when === 'after' || planned.after.length > 0) return false;
  if (!LEADING.has(planned.type) || planned.when === 'before') return true;
  return !all.some((record) => record.name === planned.name && LEADING.has(record.type) && record.after.length > 0);
}

const LEADING: ReadonlySet<PlanRecord['type']> = new Set(['A', 'AAAA', 'CNAME']);
