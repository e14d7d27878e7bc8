import type { Happening } from '../events.ts';
import type { Facts } from '../facts.ts';
import { recordKey, vantageKey } from '../keys.ts';
import type { VantageObservation } from '../observations.ts';
import { standingRecords } from '../plan.ts';
import type { Migration } from '../record.ts';
import type { ReportCommand } from '../report-commands.ts';
import type { Sightings, VantageSighting } from '../sightings.ts';
import type { Instant } from '../time.ts';
import { turnsAfter } from '../turns.ts';
import { recordsAskedOf } from '../vantages.ts';
import type { Step } from './step.ts';
import { alarms } from './vantage-alarms.ts';
import { heard } from './vantage-answers.ts';
import { reached } from './vantage-reach.ts';

type VantageReport = Extract<ReportCommand, { kind: 'report-vantages' }>;

/** What a sweep of the vantages says: sightings, the list of vantages where that changed, and alarms. */
export function reportVantages(record: Migration, report: VantageReport, now: Instant): Step {
  const vantage = heardFrom(record, report.observations);
  const known = knownAfter(record, report.observations, now);
  const reach = reached(record, report.reach ?? []);
  const heardSightings: Sightings = { ...record.sightings, vantage };
  const asked = new Set(report.observations.map((observation) => observation.vantage));
  const sightings: Sightings = {
    ...heardSightings,
    turns: turnsAfter(record.facts, heardSightings, known, asked, now),
    ...(reach.reach === undefined ? {} : { reach: reach.reach }),
    looks: { ...record.sightings.looks, vantages: { at: now } },
  };
  const happenings: Happening[] = [
    ...(names(known) === names(record.facts.vantages) ? [] : [{ kind: 'vantages-known' as const, vantages: known }]),
    ...reach.happenings,
    ...alarms(record, sightings, known),
  ];
  return { happenings, sightings };
}

/** What is known of every vantage after a round; answers about what is not of the plan are dropped. */
export function heardFrom(record: Migration, observations: readonly VantageObservation[]): Sightings['vantage'] {
  const standing = new Map(standingRecords(record.facts).map((planned) => [recordKey(planned), planned]));
  const vantage: Record<string, VantageSighting> = { ...record.sightings.vantage };
  for (const samples of grouped(observations)) {
    const [first] = samples;
    if (first === undefined) continue;
    const name = recordKey(first.question);
    const planned = standing.get(name);
    const key = vantageKey(first.vantage, name);
    if (planned !== undefined) vantage[key] = heard(record, planned, vantage[key], samples);
  }
  return vantage;
}

function grouped(observations: readonly VantageObservation[]): Iterable<readonly VantageObservation[]> {
  const groups = new Map<string, VantageObservation[]>();
  for (const observation of observations) {
    const key = vantageKey(observation.vantage, recordKey(observation.question));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [observation]);
    else group.push(observation);
  }
  return groups.values();
}

/**
 * Those that this sweep asked, what people pasted, and those that it left out while they may still hold old data: one
 * that served stale data never says until when.
 */
function knownAfter(
  { facts, sightings }: Migration,
  observations: readonly VantageObservation[],
  now: Instant,
): Facts['vantages'] {
  const known = new Map<string, Facts['vantages'][number]>();
  for (const { vantage: id, operator, site } of observations) known.set(id, { id, operator, site });
  if (known.size === 0) return facts.vantages;
  for (const vantage of facts.vantages) {
    if (known.has(vantage.id)) continue;
    const holds = recordsAskedOf(facts, vantage).some((planned) => {
      const { notNew } = sightings.vantage[vantageKey(vantage.id, recordKey(planned))] ?? {};
      return notNew !== undefined && (now <= notNew.goneAt || notNew.stale === true);
    });
    if (holds || vantage.pasted === true) known.set(vantage.id, vantage);
  }
  return [...known.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function names(vantages: Facts['vantages']): string {
  return vantages.map(({ id, operator, site }) => `${id}|${operator}|${site}`).join('\n');
}
