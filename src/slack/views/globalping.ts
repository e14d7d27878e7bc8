import { standingRecords } from '../../migration/plan.ts';
import type { Migration } from '../../migration/record.ts';
import type { Words } from '../../words/words.ts';
import { encodeValue } from '../actions/value.ts';
import { ASKING, actions, button, type Rendered, rendered, section } from './blocks.ts';

/** Before anything is sent to a service outside: what it learns, what it costs, and a button. */
export function globalpingView(migration: Migration, countries: readonly string[], words: Words): Rendered {
  const title = words.t('resolvers:globalping-title', { countries: words.countries(countries) });
  const names = [...new Set(standingRecords(migration.facts).map((record) => record.name))];
  const value = encodeValue({ m: migration.id, countries: [...countries] });
  return rendered(title, [
    section(`*${title}*`),
    section(
      [
        words.t('resolvers:globalping-what'),
        words.t('resolvers:globalping-who', { names: names.length > 0 ? names : [migration.facts.domain] }),
        words.t('resolvers:globalping-budget'),
      ].join('\n'),
    ),
    { ...section(words.t('resolvers:globalping-ask')), block_id: ASKING },
    actions([
      button({ action: 'ask-globalping', text: words.t('slack:button-globalping'), value, style: 'primary' }),
      button({ action: 'leave-globalping', text: words.t('slack:button-cancel'), value }),
    ]),
  ]);
}
