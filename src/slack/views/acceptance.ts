import { addressesToAccept } from '../../migration/addresses-to-accept.ts';
import { acceptanceKey, trialKey } from '../../migration/keys.ts';
import type { Side } from '../../migration/observations.ts';
import type { Migration } from '../../migration/record.ts';
import { rewriteFrom } from '../../migration/runbook.ts';
import type { AcceptanceSighting } from '../../migration/sightings.ts';
import { domainsOf } from '../../migration/zones.ts';
import type { Words } from '../../words/words.ts';
import type { Rendered } from './blocks.ts';
import { listView, plainView } from './lists.ts';

/** What each server last said to each address, and what its answers are worth; refusals first. */
export function acceptanceView(migration: Migration, words: Words): Rendered {
  const { facts, sightings } = migration;
  const addresses = addressesToAccept(facts);
  if (addresses.length === 0) return plainView(words.t('mail:accept-none'));
  // The old server is asked from the rewrite on: before, that it accepts goes without saying.
  const sides: readonly Side[] = rewriteFrom(facts) === undefined ? ['new'] : ['new', 'old'];
  const lines = addresses.map((address) => {
    const seen = sides.map((side) => ({ side, sighting: sightings.acceptance?.[acceptanceKey(address, side)] }));
    const text = seen
      .map(({ side, sighting }) => words.t('mail:accept-side', { side, says: saidOf(sighting, words) }))
      .join(words.t('joints:and'));
    const marks = seen.map(({ sighting }) => markOf(sighting));
    const mark = RANKS.find((one) => marks.includes(one)) ?? '?';
    return { mark, line: `${mark} ${words.t('mail:accept-line', { address, text })}` };
  });
  const count = (mark: Mark) => lines.filter((line) => line.mark === mark).length;
  const counts = { total: addresses.length, ok: count('✓'), untested: count('?'), refused: count('✗') };
  return listView(
    words,
    words.t(sides.length === 1 ? 'mail:accept-title' : 'mail:accept-title-both', counts),
    [
      ...trialLines(migration, sides, words),
      ...untestedLines(migration, sides, words),
      ...RANKS.flatMap((rank) => lines.filter(({ mark }) => mark === rank).map(({ line }) => line)),
    ],
    words.t('mail:accept-how'),
  );
}

type Mark = '✗' | '?' | '✓';
const RANKS: readonly Mark[] = ['✗', '?', '✓'];

function markOf(sighting: AcceptanceSighting | undefined): Mark {
  if (isUntested(sighting) || sighting?.seen === undefined) return '?';
  if (sighting.seen.verdict === 'refused') return '✗';
  return sighting.seen.verdict === 'accepted' ? '✓' : '?';
}

/** The last attempt learnt nothing: what was heard before is no answer of today. */
function isUntested(sighting: AcceptanceSighting | undefined): boolean {
  return (sighting?.failed?.at ?? 0) > (sighting?.seen?.at ?? 0);
}

function saidOf(sighting: AcceptanceSighting | undefined, words: Words): string {
  const seen = sighting?.seen;
  if (isUntested(sighting)) return words.t('mail:accept-failed');
  if (seen === undefined) return words.t('mail:accept-never');
  return words.t(`mail:accept-${seen.verdict}`, { at: seen.at, reply: seen.reply });
}

/** Why an attempt learnt nothing: once for all addresses that it is said of. */
function untestedLines({ facts, sightings }: Migration, sides: readonly Side[], words: Words): readonly string[] {
  return sides.flatMap((side) => {
    const codes = addressesToAccept(facts).flatMap((address) => {
      const sighting = sightings.acceptance?.[acceptanceKey(address, side)];
      return sighting?.failed !== undefined && isUntested(sighting) ? [sighting.failed.code] : [];
    });
    return [...new Set(codes)].map((reason) => {
      const count = codes.filter((code) => code === reason).length;
      return `? ${words.t('mail:accept-untested', { side, count, reason })}`;
    });
  });
}

/** Catch-all and open relay. */
function trialLines({ facts, sightings }: Migration, sides: readonly Side[], words: Words): readonly string[] {
  return domainsOf(facts).flatMap((domain) =>
    sides.flatMap((side) => {
      const trials = sightings.trials?.[trialKey(domain, side)];
      if (trials === undefined) return [];
      const random = trials.random?.seen?.verdict;
      const foreign = trials.foreign?.seen?.verdict;
      const randomSays = random === undefined || random === 'deferred' ? 'unknown' : random;
      const foreignSays = foreign === undefined || foreign === 'deferred' ? 'unknown' : foreign;
      return [
        `${randomSays === 'refused' ? '✓' : '?'} ${words.t(`mail:trial-random-${randomSays}`, { side, domain })}`,
        // Whom the old server relays for is no matter of this move.
        ...(side === 'old'
          ? []
          : [`${RELAY_MARKS[foreignSays]} ${words.t(`mail:trial-foreign-${foreignSays}`, { side, domain })}`]),
      ];
    }),
  );
}

const RELAY_MARKS = { accepted: '✗', refused: '✓', unknown: '?' } as const;
