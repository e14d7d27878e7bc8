import type { Happening } from '../events.ts';
import type { Facts } from '../facts.ts';
import { limitsOf } from '../gates/judge.ts';
import { authorityKey, recordKey } from '../keys.ts';
import type { Migration } from '../record.ts';
import type { ReportCommand } from '../report-commands.ts';
import type { Instant } from '../time.ts';
import { presentServersOf } from '../zones.ts';
import { openQuestions } from './zone-open.ts';

type ZoneReport = Extract<ReportCommand, { kind: 'report-zone' }>;
type Image = NonNullable<Facts['image']>['records'];

/** The before-image: the first look in which every question worth it was answered by somebody, and never after new data was seen. */
export function imageTaken(facts: Facts, report: ZoneReport, now: Instant): readonly Happening[] {
  if (facts.image !== undefined || facts.rewriteSeenAt !== undefined || facts.state.kind === 'rolled-back') return [];
  const records: Image = {};
  if (openQuestions(facts, report, now)?.size !== 0) return [];
  for (const { server, question, result } of report.observations) {
    const key = recordKey(question);
    if (result.outcome !== 'answer') continue;
    const isPresent = presentServersOf(facts, question.name).some(([address]) => address === server.address);
    if (!isPresent || result.values.length === 0 || records[key] !== undefined) continue;
    records[key] = { values: [...result.values].sort(), ttlSeconds: result.ttlSeconds };
  }
  return Object.keys(records).length === 0 ? [] : [{ kind: 'image-taken', records }];
}

/**
 * The same once more as somebody begins to rewrite: what was freshly seen by then, over what was read before. What the
 * earlier image holds stays as long as one server serves it; it goes when every server says that nothing is there.
 */
export function imageAtBegin({ facts, sightings }: Migration, now: Instant): readonly Happening[] {
  const freshMs = limitsOf({ facts, gate: 'cut-over', now }, 'zone')?.freshMs ?? 0;
  const records: Image = { ...facts.image?.records };
  const keys = Object.keys(sightings.authority).map((key) => key.slice(key.indexOf('|') + 1));
  let isRead = false;
  for (const record of new Set(keys)) {
    const present = presentServersOf(facts, record.slice(0, record.lastIndexOf('/')));
    const fresh = present.flatMap(([address]) => {
      const { seen, failed } = sightings.authority[authorityKey(address, record)] ?? {};
      return failed === undefined && seen !== undefined && seen.at >= now - freshMs ? [seen] : [];
    });
    if (fresh.length === 0) continue;
    isRead = true;
    const known = gist(records[record]?.values ?? []);
    const seen = fresh.find(({ values }) => gist(values) === known) ?? fresh.find(({ values }) => values.length > 0);
    if (seen !== undefined && seen.values.length > 0)
      records[record] = { values: [...seen.values].sort(), ttlSeconds: seen.ttlSeconds };
    else if (fresh.length === present.length) delete records[record];
  }
  return isRead ? [{ kind: 'image-taken', records }] : [];
}

const gist = (values: readonly string[]): string => [...values].sort().join('\n');
