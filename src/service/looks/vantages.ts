import { sweepVantages } from '../../dns/sweep.ts';
import type { Vantage } from '../../dns/vantages.ts';
import type { Question, ReachObservation, VantageObservation } from '../../migration/observations.ts';
import { standingRecords } from '../../migration/plan.ts';
import type { Migration } from '../../migration/record.ts';
import type { ReportCommand } from '../../migration/report-commands.ts';
import type { LookDeps, WantedBy } from './deps.ts';

type VantageReport = Extract<ReportCommand, { kind: 'report-vantages' }>;

/**
 * Asks every vantage for every record of the plan, several samples each: an anycast address is many caches. Until the
 * rewrite is done only whether each can be reached at all, by a name that is none of ours, unless a person wants more.
 * Those that never were are left out, and tried once a day.
 */
export async function lookAtVantages(
  deps: LookDeps,
  migration: Migration,
  signal: AbortSignal,
  wanted: WantedBy = 'agenda',
): Promise<VantageReport> {
  const { facts } = migration;
  const questions = standingRecords(facts).map(({ name, type }) => ({ name, type }));
  const isTime = facts.rewriteDoneAt !== undefined || wanted === 'person';
  if (!isTime || questions.length === 0)
    return { kind: 'report-vantages', observations: [], reach: await reachOf(deps, migration, deps.vantages, signal) };

  const aside = new Set((facts.aside ?? []).map(({ id }) => id));
  const isAside = ({ id, site }: Vantage) => !site && aside.has(id);
  const again = deps.vantages.filter((vantage) => isAside(vantage) && isReachDue(deps, migration, vantage, wanted));
  const [swept, reach, measured] = await Promise.all([
    sweepVantages(deps.dialer, {
      vantages: deps.vantages.filter((vantage) => !isAside(vantage)),
      questions,
      samples: facts.settings.samplesPerRound,
      signal,
      now: deps.now,
    }),
    reachOf(deps, migration, again, signal),
    measuredOf(deps, migration, questions, signal),
  ]);
  return {
    kind: 'report-vantages',
    observations: [...swept, ...measured],
    ...(reach.length === 0 ? {} : { reach }),
  };
}

/** The real caches of ISPs: only where somebody said so, for that discloses the domain's names to a third party. */
async function measuredOf(
  deps: LookDeps,
  { facts }: Migration,
  questions: readonly Question[],
  signal: AbortSignal,
): Promise<readonly VantageObservation[]> {
  if (deps.globalping === undefined || facts.globalping === undefined || facts.rewriteDoneAt === undefined) return [];
  return await deps.globalping.observe({ questions, countries: facts.globalping.countries, signal });
}

function isReachDue(deps: LookDeps, { facts, sightings }: Migration, { id }: Vantage, wanted: WantedBy): boolean {
  const last = sightings.reach?.[id]?.at;
  const everyMs = facts.settings.everyMs.vantages.before;
  if (last === undefined || wanted === 'person') return true;
  return everyMs !== null && deps.now() - last >= everyMs;
}

/** One question each for the name servers of the top-level domain: every resolver knows them, and learns nothing of us. */
async function reachOf(
  deps: LookDeps,
  { facts }: Migration,
  vantages: readonly Vantage[],
  signal: AbortSignal,
): Promise<readonly ReachObservation[]> {
  const name = facts.domain.slice(facts.domain.lastIndexOf('.') + 1);
  const observations = await sweepVantages(deps.dialer, {
    vantages,
    questions: [{ name, type: 'NS' }],
    signal,
    now: deps.now,
  });
  return observations.map(({ vantage, operator, site, result }) => ({
    vantage,
    operator,
    site,
    result: result.outcome === 'answer' ? { outcome: 'reached', at: result.at } : result,
  }));
}
