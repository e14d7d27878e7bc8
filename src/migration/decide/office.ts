import { TTL_UNSAID_SECONDS } from '../caches.ts';
import type { PersonCommand } from '../commands.ts';
import type { Facts } from '../facts.ts';
import { recordKey } from '../keys.ts';
import type { DnsResult, VantageObservation } from '../observations.ts';
import { standingRecords } from '../plan.ts';
import type { Migration } from '../record.ts';
import type { Refusal } from '../refusals.ts';
import type { Instant } from '../time.ts';
import { turnsAfter } from '../turns.ts';
import { heardFrom } from './report-vantages.ts';
import { refuse, type Step } from './step.ts';
import { alarms } from './vantage-alarms.ts';

const LONGEST_LABEL = 30;

/**
 * What a person pasted of an office's own resolver: a vantage of the site, `office-LABEL`, that is heard only so. Answers
 * about what is not of the plan are dropped; where none is left, nothing was read. An answer without its TTL is taken to
 * have been fetched at this very moment: old data may then be held for the whole TTL of the record set.
 */
export function reportOffice(
  record: Migration,
  command: Extract<PersonCommand, { kind: 'report-office' }>,
  now: Instant,
): Step {
  const { facts } = record;
  const label = labelOf(command.office);
  const bad = badOffice(command.office);
  if (bad !== undefined) return refuse(bad.code, bad.figures);
  const vantage = { id: `office-${label}`, operator: `office-${label}`, site: true, pasted: true };
  const planned = new Set(standingRecords(facts).map(recordKey));
  const observations = command.observations
    .filter(({ question }) => planned.has(recordKey(question)))
    .map(({ question, result }): VantageObservation => {
      const { id, operator, site } = vantage;
      return { vantage: id, operator, site, question, result: withTtl(facts, recordKey(question), result, now) };
    });
  if (!observations.some(({ result }) => result.outcome === 'answer')) return refuse('nothing-read');
  const vantages = [...facts.vantages.filter(({ id }) => id !== vantage.id), vantage].sort((a, b) =>
    a.id < b.id ? -1 : 1,
  );
  const seen = { ...record.sightings, vantage: heardFrom(record, observations) };
  const sightings = { ...seen, turns: turnsAfter(facts, seen, vantages, new Set([vantage.id]), now) };
  // Told each time, new or not: the journal says who pasted, and when.
  return { happenings: [{ kind: 'vantages-known', vantages }, ...alarms(record, sightings, vantages)], sightings };
}

/** Why an office cannot be called so: cut short, the labels of two could become one. */
export function badOffice(text: string): Refusal | undefined {
  const { length } = [...labelOf(text)];
  if (length > 0 && length <= LONGEST_LABEL) return undefined;
  return { code: 'bad-name', figures: { name: text.slice(0, 40), most: LONGEST_LABEL } };
}

/** Letters and digits of any script, in lower case, with single hyphens between. */
export function labelOf(text: string): string {
  const parts =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return parts.join('-');
}

/** Nor does what was pasted come from the future, whatever that machine's clock says. */
function withTtl(facts: Facts, record: string, result: DnsResult, now: Instant): DnsResult {
  const at = Math.min(result.at, now);
  if (result.outcome === 'failed' || result.ttlSeconds < TTL_UNSAID_SECONDS) return { ...result, at };
  const set = facts.recordSets[record];
  const former = set === undefined ? 0 : Math.ceil((set.formerGoneAt - at) / 1_000);
  const ttlSeconds = Math.max(set?.ttlSeconds ?? facts.settings.unseenFormerTtlSeconds, former);
  return { ...result, at, ttlSeconds };
}
