import type { Facts, PlanRecord } from '../../migration/facts.ts';
import { changesAtRewrite } from '../../migration/plan.ts';
import type { Words } from '../../words/words.ts';
import type { Rendered } from './blocks.ts';
import { listView, plainView } from './lists.ts';

/** What DNS says and shall say: CREATE, CHANGE, DELETE, KEEP, one record set a line. */
export function planView(facts: Facts, words: Words): Rendered {
  if (facts.plan.length === 0) return plainView(words.t('slack:plan-none'));
  const title = words.t('slack:plan-title', { count: facts.plan.length });
  return listView(
    words,
    title,
    facts.plan.map((record) => planLine(record, words)),
  );
}

function planLine(record: PlanRecord, words: Words): string {
  const { name, type, before, after } = record;
  if (record.dropped !== undefined)
    return words.t('slack:plan-dropped', { name, type, by: record.dropped.by, at: record.dropped.at });
  if (before.length > 0 && after.length === 0)
    return `✗ ${words.t('todo:rewrite-delete', { name, type, before })} (${words.t('slack:plan-no-after')})`;
  const figures = { name, type, before, after };
  if (record.when === 'before') return words.t('slack:plan-early', { text: words.t(keyOf(record), figures) });
  return words.t(changesAtRewrite(record) ? keyOf(record) : 'slack:plan-same', figures);
}

function keyOf(record: PlanRecord): 'todo:rewrite-create' | 'todo:rewrite-change' {
  return record.before.length === 0 ? 'todo:rewrite-create' : 'todo:rewrite-change';
}
