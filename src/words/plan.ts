import type { Facts, PlanRecord } from '../migration/facts.ts';
import { lacksNewData, type PlanEntry, planSections } from '../migration/plan.ts';
import type { Speaker } from './engine.ts';

export type PlanPartWords = { readonly title: string; readonly lines: readonly string[] };

/** The plan in the order that loses no mail: what is published beforehand, the rewrite, what goes while the old server closes, what is tidied up in the end. */
export function sayPlan(say: Speaker, facts: Facts): readonly PlanPartWords[] {
  const sections = planSections(facts);
  return (['before', 'rewrite', 'close', 'after'] as const)
    .filter((section) => sections[section].length > 0)
    .map((section) => ({
      title: say.t(`plan:section-${section}`),
      lines: sections[section].map((entry) => entryLine(say, entry, facts.plan)),
    }));
}

/** One record set as the plan leaves it: CREATE, CHANGE, DELETE or KEEP; or what nobody has said yet. */
function entryLine({ t }: Speaker, { record, action, before, after }: PlanEntry, all: Facts['plan']): string {
  const { name, type } = record;
  return t(`plan:${isOpen(record, all) ? 'open' : action}`, { name, type, before, after });
}

function isOpen(record: PlanRecord, all: Facts['plan']): boolean {
  return record.when !== 'after' && lacksNewData(record, all);
}
