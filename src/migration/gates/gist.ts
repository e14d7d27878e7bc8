import type { CriterionGist } from '../events.ts';
import type { CriterionResult } from './criterion.ts';

/** What the journal keeps of a criterion as evidence. */
export function gist({ id, outcome, evidence, seenAt, items }: CriterionResult): CriterionGist {
  const waived = items.flatMap((item) =>
    item.waived === undefined ? [] : [{ item: item.key, by: item.waived.by, reason: item.waived.reason }],
  );
  return { id, outcome, evidence, waived, ...(seenAt === undefined ? {} : { seenAt }) };
}
