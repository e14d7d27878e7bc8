import type { PlanRecord } from '../facts.ts';
import { authorityKey, recordKey } from '../keys.ts';
import type { Question, RecordType } from '../observations.ts';
import { exchangersOf, standingRecords } from '../plan.ts';
import type { Migration } from '../record.ts';
import type { Instant } from '../time.ts';
import { whyFailed } from '../why-failed.ts';
import { presentServersOf } from '../zones.ts';
import type { Evidence, Item, Outcome } from './criterion.ts';
import { type Bench, evidence, sighted } from './judge.ts';

/** What the present servers of a name's zone were last seen to serve; `seenAt` only when every one of them was heard. */
export type ServedNow = {
  readonly answers: readonly (readonly string[])[];
  readonly seenAt?: Instant;
};

export function servedNow({ facts, sightings }: Migration, question: Question): ServedNow {
  const seen = presentServersOf(facts, question.name).map(
    ([address]) => sightings.authority[authorityKey(address, recordKey(question))]?.seen,
  );
  const heard = seen.flatMap((one) => (one === undefined ? [] : [one]));
  const answers = heard.map((one) => one.values);
  if (heard.length === 0 || heard.length < seen.length) return { answers };
  return { answers, seenAt: Math.min(...heard.map((one) => one.at)) };
}

export function plannedAt({ facts }: Migration, name: string, type: RecordType): PlanRecord | undefined {
  return standingRecords(facts).find((record) => record.name === name && record.type === type);
}

/** The MX hosts before the rewrite, and those after it; the same where the plan leaves MX alone. */
export function exchangers(
  record: Migration,
  domain: string,
): { readonly old: readonly string[]; readonly new: readonly string[] } {
  const planned = plannedAt(record, domain, 'MX');
  const image = record.facts.image?.records[`${domain}/MX`]?.values;
  const served = servedNow(record, { name: domain, type: 'MX' }).answers.flat();
  const old = exchangersOf([...(image ?? []), ...(planned?.before ?? []), ...served]);
  return { old: unique(old), new: unique(planned === undefined ? old : exchangersOf(planned.after)) };
}

const unique = (hosts: readonly string[]): readonly string[] => [...new Set(hosts)].sort();

export type Finding = {
  readonly outcome: Outcome;
  readonly evidence: Evidence;
  readonly earliest?: Instant;
};

export const passes = (...args: Parameters<typeof evidence>): Finding => ({
  outcome: 'pass',
  evidence: evidence(...args),
});
export const fails = (...args: Parameters<typeof evidence>): Finding => ({
  outcome: 'fail',
  evidence: evidence(...args),
});
export const unknown = (...args: Parameters<typeof evidence>): Finding => ({
  outcome: 'unknown',
  evidence: evidence(...args),
});

/** An item that rests on the look at the zone, and may be waived by name. */
export function itemOf(bench: Bench, key: string, seenAt: Instant | undefined, finding: Finding): Item {
  return sighted(bench, 'zone', { key, waivable: true, seenAt, ...finding });
}

type Sighted<Seen> =
  | { readonly seen?: Seen | undefined; readonly failed?: { readonly at: Instant; readonly code: string } | undefined }
  | undefined;

/** An item that rests on something learnt beside the servers' answers. A failure hides nothing that was seen before it. */
export function learntItem<Seen extends { readonly at: Instant }>(
  bench: Bench,
  key: string,
  sighting: Sighted<Seen>,
  weigh: (seen: Seen) => Finding,
): Item {
  const { seen, failed } = sighting ?? {};
  if (seen !== undefined) return itemOf(bench, key, seen.at, weigh(seen));
  if (failed === undefined) return itemOf(bench, key, undefined, unknown('never-seen'));
  const why = unknown('look-failed', { failedAt: failed.at, ...whyFailed(failed) });
  return itemOf(bench, key, undefined, why);
}
