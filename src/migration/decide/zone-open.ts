import type { Facts } from '../facts.ts';
import { recordKey } from '../keys.ts';
import { exchangersOf } from '../plan.ts';
import type { ReportCommand } from '../report-commands.ts';
import { HOUR_MS, type Instant } from '../time.ts';
import { domainsOf } from '../zones.ts';

type ZoneReport = Extract<ReportCommand, { kind: 'report-zone' }>;

/** For so long a host that the MX leads to is waited for. */
const EXCHANGERS_AWAITED_MS = HOUR_MS;

/**
 * The questions of a look that nobody answered and that are worth waiting for; undefined when there were none at all. A
 * name whose own zone nobody serves (handed to a provider that is gone), or whose alias leads nowhere, is none of them:
 * it would keep plan and before-image waiting for ever. Where the MX leads there, for a while it is.
 */
export function openQuestions(facts: Facts, report: ZoneReport, now: Instant): ReadonlySet<string> | undefined {
  const unserved = new Set(report.extras?.unserved?.names ?? []);
  const awaited = now - facts.startedAt < EXCHANGERS_AWAITED_MS ? exchangersIn(report) : [];
  const needed = new Set([...domainsOf(facts), ...awaited]);
  const asked = new Set<string>();
  const answered = new Set<string>();
  for (const { server, question, result } of report.observations) {
    const isServed = server.address !== '' && !unserved.has(question.name);
    if (isServed || needed.has(question.name)) asked.add(recordKey(question));
    if (result.outcome === 'answer') answered.add(recordKey(question));
  }
  return asked.size === 0 ? undefined : new Set([...asked].filter((key) => !answered.has(key)));
}

function exchangersIn(report: ZoneReport): readonly string[] {
  return report.observations.flatMap(({ question, result }) =>
    question.type === 'MX' && result.outcome === 'answer' ? exchangersOf(result.values) : [],
  );
}
