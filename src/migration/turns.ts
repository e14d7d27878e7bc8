import type { Facts, PlanRecord } from './facts.ts';
import { recordKey, vantageKey } from './keys.ts';
import { changesAtRewrite, servedAs } from './plan.ts';
import type { Sightings, Turn, VantageSighting } from './sightings.ts';
import type { Instant } from './time.ts';
import { type KnownVantage, recordsAskedOf } from './vantages.ts';

/** So many turns of one vantage are kept: one that goes to and fro for weeks is drawn as what it is, mixed. */
const MOST_TURNS = 40;

/**
 * How each vantage turned from old to new: one turn for each run of looks that saw it alike. Of a vantage that was not
 * asked this time nothing is added; of one that is known no longer nothing is kept.
 */
export function turnsAfter(
  facts: Facts,
  sightings: Sightings,
  known: Facts['vantages'],
  asked: ReadonlySet<string>,
  now: Instant,
): NonNullable<Sightings['turns']> {
  return Object.fromEntries(
    known.flatMap((vantage) => {
      const before = sightings.turns?.[vantage.id] ?? [];
      const after = asked.has(vantage.id)
        ? turned(before, stateOf(facts, sightings, vantage, now), now, heardForMs(facts))
        : before;
      return after.length === 0 ? [] : [[vantage.id, [...after]]];
    }),
  );
}

/** So long what a vantage said is taken to hold still; afterwards nobody knows. */
export function heardForMs({ settings }: Pick<Facts, 'settings'>): number {
  const { parallel, restoring, closing } = settings.everyMs.vantages;
  return Math.max(parallel ?? 0, restoring ?? 0, closing ?? 0) * settings.freshIntervals;
}

function turned(before: readonly Turn[], state: Turn['state'], now: Instant, heardMs: number): readonly Turn[] {
  const last = before.at(-1);
  // After a gap it is a turn of its own, though it be the same: what was in between, nobody saw.
  if (last?.state === state && now - last.until <= heardMs && now >= last.at)
    return [...before.slice(0, -1), { ...last, until: now }];
  const after = [...before, { at: now, until: now, state }];
  return after.length <= MOST_TURNS ? after : thinned(after);
}

/** The second and the third become one: neither is shown as better than it was. */
function thinned([first, second, third, ...rest]: readonly Turn[]): readonly Turn[] {
  if (first === undefined || second === undefined || third === undefined) return [];
  const states = [second.state, third.state];
  const isNotNew = states.includes('old') || states.includes('mixed');
  return [first, { at: second.at, until: third.until, state: isNotNew ? 'mixed' : 'silent' }, ...rest];
}

/** Old while all that the rewrite moves is old, new once everything is; whatever lies between is mixed. */
function stateOf(facts: Facts, sightings: Sightings, vantage: KnownVantage, now: Instant): Turn['state'] {
  const asked = recordsAskedOf(facts, vantage);
  const served = (planned: PlanRecord) =>
    servedBy(planned, sightings.vantage[vantageKey(vantage.id, recordKey(planned))], now, heardForMs(facts));
  const all = asked.map(served);
  if (all.every((state) => state === 'silent')) return 'silent';
  if (all.every((state) => state === 'new')) return 'new';
  const moving = asked.filter(changesAtRewrite).map(served);
  return moving.length > 0 && moving.every((state) => state === 'old') ? 'old' : 'mixed';
}

function servedBy(
  planned: PlanRecord,
  sighting: VantageSighting | undefined,
  now: Instant,
  heardMs: number,
): Turn['state'] {
  const { seen, notNew, caches = [] } = sighting ?? {};
  if (seen === undefined || now - seen.at > heardMs) return 'silent';
  if (notNew === undefined) return 'new';
  const isNew = (values: readonly string[]) => servedAs(planned, values) === 'new';
  // What nobody published is neither the old data nor the new.
  const isMixed = notNew.wrong === true || isNew(seen.values) || caches.some((cache) => isNew(cache.values));
  return isMixed ? 'mixed' : 'old';
}
