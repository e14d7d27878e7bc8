import type { Facts } from '../migration/facts.ts';
import type { Speaker } from './engine.ts';
import type { PlanPart } from './zone-file/changes.ts';
import { type PanelFields, type PanelRow, panelPlan } from './zone-file/panel-fields.ts';

/** A part of the plan as it is typed into the panel of one zone's DNS provider. */
export type PanelWords = {
  readonly title: string;
  /** Nobody knows which panel it is: what is shown holds for either of two ways. */
  readonly isGuess: boolean;
  readonly records: readonly PanelRecord[];
};

/** One record: its first line and the lines under it, and what trips people up with it. */
export type PanelRecord = { readonly lines: readonly string[]; readonly traps: readonly string[] };

/** What trips people up with these records, each thing once. */
export function trapsOf(records: readonly PanelRecord[]): readonly string[] {
  return [...new Set(records.flatMap(({ traps }) => traps))];
}

/** A part of the plan field by field, for each panel that it is typed into. */
export function sayPanels(say: Speaker, facts: Facts, part: PlanPart): readonly PanelWords[] {
  return panelPlan(facts, part).map(({ zone, panel, fields }) => ({
    isGuess: panel.name === '',
    title:
      panel.name === ''
        ? say.t('plan:panel-unknown', { zone })
        : say.t('plan:panel-title', { zone, panel: panel.name }),
    records: fields.map((field) => ({
      lines: fieldLines(say, field),
      traps: field.traps.map((trap) => say.t(`traps:${trap}`)),
    })),
  }));
}

function fieldLines(say: Speaker, field: PanelFields): readonly string[] {
  const { t } = say;
  const joined = (parts: readonly string[]): string => parts.join(t('joints:and'));
  const list = (rows: readonly PanelRow[]): string =>
    joined(rows.map(({ value, otherwise }) => both(say, value, otherwise)));
  const host =
    field.host === '' && field.hostOtherwise === undefined
      ? t('plan:panel-name-empty')
      : t('plan:panel-name', { text: both(say, field.host, field.hostOtherwise) });
  const ttl = field.ttlSeconds === undefined ? [] : [t('plan:panel-ttl', { ttlSeconds: field.ttlSeconds })];
  const rows = field.rows.map((row) =>
    joined([t('plan:panel-value', { text: both(say, row.value, row.otherwise) }), ...numbers(say, row)]),
  );
  const word = t(`plan:kind-${field.kind}`);
  const kind = say.style === 'slack' ? `*${word}*` : word;
  return [
    `${kind} ${joined([field.type, host, ...ttl])}`,
    ...(field.kind === 'OPEN' ? [`✗ ${t('plan:panel-open')}`] : rows),
    ...(field.gone.length === 0 ? [] : [t('plan:panel-gone', { text: list(field.gone) })]),
    ...(field.keep.length === 0 ? [] : [t('plan:panel-keep', { text: list(field.keep) })]),
  ];
}

function numbers({ t }: Speaker, { priority, weight, port }: PanelRow): readonly string[] {
  return [
    ...(priority === undefined ? [] : [t('plan:panel-priority', { n: String(priority) })]),
    ...(weight === undefined || port === undefined
      ? []
      : [t('plan:panel-service', { weight: String(weight), port: String(port) })]),
  ];
}

function both(say: Speaker, first: string, second: string | undefined): string {
  if (second === undefined) return typed(say, first);
  return say.t('plan:panel-or', { first: typed(say, first), second: typed(say, second) });
}

/** What is typed into a field, whole and as it stands: a key that was cut would be copied as it is. */
function typed({ style }: Speaker, text: string): string {
  if (style !== 'slack') return text === '' ? '""' : text;
  const shown = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('`', 'ˋ');
  return shown === '' ? '` `' : `\`${shown}\``;
}
