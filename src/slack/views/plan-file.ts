import type { Facts } from '../../migration/facts.ts';
import type { Words } from '../../words/words.ts';
import type { PlanPart } from '../../words/zone-file/changes.ts';
import { type PanelFields, type PanelRow, panelPlan } from '../../words/zone-file/panel-fields.ts';
import { type PlanFormat, planFile } from '../../words/zone-file/plan-file.ts';
import type { PlanWhich } from '../parse/request.ts';
import { listed, type Rendered, rendered, section } from './blocks.ts';
import { codeBlocks } from './code.ts';
import { plainView } from './lists.ts';

const PART_OF = {
  before: 'now',
  rewrite: 'rewrite',
  after: 'after',
  back: 'back',
  image: 'before-image',
} as const satisfies Record<PlanWhich, PlanPart>;

/** A part of the plan in the language of a tool, to be copied. */
export function planFileView(facts: Facts, format: PlanFormat, which: PlanWhich, words: Words): Rendered {
  const part = PART_OF[which];
  const text = planFile(facts, format, part);
  if (text === '') return plainView(words.t('plan:file-empty', { part }));
  const title = words.t('plan:file-title', { part, form: format });
  return rendered(title, [
    section(`*${title}*`),
    ...codeBlocks(text, (n) => words.t('plan:file-more', { n, form: format })),
  ]);
}

/** A part of the plan field by field, as the panel of each zone's DNS provider wants it typed in, the traps named. */
export function planPanelView(facts: Facts, which: PlanWhich, words: Words): Rendered {
  const part = PART_OF[which];
  const plans = panelPlan(facts, part);
  if (plans.length === 0) return plainView(words.t('plan:file-empty', { part }));
  const title = words.t('plan:file-title', { part, form: 'panel' });
  const lines = plans.flatMap(({ zone, panel, fields }) => {
    const head =
      panel.name === ''
        ? words.t('plan:panel-unknown', { zone })
        : words.t('plan:panel-title', { zone, panel: panel.name });
    const traps = [...new Set(fields.flatMap((field) => field.traps))];
    return [
      `*${head}*`,
      ...fields.flatMap((field) => fieldLines(field, words)),
      ...traps.map((trap) => `• ${words.t(`traps:${trap}`)}`),
    ];
  });
  return rendered(title, [
    section(`*${title}*`),
    ...listed(lines, (n) => words.t('plan:file-more', { n, form: 'panel' })),
  ]);
}

function fieldLines(field: PanelFields, words: Words): readonly string[] {
  const joined = (parts: readonly string[]): string => parts.join(words.t('joints:and'));
  const both = (first: string, second: string | undefined): string =>
    second === undefined
      ? typed(first, words)
      : words.t('plan:panel-or', { first: typed(first, words), second: typed(second, words) });
  const host =
    field.host === '' && field.hostOtherwise === undefined
      ? words.t('plan:panel-name-empty')
      : words.t('plan:panel-name', { text: both(field.host, field.hostOtherwise) });
  const row = (one: PanelRow): string => both(one.value, one.otherwise);
  const numbers = ({ priority, weight, port }: PanelRow): readonly string[] => [
    ...(priority === undefined ? [] : [words.t('plan:panel-priority', { n: String(priority) })]),
    ...(weight === undefined || port === undefined
      ? []
      : [words.t('plan:panel-service', { weight: String(weight), port: String(port) })]),
  ];
  const ttl = field.ttlSeconds === undefined ? [] : [words.t('plan:panel-ttl', { ttlSeconds: field.ttlSeconds })];
  const rows = field.rows.map(
    (one) => `      ${joined([words.t('plan:panel-value', { text: row(one) }), ...numbers(one)])}`,
  );
  const list = (all: readonly PanelRow[]): string => joined(all.map(row));
  return [
    `*${field.kind}* ${joined([field.type, host, ...ttl])}`,
    ...(field.kind === 'OPEN' ? [`      ✗ ${words.t('plan:panel-open')}`] : rows),
    ...(field.gone.length === 0 ? [] : [`      ${words.t('plan:panel-gone', { text: list(field.gone) })}`]),
    ...(field.keep.length === 0 ? [] : [`      ${words.t('plan:panel-keep', { text: list(field.keep) })}`]),
  ];
}

/** What is typed into a field, as it stands. */
function typed(text: string, words: Words): string {
  return `\`${words.text(text)}\``;
}
