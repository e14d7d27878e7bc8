import { sweepVantages } from '../../dns/sweep.ts';
import type { ReportCommand } from '../../migration/commands.ts';
import { standingRecords } from '../../migration/plan.ts';
import type { Migration } from '../../migration/record.ts';
import type { LookDeps } from './deps.ts';

/** Asks every vantage for every record of the plan, several samples each: an anycast address is many caches. */
export async function lookAtVantages(
  deps: LookDeps,
  { facts }: Migration,
  signal: AbortSignal,
): Promise<Extract<ReportCommand, { kind: 'report-vantages' }>> {
  const questions = standingRecords(facts).map(({ name, type }) => ({ name, type }));
  const observations = await sweepVantages(deps.dialer, {
    vantages: deps.vantages,
    questions,
    samples: facts.settings.samplesPerRound,
    signal,
    now: deps.now,
  });
  return { kind: 'report-vantages', observations };
}
