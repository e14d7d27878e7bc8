import type { Facts, PlanRecord, Purpose } from '../facts.ts';
import { comparable, isSame } from './compare.ts';
import { purposeOf } from './purposes.ts';

export type PlanAction = 'create' | 'change' | 'delete' | 'keep';

/** One line of the plan as it is carried out: what stands there until then, and what shall. */
export type PlanEntry = {
  readonly record: PlanRecord;
  readonly action: PlanAction;
  readonly before: readonly string[];
  readonly after: readonly string[];
};

export type PlanSections = {
  readonly before: readonly PlanEntry[];
  readonly rewrite: readonly PlanEntry[];
  /** The old side taken out of what served both, while the old server closes: its gate waits for that. */
  readonly close: readonly PlanEntry[];
  readonly after: readonly PlanEntry[];
};

/**
 * The plan in the order that loses no mail: what must stand beforehand, the rewrite, what goes while the old server
 * closes, and what is tidied up once it is cancelled. Within the rewrite hosts come before the MX that names them, and the delegation comes last: by
 * then its zone must hold everything else.
 */
export function planSections(facts: Pick<Facts, 'plan'>): PlanSections {
  const standing = facts.plan.filter((record) => record.dropped === undefined);
  const entries = (when: PlanRecord['when']) =>
    standing.filter((record) => record.when === when).map((record) => entryOf(record, record.before, record.after));
  const finals = standing.flatMap((record) => {
    if (record.final === undefined) return [];
    const entry = entryOf(record, record.after, record.final);
    return entry.action === 'keep' ? [] : [entry];
  });
  return {
    before: ordered(entries('before')),
    rewrite: ordered(entries('rewrite')),
    close: ordered(finals),
    after: ordered(entries('after')),
  };
}

function entryOf(record: PlanRecord, before: readonly string[], after: readonly string[]): PlanEntry {
  return { record, action: actionOf(record, before, after), before, after };
}

function actionOf(record: PlanRecord, before: readonly string[], after: readonly string[]): PlanAction {
  const [was, becomes] = [comparable(record, before), comparable(record, after)];
  if (isSame(was, becomes)) return before.length === 0 && record.when === 'rewrite' ? 'create' : 'keep';
  if (was.length === 0) return 'create';
  return becomes.length === 0 ? 'delete' : 'change';
}

const ORDER: readonly Purpose[] = [
  'spf',
  'dkim',
  'dmarc',
  'mta-sts',
  'tls-rpt',
  'tlsa',
  'host',
  'autoconfig',
  'srv',
  'web',
  'mx',
  'delegation',
];

function ordered(entries: readonly PlanEntry[]): readonly PlanEntry[] {
  const place = ({ record }: PlanEntry) => ORDER.indexOf(purposeOf(record));
  return [...entries].sort((a, b) => place(a) - place(b) || (a.record.name < b.record.name ? -1 : 1));
}
