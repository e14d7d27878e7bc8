import type { CriterionResult, ItemResult, Verdict } from '../../migration/gates/criterion.ts';
import { passedBy } from '../../migration/passed-by.ts';
import type { Migration } from '../../migration/record.ts';
import type { Instant } from '../../migration/time.ts';
import { openWaivables } from '../../migration/waivable.ts';
import type { Words } from '../../words/words.ts';
import { actions, context, listed, type Rendered, rendered, section } from './blocks.ts';
import { askButton, waiveButton } from './buttons.ts';
import { moreLine } from './more.ts';

const ITEMS_SHOWN = 3;

/** A gate criterion by criterion: what passes in one line, of the others also the first open items. */
export function gateView(migration: Migration, verdict: Verdict, words: Words, now: Instant): Rendered {
  const { gate, criteria, earliest } = verdict;
  const { state, round } = migration.facts.gates[gate];
  const without = gate === 'cut-over' ? passedBy(migration.facts) : undefined;
  const title =
    without === undefined
      ? words.t('slack:gate-title', {
          gate,
          says: state === 'open' || state === 'done' ? words.gateSays(gate) : words.gateWaits(gate),
          state: words.t(`slack:gate-state-${state}`),
        })
      : words.t('slack:gate-title-without', { gate, seenAt: without.at });
  const firstOpen = criteria.find((criterion) => criterion.outcome !== 'pass' && criterion.items.length > 1);
  const mayAsk = without === undefined && state === 'ready' && round?.state !== 'open';
  const mayWaive = without === undefined && state !== 'done' && openWaivables(verdict).length > 0;
  const buttons = [
    ...(mayAsk ? [askButton(migration, gate, words)] : []),
    ...(mayWaive ? [waiveButton(migration, gate, words)] : []),
  ];
  return rendered(title, [
    section(`*${title}*`),
    ...(without === undefined ? [] : [section(openThen(without.open, words))]),
    ...listed(
      criteria.flatMap((criterion) => criterionLines(criterion, words, gate)),
      moreLine(words, `gate ${gate}`),
      3,
    ),
    ...(earliest === undefined || earliest <= now || without !== undefined || state === 'open' || state === 'done'
      ? []
      : [section(words.t('slack:gate-earliest', { earliestAt: earliest }))]),
    ...(buttons.length === 0 ? [] : [actions(buttons)]),
    ...(firstOpen === undefined ? [] : [context(words.t('slack:gate-detail', { gate, criterion: firstOpen.id }))]),
  ]);
}

/** What was open as DNS was rewritten without the gate, and that the list under it is of today. */
function openThen(open: readonly string[], words: Words): string {
  const text = open.map((id) => words.criterion(id)).join(words.t('joints:and'));
  return words.t(open.length === 0 ? 'slack:gate-without-now' : 'slack:gate-without-open', { text });
}

/** A criterion, and under it the first of its items that are open. */
export function criterionLines(criterion: CriterionResult, words: Words, gate: string): readonly string[] {
  const line = words.criterionLine(criterion);
  const open = openItems(criterion);
  if (criterion.outcome === 'pass' || criterion.items.length < 2) return [line];
  const more = open.length - ITEMS_SHOWN;
  return [
    line,
    ...open.slice(0, ITEMS_SHOWN).map((item) => `      ${itemLine(item, words)}`),
    ...(more > 0 ? [`      ${moreLine(words, `gate ${gate} ${criterion.id}`)(more)}`] : []),
  ];
}

/** One criterion with its items, the open ones first, each with the key that a waiver names it by. */
export function criterionView(migration: Migration, verdict: Verdict, id: string, words: Words): Rendered {
  const { gate } = verdict;
  const criterion = verdict.criteria.find((candidate) => candidate.id === id);
  if (criterion === undefined) return rendered(words.criterion(id), [section(`*${words.criterion(id)}*`)]);
  const title = words.criterionLine(criterion);
  const ordered = [...criterion.items].sort((one, other) => rank(one) - rank(other));
  const waivable = openItems(criterion).some((item) => item.waivable);
  const live = migration.facts.gates[gate].state !== 'done';
  return rendered(title, [
    section(`*${title}*`),
    ...listed(
      ordered.map((item) => detailLine(item, words)),
      (n) => words.t('slack:more-bare', { n }),
      3,
    ),
    ...(waivable && live ? [actions([waiveButton(migration, gate, words)])] : []),
    ...(waivable && live ? [context(words.t('slack:gate-not-waivable', { gate, criterion: id }))] : []),
  ]);
}

function openItems(criterion: CriterionResult): readonly ItemResult[] {
  return criterion.items.filter(
    (item) => item.outcome !== 'pass' && item.waived === undefined && item.counted !== false,
  );
}

function rank(item: ItemResult): number {
  if (item.waived !== undefined) return 2;
  return item.outcome === 'fail' ? 0 : item.outcome === 'unknown' ? 1 : 3;
}

function itemLine(item: ItemResult, words: Words): string {
  return `${words.mark(item.outcome)} ${words.t('joints:title-says', { title: words.item(item.key), text: words.evidence(item.evidence) })}`;
}

function detailLine(item: ItemResult, words: Words): string {
  const { waived, seenAt } = item;
  const seen = seenAt === undefined ? '' : ` (${words.t('slack:item-seen', { seenAt })})`;
  const waiver =
    waived === undefined ? '' : ` — ${words.t('slack:item-waived', { by: waived.by, reason: waived.reason })}`;
  const key =
    item.waivable && item.outcome !== 'pass' && waived === undefined ? `  \`${copyable(item.key, words)}\`` : '';
  return `${itemLine(item, words)}${seen}${waiver}${key}`;
}

/** A key as it is typed: in quotes when it holds a space. */
export function copyable(key: string, words: Words): string {
  const text = words.text(key);
  return /\s/.test(text) ? `"${text}"` : text;
}
