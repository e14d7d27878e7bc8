import { STEPS, type StepId } from '../../migration/facts.ts';
import type { Migration } from '../../migration/record.ts';
import type { Instant } from '../../migration/time.ts';
import type { Words } from '../../words/words.ts';
import { actions, listed, type Rendered, rendered, section } from './blocks.ts';
import { stepButtons } from './buttons.ts';

/** What people do now for one step, with the button that marks it done where a person does. */
export function stepView(migration: Migration, step: StepId, words: Words, now: Instant): Rendered {
  const title = words.t('slack:step-title', { n: STEPS.indexOf(step) + 1, total: STEPS.length, step });
  const done = migration.facts.steps[step] !== undefined;
  const buttons = stepButtons(migration, step, words);
  const lines = [
    ...(done ? [words.t('slack:step-done')] : []),
    ...words.stepTodo(step, migration.facts, now, migration.sightings),
  ];
  return rendered(title, [
    section(`*${title}*`),
    ...listed(lines, (n) => words.t('slack:more-bare', { n }), 3),
    ...(buttons.length === 0 ? [] : [actions(buttons)]),
  ]);
}
