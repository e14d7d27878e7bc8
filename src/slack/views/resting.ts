import type { Migration } from '../../migration/record.ts';
import { hasEnded } from '../../migration/runbook.ts';
import type { Words } from '../../words/words.ts';
import type { Rendered } from './blocks.ts';
import { listView } from './lists.ts';

/**
 * What steps and gates answer where there are none: while the migration is rolled back, and once it has ended. Says so, by
 * whom and since when, and what is left to do instead. Undefined while they are followed.
 */
export function restingView(migration: Migration, words: Words): Rendered | undefined {
  const { facts } = migration;
  if (facts.state.kind === 'rolled-back')
    return listView(words, words.t('slack:rolled-back-title'), words.rolledBackTodo(migration));
  if (!hasEnded(facts)) return undefined;
  return listView(words, words.headline(facts), [words.t('slack:ended'), ...words.endedTodo(facts)]);
}
