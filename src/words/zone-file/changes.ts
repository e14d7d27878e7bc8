import type { Facts, PlanRecord } from '../../migration/facts.ts';
import { recordKey } from '../../migration/keys.ts';
import { lacksNewData, type PlanEntry, planSections, purposeOf } from '../../migration/plan.ts';
import { domainsOf, isUnder } from '../../migration/zones.ts';

/**
 * A part of the plan: the whole before-image, what is published beforehand, the rewrite, the way back from it, what
 * goes while the old server closes, and what is tidied up once it is cancelled.
 */
export const PLAN_PARTS = ['before-image', 'now', 'rewrite', 'back', 'close', 'after'] as const;
export type PlanPart = (typeof PLAN_PARTS)[number];

export type ChangeKind = 'CREATE' | 'CHANGE' | 'DELETE' | 'KEEP' | 'OPEN';

/** One record set as a part of the plan leaves it. */
export type RecordChange = Pick<PlanRecord, 'name' | 'type'> & {
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** `OPEN`: what is to stand there is not known yet. `KEEP`: as it stands in the before-image. */
  readonly kind: ChangeKind;
  readonly zone: string;
  /**
   * What stands on: further strings of a TXT set, which whoever replaces the set must keep, and the old values while
   * nobody knows the new ones.
   */
  readonly keep: readonly string[];
  readonly ttlSeconds: number;
  /** What the before-image had it at; absent where that is not known. */
  readonly beforeTtlSeconds?: number;
};

type Source = Pick<Facts, 'domain' | 'furtherDomains' | 'zones' | 'plan' | 'image' | 'settings'>;
type Step = Pick<RecordChange, 'name' | 'type' | 'before' | 'after' | 'kind'>;

/** The record sets of one part, in the safe order of the plan; dropped records and sets that do not change are left out. */
export function changesOf(facts: Source, part: PlanPart): readonly RecordChange[] {
  if (part === 'before-image') return imageOf(facts);
  const steps = Map.groupBy(stepsOf(facts, part), recordKey);
  return [...steps].map(([key, same]) => {
    const beforeTtlSeconds = facts.image?.records[key]?.ttlSeconds;
    const step = merged(same);
    return {
      ...step,
      zone: homeOf(facts, step.name),
      keep: step.kind === 'OPEN' ? step.before : keptBeside(facts, step, part),
      ttlSeconds: facts.settings.ttlTargetSeconds,
      ...(beforeTtlSeconds === undefined ? {} : { beforeTtlSeconds }),
    };
  });
}

/** The values that a change takes away. */
export function goneIn({ before, after, keep }: Pick<RecordChange, 'before' | 'after' | 'keep'>): readonly string[] {
  return before.filter((value) => !after.includes(value) && !keep.includes(value));
}

/** What whoever copies this must know of it beside what is written there. */
export function remarkOf({ kind, name, type, zone }: RecordChange): string | undefined {
  if (kind === 'KEEP' || type !== 'NS' || name !== zone) return undefined;
  return 'Name servers are changed at the registrar, not in the zone: have the NS below set there.';
}

/** The changes of each zone, zones in the order of their first change. */
export function byZone(changes: readonly RecordChange[]): ReadonlyMap<string, readonly RecordChange[]> {
  return Map.groupBy(changes, ({ zone }) => zone);
}

function stepsOf(facts: Source, part: Exclude<PlanPart, 'before-image'>): readonly Step[] {
  const sections = planSections(facts);
  // Nothing before and nothing after is kept as it is only where nobody waits for what shall stand there.
  const moving = (entries: readonly PlanEntry[]) =>
    entries.filter(({ action, record }) => action !== 'keep' || lacksNewData(record, facts.plan));
  const stepOf = ({ record: { name, type }, before, after }: PlanEntry): Step => ({
    name,
    type,
    ...turned(before, after),
  });
  const openly = (entry: PlanEntry): Step => ({ ...stepOf(entry), kind: kindOf(entry, facts.plan) });
  switch (part) {
    case 'now':
      return moving(sections.before).map(openly);
    case 'rewrite':
      return moving(sections.rewrite).map(openly);
    case 'back':
      // What was published beforehand serves both sides, so it may stay; what was not known was not written.
      return moving(sections.rewrite)
        .filter((entry) => kindOf(entry, facts.plan) !== 'OPEN')
        .map((entry) => stepOf({ ...entry, before: entry.after, after: entry.before }))
        .reverse();
    case 'close':
      return moving(sections.close).map(stepOf);
    case 'after':
      return moving(sections.after).map(stepOf);
  }
}

function turned(before: readonly string[], after: readonly string[]): Pick<Step, 'before' | 'after' | 'kind'> {
  return { before, after, kind: after.length === 0 ? 'DELETE' : before.length === 0 ? 'CREATE' : 'CHANGE' };
}

/** Nothing in the place of something is a deletion only where the name goes on by another type (RFC 1034, 3.6.2). */
function kindOf({ record, before, after }: PlanEntry, plan: readonly PlanRecord[]): ChangeKind {
  if (after.length > 0) return before.length === 0 ? 'CREATE' : 'CHANGE';
  const { name, type } = record;
  const isReplaced = plan.some(
    (other) => other.dropped === undefined && other.name === name && other.type !== type && other.after.length > 0,
  );
  return before.length > 0 && (isReplaced || purposeOf(record) === 'tlsa') ? 'DELETE' : 'OPEN';
}

/** Several strings of one TXT set, say SPF and a proof of ownership, are one record set to whoever writes it. */
function merged(steps: readonly Step[]): Step {
  const [first] = steps;
  if (first === undefined) throw new Error('a record set without a step');
  if (steps.length === 1) return first;
  const { name, type } = first;
  const before = [...new Set(steps.flatMap((step) => step.before))];
  const after = [...new Set(steps.flatMap((step) => step.after))];
  const isOpen = steps.some(({ kind }) => kind === 'OPEN');
  return { name, type, ...turned(before, after), ...(isOpen ? { kind: 'OPEN' } : {}) };
}

/** TXT sets hold strings of many owners: what the plan does not name, or names for another time, stands on beside it. */
function keptBeside(facts: Source, { name, type, before, after }: Step, part: PlanPart): readonly string[] {
  if (type !== 'TXT') return [];
  const planned = facts.plan.filter((record) => record.name === name && record.type === type);
  const claimed = planned.flatMap((record) => [...record.before, ...record.after, ...(record.final ?? [])]);
  const tags = new Set(claimed.map(tagOf));
  const strangers = (facts.image?.records[recordKey({ name, type })]?.values ?? []).filter((value) => {
    const tag = tagOf(value);
    return !claimed.includes(value) && (tag === undefined || !tags.has(tag));
  });
  const standing = planned.flatMap((record) => standingAt(record, part));
  return [...new Set([...strangers, ...standing])].filter((value) => !before.includes(value) && !after.includes(value));
}

function standingAt({ dropped, when, before, after, final = after }: PlanRecord, part: PlanPart): readonly string[] {
  if (dropped !== undefined || when === 'after') return before;
  if (when === 'rewrite') return part === 'now' ? before : after;
  return part === 'close' || part === 'after' ? final : after;
}

/** "v=spf1" of "v=spf1 mx -all": one name holds at most one string of each such kind. */
function tagOf(text: string): string | undefined {
  return /^\s*v=([a-z0-9]+)/i.exec(text)?.[1]?.toLowerCase();
}

const SERVABLE = ['A', 'AAAA', 'MX', 'TXT', 'CNAME', 'SRV', 'TLSA', 'NS'] as const;

/** Every set that stands there. What an alias led to is its target's: beside the alias no server would load it. */
function imageOf(facts: Source): readonly RecordChange[] {
  const image = facts.image?.records ?? {};
  return Object.entries(image).flatMap(([key, { values, ttlSeconds }]): readonly RecordChange[] => {
    const name = key.slice(0, key.lastIndexOf('/'));
    const type = SERVABLE.find((one) => key.endsWith(`/${one}`));
    if (type === undefined || values.length === 0) return [];
    if (type !== 'CNAME' && (image[`${name}/CNAME`]?.values ?? []).length > 0) return [];
    const common = { name, type, zone: homeOf(facts, name), keep: [], ttlSeconds, beforeTtlSeconds: ttlSeconds };
    return [{ ...common, kind: 'KEEP', before: values, after: values }];
  });
}

/** The zone that a name lies in: the longest one met, else the moved domain, else the name is its own. */
function homeOf(facts: Source, name: string): string {
  const known = [...Object.keys(facts.zones ?? {}), ...domainsOf(facts)].filter((zone) => isUnder(name, zone));
  return known.reduce((longest, zone) => (zone.length > longest.length ? zone : longest), '') || name;
}
