import type { Migration } from '../../migration/record.ts';
import type { Instant } from '../../migration/time.ts';
import type { Words } from '../../words/words.ts';
import { context, listed, type Rendered, rendered, section } from './blocks.ts';
import { listView, plainView } from './lists.ts';

/** What DNS says and shall say, in the order that loses no mail, with the TTLs to lower and what an expert remarks. */
export function planView(migration: Migration, words: Words, now: Instant): Rendered {
  const { plan } = migration.facts;
  if (plan.length === 0) return plainView(words.t('slack:plan-none'));
  const title = words.t('slack:plan-title', { count: plan.filter((record) => record.dropped === undefined).length });
  const parts = [...words.plan(migration.facts), ...words.planAdvice(migration, now)];
  const dropped = plan.flatMap(({ name, type, dropped: gone }) =>
    gone === undefined ? [] : [words.t('slack:plan-dropped', { name, type, by: gone.by, at: gone.at })],
  );
  const lines = [...parts.flatMap((part) => [`*${part.title}*`, ...part.lines]), ...dropped];
  return rendered(title, [
    section(`*${title}*`),
    ...listed(lines, (n) => words.t('slack:plan-more', { n }), 3),
    context(words.t('plan:forms')),
  ]);
}

/** What is served otherwise than planned, record by record. */
export function differencesView(migration: Migration, words: Words): Rendered {
  const { differences, rewriteBegunAt, rewriteSeenAt } = migration.facts;
  if (rewriteBegunAt === undefined && rewriteSeenAt === undefined) return plainView(words.t('plan:diff-none-yet'));
  if (differences === undefined || differences.length === 0) return plainView(words.t('plan:diff-none'));
  return listView(
    words,
    words.t('plan:diff-title', { count: differences.length }),
    differences.map((difference) => words.difference(difference)),
  );
}
