import type { Facts } from '../../migration/facts.ts';
import type { Words } from '../../words/words.ts';
import type { Rendered } from './blocks.ts';
import { listView } from './lists.ts';

/** What steps and gates answer while the migration is rolled back: there are none, and this is to be done instead. */
export function rolledBackView(facts: Facts, words: Words): Rendered {
  return listView(words, words.t('slack:rolled-back-title'), words.rolledBackTodo(facts));
}
