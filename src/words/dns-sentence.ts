import type { Facts } from '../migration/facts.ts';
import { recordKey } from '../migration/keys.ts';
import { standingRecords } from '../migration/plan.ts';
import type { Migration } from '../migration/record.ts';
import { serversNew } from '../migration/servers-new.ts';
import type { Sightings } from '../migration/sightings.ts';
import type { Instant } from '../migration/time.ts';
import { watermarkOf } from '../migration/watermark.ts';
import { isDelegation } from '../migration/zones.ts';
import type { Speaker } from './engine.ts';

/**
 * Where the rewrite stands, as caches work: how many authoritative servers are new, until when old data may live, who
 * still holds it, and which former servers must go on. '' before anything new was seen.
 */
export function dnsSentence(say: Speaker, record: Migration, now: Instant): string {
  if (record.facts.rewriteSeenAt === undefined) return '';
  const parts = [
    ...serversPart(say, record),
    ...optional(cachesLine(say, record.facts, now)),
    ...holdersPart(say, record.sightings, now),
    ...formersPart(say, record.facts, now),
  ];
  return parts.length === 0 ? '' : parts.reduce((first, second) => say.t('joints:two-sentences', { first, second }));
}

const optional = (text: string | undefined): string[] => (text === undefined ? [] : [text]);

function serversPart({ t }: Speaker, record: Migration): string[] {
  const { facts } = record;
  const { ok, total } = serversNew(record);
  if (total === 0) return [];
  const since = standingRecords(facts)
    .filter((planned) => !isDelegation(planned))
    .map((planned) => facts.recordSets[recordKey(planned)]?.allNewAt);
  const sinceAt = since.every((at) => at !== undefined) ? Math.max(...since) : undefined;
  const isAll = ok === total && sinceAt !== undefined;
  return [t(isAll ? 'dns:servers' : 'dns:servers-so-far', { ok, total, sinceAt })];
}

/** The record whose old data lives longest says when all of it is gone; undefined while that is not known. */
export function cachesLine({ t }: Speaker, facts: Facts, now: Instant): string | undefined {
  const watermarkAt = watermarkOf(facts);
  if (watermarkAt === undefined) return undefined;
  if (watermarkAt <= now) return t('dns:caches-gone', { watermarkAt });
  const last = standingRecords(facts)
    .map((record) => ({ key: recordKey(record), set: facts.recordSets[recordKey(record)] }))
    .find(({ set }) => set?.allNewAt !== undefined && set.allNewAt + set.ttlSeconds * 1_000 === watermarkAt);
  if (last?.set?.allNewAt !== undefined)
    return t('dns:caches', { lastOldAt: last.set.allNewAt, ttlSeconds: last.set.ttlSeconds, watermarkAt });
  const former = standingRecords(facts).find(
    (record) => facts.recordSets[recordKey(record)]?.formerGoneAt === watermarkAt,
  );
  if (former !== undefined) return t('dns:caches-former', { record: recordKey(former), watermarkAt });
  return t('dns:caches-by', { watermarkAt });
}

function holdersPart(say: Speaker, sightings: Sightings, now: Instant): string[] {
  const held = heldNow(sightings, now);
  if (held === undefined) return [];
  const { count, goneAt } = held;
  if (count === 0) return [say.t('dns:holding-none')];
  return [say.t(count === 1 ? 'dns:holding-one' : 'dns:holding', { count, leftMs: goneAt - now })];
}

/** The same for a message that stands for longer than a moment: until when, not how long from now. */
export function holdersLine({ t }: Speaker, sightings: Sightings | undefined, now: Instant): string | undefined {
  const held = sightings === undefined ? undefined : heldNow(sightings, now);
  if (held === undefined) return undefined;
  const { count, goneAt } = held;
  if (count === 0) return t('dns:holding-none');
  return t(count === 1 ? 'dns:holding-one-until' : 'dns:holding-until', { count, goneAt });
}

/** How many resolvers hold old data now; undefined where none was heard, or those that gave it not heard since. */
function heldNow(
  { vantage }: Sightings,
  now: Instant,
): { readonly count: number; readonly goneAt: Instant } | undefined {
  const answers = Object.entries(vantage).map(([key, seen]) => ({ vantage: key.split('|')[0] ?? key, seen }));
  if (!answers.some(({ seen }) => seen.seen !== undefined || seen.notNew !== undefined)) return undefined;
  const old = answers.filter(({ seen }) => seen.notNew !== undefined);
  const holding = old.flatMap((one) =>
    one.seen.notNew !== undefined && one.seen.notNew.goneAt > now
      ? [{ vantage: one.vantage, goneAt: one.seen.notNew.goneAt }]
      : [],
  );
  if (holding.length === 0) return old.length === 0 ? { count: 0, goneAt: now } : undefined;
  const count = new Set(holding.map((one) => one.vantage)).size;
  return { count, goneAt: Math.max(...holding.map((one) => one.goneAt)) };
}

function formersPart({ t }: Speaker, facts: Facts, now: Instant): string[] {
  const formers = Object.entries(facts.formers ?? {}).filter(([, { goneAt }]) => goneAt > now);
  if (formers.length === 0) return [];
  const servers = [...new Set(formers.map(([key]) => nameOf(facts, key)))];
  return [t('dns:formers', { servers, formersGoneAt: Math.max(...formers.map(([, { goneAt }]) => goneAt)) })];
}

/** Former servers are kept by zone and address. */
function nameOf(facts: Facts, key: string): string {
  const address = key.slice(key.indexOf('|') + 1);
  return facts.authorities[address] ?? address;
}
