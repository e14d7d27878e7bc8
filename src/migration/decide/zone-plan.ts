import type { Happening } from '../events.ts';
import type { Facts, PlanRecord } from '../facts.ts';
import { recordKey } from '../keys.ts';
import { purposeOf } from '../plan/purposes.ts';
import { proposePlan } from '../plan.ts';
import type { ReportCommand } from '../report-commands.ts';
import { isSpf } from '../spf.ts';
import type { Instant } from '../time.ts';
import { isDelegation } from '../zones.ts';
import { openQuestions } from './zone-open.ts';

type ZoneReport = Extract<ReportCommand, { kind: 'report-zone' }>;

/** What a look at the zone makes of the plan: proposed, or with what a record set by hand replaces. */
export function planLearnt(facts: Facts, report: ZoneReport, now: Instant): readonly Happening[] {
  if (facts.plan.length === 0) {
    const plan = proposal(facts, report, now);
    return plan === undefined ? [] : [{ kind: 'plan-proposed', plan }];
  }
  const plan = facts.plan.map((planned) => learnt(facts, planned, report));
  const changed = plan.filter((planned, index) => planned !== facts.plan[index]);
  return changed.map((record) => ({ kind: 'plan-set', record }));
}

/** The plan needs an answer to every question that is worth waiting for, and both servers' addresses. */
function proposal(facts: Facts, report: ZoneReport, now: Instant): readonly PlanRecord[] | undefined {
  if (facts.servers.old.addresses.length === 0) return undefined;
  if (facts.servers.new.addresses.length === 0 && facts.servers.new.host === undefined) return undefined;
  if (openQuestions(facts, report, now)?.size !== 0) return undefined;
  const image = new Map<string, readonly string[]>();
  for (const { question, result } of report.observations) {
    if (result.outcome === 'answer' && !image.has(recordKey(question))) image.set(recordKey(question), result.values);
  }
  const plan = proposePlan(facts, image);
  return plan.length === 0 ? undefined : plan;
}

/**
 * A record that a person planned before anybody had asked for it: what is served at the first look is what it
 * replaces. Without that, data that stands there already would look like a rewrite.
 */
function learnt(facts: Facts, planned: PlanRecord, report: ZoneReport): PlanRecord {
  const key = recordKey(planned);
  if (planned.before.length > 0 || facts.recordSets[key] !== undefined || facts.rewriteSeenAt !== undefined)
    return planned;
  const served = report.observations.flatMap(({ question, result }) =>
    recordKey(question) === key && result.outcome === 'answer' ? result.values : [],
  );
  const ofPurpose = purposeOf(planned) === 'spf' ? served.filter(isSpf) : served;
  // A delegation stands at the parent, whatever the zone says of itself.
  const found = isDelegation(planned) ? (facts.delegations?.[planned.name]?.parent ?? []) : ofPurpose;
  const before = [...new Set(found)].sort();
  return before.length === 0 ? planned : { ...planned, before };
}
