import { assess } from '../../migration/gates/assess.ts';
import type { Request } from '../parse/request.ts';
import { type Answer, change, say, type Visit, withMigration } from '../visit.ts';

type Of<Kind extends Request['kind']> = Extract<Request, { kind: Kind }>;

/** The item of a criterion that the bot does not check: the criterion as a whole. */
const WHOLE = '*';

/** `waive GATE CRITERION ITEM reason…`. */
export function waive(visit: Visit, { gate, criterion, item, reason }: Of<'waive'>): Promise<Answer> {
  return withMigration(visit, (migration) =>
    change(visit, migration, { kind: 'waive', by: visit.user, gate, criteria: [criterion], item, reason }),
  );
}

/** `waive GATE unchecked reason…`: every criterion of the gate of which the bot says that it does not check it. */
export function waiveUnchecked(visit: Visit, { gate, reason }: Of<'waive-unchecked'>): Promise<Answer> {
  return withMigration(visit, (migration, words) => {
    const criteria = assess(migration, visit.now())
      [gate].criteria.filter((criterion) =>
        criterion.items.some((item) => item.key === WHOLE && item.waived === undefined),
      )
      .map((criterion) => criterion.id);
    if (criteria.length === 0) return say(words.t('slack:nothing-unchecked', { gate }));
    return change(visit, migration, { kind: 'waive', by: visit.user, gate, criteria, item: WHOLE, reason });
  });
}

/** `waive undo GATE CRITERION ITEM`. */
export function unwaive(visit: Visit, { gate, criterion, item }: Of<'unwaive'>): Promise<Answer> {
  return withMigration(visit, (migration) =>
    change(visit, migration, { kind: 'unwaive', by: visit.user, gate, criterion, item }),
  );
}
