import type { Migration } from '../../migration/record.ts';
import type { Instant } from '../../migration/time.ts';
import type { Words } from '../../words/words.ts';
import { type Rendered, rendered, section } from './blocks.ts';

/** The dates of both contracts, and how they lie to the earliest safe day to cancel. */
export function contractView(migration: Migration, words: Words, now: Instant): Rendered {
  const lines = words.contracts(migration, now);
  const title = words.t('dates:contract-title');
  return rendered([title, ...lines].join('\n'), [section([`*${title}*`, ...lines].join('\n'))]);
}
