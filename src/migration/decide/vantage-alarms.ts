import type { Happening } from '../events.ts';
import type { Facts, PlanRecord } from '../facts.ts';
import { recordKey, vantageKey } from '../keys.ts';
import { servedAs, standingRecords } from '../plan.ts';
import type { Migration } from '../record.ts';
import type { Sightings, VantageSighting } from '../sightings.ts';
import type { Alarm } from '../zone-facts.ts';

type Found = Omit<Alarm, 'at'>;

/**
 * Alarms that a round gives rise to, and those that it ends.
 *
 * extended: a cache holds old data beyond the watermark, or counts down from more than the authority gave.
 * stale: it gives old data for want of an answer of the authority, though every server has the new.
 * wrong: in two rounds in a row it gave what nobody published; one odd answer blocks, and is no alarm.
 * Raised once for each vantage, record and reason while it lasts; over when the vantage is heard new again. Nothing before
 * the rewrite is done: until then old data is right.
 */
export function alarms(record: Migration, sightings: Sightings, known: Facts['vantages']): readonly Happening[] {
  const { facts } = record;
  if (facts.rewriteDoneAt === undefined || facts.state.kind === 'rolled-back') return [];
  const standing = facts.alarms ?? [];
  const found = standingRecords(facts).flatMap((planned) =>
    known.flatMap(({ id, operator }) => {
      const key = vantageKey(id, recordKey(planned));
      const seen = sightings.vantage[key];
      const before = record.sightings.vantage[key];
      if (seen?.seen === undefined || seen.seen.at === before?.seen?.at) return [];
      return reasonsOf(planned, seen, before).map(
        (why): Found => ({ vantage: id, operator, record: recordKey(planned), ...why }),
      );
    }),
  );
  const fresh = found.filter((alarm) => !standing.some((other) => isSame(alarm, other)));
  const raised = fresh.flatMap(({ vantage }) => vantage);
  // A list replaces what was known of its vantages: what still stands there goes with it.
  const still = standing.filter(
    (alarm) => raised.includes(alarm.vantage) && !fresh.some((one) => replaces(one, alarm)),
  );
  const over = [...new Set(standing.map(({ vantage }) => vantage))].filter(
    (vantage) => !raised.includes(vantage) && isOver(facts, sightings, known, vantage),
  );
  return [
    ...(fresh.length === 0
      ? []
      : [{ kind: 'vantages-alarmed' as const, alarms: [...still.map(({ at: _at, ...alarm }) => alarm), ...fresh] }]),
    ...(over.length === 0 ? [] : [{ kind: 'alarms-over' as const, vantages: over }]),
  ];
}

/** What is wrong with the caches of a round, each reason once, with the one that holds on for longest. */
function reasonsOf(
  planned: PlanRecord,
  seen: VantageSighting,
  before: VantageSighting | undefined,
): readonly Pick<Alarm, 'why' | 'values' | 'goneAt'>[] {
  const held = (seen.caches ?? []).filter(({ values }) => servedAs(planned, values) !== 'new');
  const wasWrong = (before?.caches ?? []).some(({ values }) => servedAs(planned, values) === 'other');
  const isWrong = (values: readonly string[]) => wasWrong && servedAs(planned, values) === 'other';
  const reasons = [
    { why: 'stale', caches: held.filter(({ stale }) => stale) },
    { why: 'extended', caches: held.filter(({ extended }) => extended) },
    { why: 'wrong', caches: held.filter(({ values }) => isWrong(values)) },
  ] as const;
  return reasons.flatMap(({ why, caches }) => {
    const [last] = [...caches].sort((a, b) => b.expiresAt - a.expiresAt);
    return last === undefined ? [] : [{ why, values: [...last.values], goneAt: last.expiresAt }];
  });
}

/** Heard new again for everything that an alarm was raised of; or asked no more, and holding nothing. */
function isOver(facts: Facts, sightings: Sightings, known: Facts['vantages'], vantage: string): boolean {
  if (!known.some(({ id }) => id === vantage)) return true;
  const standing = new Set(standingRecords(facts).map(recordKey));
  return (facts.alarms ?? [])
    .filter((alarm) => alarm.vantage === vantage && standing.has(alarm.record))
    .every((alarm) => sightings.vantage[vantageKey(vantage, alarm.record)]?.clean !== undefined);
}

function isSame(one: Found, other: Found): boolean {
  return one.vantage === other.vantage && one.record === other.record && one.why === other.why;
}

/** A stale answer may look extended at the first look; at the second it is known for what it is. */
function replaces(one: Found, other: Found): boolean {
  return (
    one.vantage === other.vantage && one.record === other.record && one.why === 'stale' && other.why === 'extended'
  );
}
