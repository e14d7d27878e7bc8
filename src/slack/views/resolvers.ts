import { assess } from '../../migration/gates/assess.ts';
import type { ItemResult } from '../../migration/gates/criterion.ts';
import { recordKey, vantageKey } from '../../migration/keys.ts';
import { standingRecords } from '../../migration/plan.ts';
import type { Migration } from '../../migration/record.ts';
import type { VantageSighting } from '../../migration/sightings.ts';
import type { Instant } from '../../migration/time.ts';
import type { Words } from '../../words/words.ts';
import type { Rendered } from './blocks.ts';
import { listView, plainView } from './lists.ts';

/** Every resolver that is asked: what it said last, until when its caches may hold old data, and why it does not count. */
export function resolversView(migration: Migration, words: Words, now: Instant): Rendered {
  const { vantages } = migration.facts;
  if (vantages.length === 0 || Object.keys(migration.sightings.vantage).length === 0)
    return plainView(
      [noneYet(migration, words), ...globalpingLine(migration, words), words.t('resolvers:more')].join('\n'),
    );
  const items = assess(migration, now)['switch-back'].criteria.find(({ id }) => id === 'SWB-VANTAGES')?.items ?? [];
  const lines = vantages
    .map((vantage) => ({ vantage, item: items.find(({ key }) => key === `vantage:${vantage.id}`) }))
    .sort((one, other) => rank(one.item) - rank(other.item))
    .map(({ vantage, item }) => {
      const head = `${item === undefined ? '–' : words.mark(item.outcome)} ${words.text(vantage.operator)} \`${words.text(vantage.id)}\``;
      const said = item === undefined ? [] : [words.evidence(item.evidence)];
      const details = detailsOf(migration, vantage.id, words);
      const marks = [
        ...(vantage.pasted === true ? [words.t('resolvers:pasted')] : []),
        ...(item?.counted === false ? [words.t('resolvers:not-counted')] : []),
        ...details,
      ];
      const tail = marks.length === 0 ? '' : words.t('joints:tail', { text: marks.join(words.t('joints:and')) });
      return `${words.t('joints:title-says', { title: head, text: said.join(' ') })}${tail}`;
    });
  const foot = [...globalpingLine(migration, words), words.t('resolvers:more')].join('\n');
  return listView(words, words.t('resolvers:title', { count: vantages.length }), lines, foot);
}

/** Looks until the rewrite ask whether resolvers can be reached, for a name that is nobody's of the plan: said, since the status tells of those looks. */
function noneYet({ sightings }: Migration, words: Words): string {
  const reach = Object.values(sightings.reach ?? {});
  if (reach.length === 0) return words.t('resolvers:none');
  const reached = reach.filter(({ code }) => code === undefined).length;
  const at = Math.max(...reach.map((one) => one.at));
  return words.t('resolvers:none-but-reach', { ok: reached, total: reach.length, at });
}

function globalpingLine({ facts: { globalping } }: Migration, words: Words): readonly string[] {
  if (globalping === undefined) return [];
  return [words.t('resolvers:globalping-on', { countries: words.countries(globalping.countries) })];
}

function rank(item: ItemResult | undefined): number {
  if (item === undefined) return 3;
  return item.outcome === 'fail' ? 0 : item.outcome === 'unknown' ? 1 : 2;
}

/** When it was heard, the caches behind it, which machines answered, and the reasons it gave. */
function detailsOf({ facts, sightings }: Migration, vantage: string, words: Words): readonly string[] {
  const seen = standingRecords(facts).flatMap((record): readonly VantageSighting[] => {
    const one = sightings.vantage[vantageKey(vantage, recordKey(record))];
    return one === undefined ? [] : [one];
  });
  const caches = seen.flatMap((one) => one.caches ?? []);
  const most = Math.max(0, ...seen.map((one) => one.caches?.length ?? 0));
  const heard = seen.flatMap((one) => one.seen?.at ?? []);
  const nsids = new Set(caches.flatMap((cache) => cache.nsids));
  const names = [...new Set([...nsids, ...seen.flatMap((one) => one.notNew?.nsid ?? [])])];
  const codes = [...new Set(seen.flatMap((one) => one.notNew?.ede ?? []))];
  return [
    ...(heard.length === 0 ? [] : [words.t('resolvers:seen-at', { seenAt: Math.max(...heard) })]),
    ...(most === 0
      ? []
      : [
          words.t('resolvers:caches', {
            count: most,
            goneAt: Math.max(...caches.map((cache) => cache.expiresAt)),
          }),
        ]),
    ...(caches.length > 0 && caches.every((cache) => cache.filledByUs) ? [words.t('resolvers:filled-by-us')] : []),
    ...(names.length === 0 ? [] : [words.t('resolvers:nsid', { names })]),
    ...(codes.length === 0 ? [] : [words.t('resolvers:ede', { codes: codes.join(' ') })]),
  ];
}
