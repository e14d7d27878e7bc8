import type { CriterionId, CriterionResult, ItemResult, Verdict } from './gates/criterion.ts';

/** One item of a criterion that an approver may set aside. */
export type Waivable = { readonly criterion: CriterionId; readonly item: ItemResult };

/** What holds a gate up and may be waived: neither what passes, nor what is waived already, nor what does not count. */
export function openWaivables({ criteria }: Verdict): readonly Waivable[] {
  return criteria.flatMap((criterion) =>
    criterion.items.filter(isOpen).map((item) => ({ criterion: criterion.id, item })),
  );
}

const isOpen = (item: ItemResult): boolean =>
  item.waivable && item.outcome !== 'pass' && item.waived === undefined && item.counted !== false;

/** All items of these criteria, open or not. */
export function everyItem(criteria: readonly CriterionResult[]): readonly Waivable[] {
  return criteria.flatMap((criterion) => criterion.items.map((item) => ({ criterion: criterion.id, item })));
}
