import type { ReportCommand } from '../commands.ts';
import type { Happening } from '../events.ts';
import type { Facts, PlanRecord } from '../facts.ts';
import { recordKey } from '../keys.ts';
import { purposeOf } from '../plan/purposes.ts';
import { exchangersOf, proposePlan } from '../plan.ts';
import { isSpf } from '../spf.ts';
import { domainsOf, isDelegation } from '../zones.ts';

type ZoneReport = Extract<ReportCommand, { kind: 'report-zone' }>;

/** What a look at the zone makes of the plan: proposed, or with what a record set by hand replaces. */
export function planLearnt(facts: Facts, report: ZoneReport): readonly Happening[] {
  if (facts.plan.length === 0) {
    const plan = proposal(facts, report);
    return plan === undefined ? [] : [{ kind: 'plan-proposed', plan }];
  }
  const plan = facts.plan.map((planned) => learnt(facts, planned, report));
  const changed = plan.filter((planned, index) => planned !== facts.plan[index]);
  return changed.map((record) => ({ kind: 'plan-set', record }));
}

/**
 * The plan needs every question answered by somebody that can matter for mail, and both servers' addresses. A name under
 * the domains whose own zone nobody serves (handed to a provider that is gone) matters only where the MX leads there.
 */
function proposal(facts: Facts, report: ZoneReport): readonly PlanRecord[] | undefined {
  if (facts.servers.old.addresses.length === 0) return undefined;
  if (facts.servers.new.addresses.length === 0 && facts.servers.new.host === undefined) return undefined;
  const image = new Map<string, readonly string[]>();
  const asked = new Set<string>();
  const needed = new Set([...domainsOf(facts), ...exchangersIn(report)]);
  for (const { server, question, result } of report.observations) {
    if (server.address !== '' || needed.has(question.name)) asked.add(recordKey(question));
    if (result.outcome === 'answer' && !image.has(recordKey(question))) image.set(recordKey(question), result.values);
  }
  if (asked.size === 0 || asked.size > image.size) return undefined;
  const plan = proposePlan(facts, image);
  return plan.length === 0 ? undefined : plan;
}

function exchangersIn(report: ZoneReport): readonly string[] {
  return report.observations.flatMap(({ question, result }) =>
    question.type === 'MX' && result.outcome === 'answer' ? exchangersOf(result.values) : [],
  );
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
