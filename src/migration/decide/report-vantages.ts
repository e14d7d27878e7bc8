import type { ReportCommand } from '../commands.ts';
import type { Facts, PlanRecord } from '../facts.ts';
import { recordKey, vantageKey } from '../keys.ts';
import type { VantageObservation } from '../observations.ts';
import { servedAs, standingRecords } from '../plan.ts';
import type { Migration } from '../record.ts';
import type { Sightings, VantageSighting } from '../sightings.ts';
import type { Instant } from '../time.ts';
import type { Step } from './step.ts';

type VantageReport = Extract<ReportCommand, { kind: 'report-vantages' }>;

/** What a sweep of the vantages says; sightings alone, but for the list of vantages where that changed. */
export function reportVantages(record: Migration, report: VantageReport, now: Instant): Step {
  const { facts, sightings } = record;
  const standing = standingRecords(facts);
  const vantage: Record<string, VantageSighting> = { ...sightings.vantage };
  for (const [key, samples] of grouped(report.observations)) {
    const planned = standing.find((candidate) => key.endsWith(`|${recordKey(candidate)}`));
    if (planned !== undefined) vantage[key] = after(facts, planned, vantage[key], samples);
  }
  const looks: Sightings['looks'] = { ...sightings.looks, vantages: { at: now } };
  return { happenings: vantagesKnown(record, report, now), sightings: { ...sightings, vantage, looks } };
}

function grouped(observations: readonly VantageObservation[]): ReadonlyMap<string, readonly VantageObservation[]> {
  const groups = new Map<string, VantageObservation[]>();
  for (const observation of observations) {
    const key = vantageKey(observation.vantage, recordKey(observation.question));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [observation]);
    else group.push(observation);
  }
  return groups;
}

/** All samples of one round together: one old answer makes it old, and an answer is better than a failure. */
function after(
  facts: Facts,
  planned: PlanRecord,
  before: VantageSighting | undefined,
  samples: readonly VantageObservation[],
): VantageSighting {
  const [first] = samples;
  const base = { operator: first?.operator ?? before?.operator ?? '', site: first?.site ?? before?.site ?? false };
  const answers = samples.flatMap(({ result }) => (result.outcome === 'answer' ? [result] : []));
  const failures = samples.flatMap(({ result }) => (result.outcome === 'failed' ? [result] : []));
  const failed = failures.at(-1);
  const failedPart = failed === undefined ? {} : { failed: { at: failed.at, code: failed.code } };
  const last = answers.reduce<(typeof answers)[number] | undefined>(
    (a, b) => (a === undefined || b.at >= a.at ? b : a),
    undefined,
  );
  if (last === undefined) return { ...before, ...base, ...failedPart };
  const seen = { at: last.at, values: [...last.values], ttlSeconds: last.ttlSeconds };
  const wrong = answers
    .filter((answer) => servedAs(planned, answer.values) !== 'new')
    .map((answer) => ({ at: answer.at, values: [...answer.values], goneAt: answer.at + answer.ttlSeconds * 1_000 }));
  // Behind one address stand many caches: that another one is new says nothing of the one that may still hold old data.
  const holding = before?.notNew !== undefined && before.notNew.goneAt >= last.at ? [before.notNew] : [];
  const [notNew] = [...wrong, ...holding].sort((a, b) => b.goneAt - a.goneAt);
  if (notNew !== undefined) return { ...base, ...failedPart, seen, notNew };
  return { ...base, ...failedPart, seen, clean: rounds(facts, before, last.at) };
}

function rounds(facts: Facts, before: VantageSighting | undefined, at: Instant): NonNullable<VantageSighting['clean']> {
  const clean = before?.clean;
  if (clean === undefined) return { rounds: 1, since: at, last: at };
  if (at - clean.last < facts.settings.roundGapMs) return clean;
  return { rounds: clean.rounds + 1, since: clean.since, last: at };
}

/** Those that this sweep asked, and those that it left out while they may still hold old data. */
function vantagesKnown(
  { facts, sightings }: Migration,
  report: VantageReport,
  now: Instant,
): Extract<Step, { happenings: unknown }>['happenings'] {
  const known = new Map<string, Facts['vantages'][number]>();
  for (const { vantage: id, operator, site } of report.observations) known.set(id, { id, operator, site });
  if (known.size === 0) return [];
  for (const vantage of facts.vantages) {
    const holds = standingRecords(facts).some((planned) => {
      const { notNew } = sightings.vantage[vantageKey(vantage.id, recordKey(planned))] ?? {};
      return notNew !== undefined && now <= notNew.goneAt;
    });
    if (holds && !known.has(vantage.id)) known.set(vantage.id, vantage);
  }
  const vantages = [...known.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const names = (list: Facts['vantages']) =>
    list.map((vantage) => `${vantage.id}|${vantage.operator}|${vantage.site}`).join('\n');
  return names(vantages) === names(facts.vantages) ? [] : [{ kind: 'vantages-known', vantages }];
}
