import type { Facts } from '../migration/facts.ts';
import { recordKey } from '../migration/keys.ts';
import { standingRecords } from '../migration/plan.ts';
import type { Migration } from '../migration/record.ts';
import { serversNew } from '../migration/servers-new.ts';
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
    ...cachesPart(say, record.facts, now),
    ...holdersPart(say, record, now),
    ...formersPart(say, record.facts, now),
  ];
  return parts.length === 0 ? '' : parts.reduce((first, second) => say.t('joints:two-sentences', { first, second }));
}

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

/** The record whose old data lives longest says when all of it is gone. */
function cachesPart({ t }: Speaker, facts: Facts, now: Instant): string[] {
  const watermarkAt = watermarkOf(facts);
  if (watermarkAt === undefined) return [];
  if (watermarkAt <= now) return [t('dns:caches-gone', { watermarkAt })];
  const last = standingRecords(facts)
    .map((record) => ({ key: recordKey(record), set: facts.recordSets[recordKey(record)] }))
    .find(({ set }) => set?.allNewAt !== undefined && set.allNewAt + set.ttlSeconds * 1_000 === watermarkAt);
  if (last?.set?.allNewAt !== undefined)
    return [t('dns:caches', { lastOldAt: last.set.allNewAt, ttlSeconds: last.set.ttlSeconds, watermarkAt })];
  const former = standingRecords(facts).find(
    (record) => facts.recordSets[recordKey(record)]?.formerGoneAt === watermarkAt,
  );
  if (former !== undefined) return [t('dns:caches-former', { record: recordKey(former), watermarkAt })];
  return [t('dns:caches-by', { watermarkAt })];
}

/** Resolvers that hold old data now. Those that gave it, and have not been heard since, are neither. */
function holdersPart({ t }: Speaker, { sightings }: Migration, now: Instant): string[] {
  const answers = Object.entries(sightings.vantage).map(([key, seen]) => ({ vantage: key.split('|')[0] ?? key, seen }));
  if (answers.length === 0) return [];
  const old = answers.filter(({ seen }) => seen.notNew !== undefined);
  const holding = old.flatMap(({ vantage, seen }) =>
    seen.notNew !== undefined && seen.notNew.goneAt > now ? [{ vantage, goneAt: seen.notNew.goneAt }] : [],
  );
  if (holding.length === 0) return old.length === 0 ? [t('dns:holding-none')] : [];
  const count = new Set(holding.map(({ vantage }) => vantage)).size;
  const leftMs = Math.max(...holding.map(({ goneAt }) => goneAt)) - now;
  return [t(count === 1 ? 'dns:holding-one' : 'dns:holding', { count, leftMs })];
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
