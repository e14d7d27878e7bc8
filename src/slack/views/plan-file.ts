import type { Facts } from '../../migration/facts.ts';
import { type PanelWords, trapsOf } from '../../words/panel.ts';
import type { Words } from '../../words/words.ts';
import type { PlanPart } from '../../words/zone-file/changes.ts';
import { type PlanFormat, planFile } from '../../words/zone-file/plan-file.ts';
import { COMMAND } from '../parse/grammar.ts';
import type { PlanForm, PlanWhich } from '../parse/request.ts';
import { type Block, context, listed, type Rendered, rendered, section } from './blocks.ts';
import { codePages } from './code.ts';
import { plainView } from './lists.ts';

const PART_OF = {
  before: 'now',
  rewrite: 'rewrite',
  close: 'close',
  after: 'after',
  back: 'back',
  image: 'before-image',
} as const satisfies Record<PlanWhich, PlanPart>;

/** A part of the plan in the language of a tool, to be copied; one page of it. */
export function planFileView(facts: Facts, format: PlanFormat, asked: Asked, words: Words): Rendered {
  const text = planFile(facts, format, PART_OF[asked.which]);
  return text === '' ? emptyView(asked, words) : pageView(codePages(text), format, asked, words);
}

/** A part of the plan field by field, as the panel of each zone's DNS provider wants it typed in, the traps named. */
export function planPanelView(facts: Facts, asked: Asked, words: Words): Rendered {
  const panels = words.panels(facts, PART_OF[asked.which]);
  if (panels.length === 0) return emptyView(asked, words);
  const pages = panelPages(panels).map((page) => listed(page.flatMap(panelLines), String, MOST_SECTIONS));
  return pageView(pages, 'panel', asked, words);
}

/** Which part, and which page of it, the first being 1. */
export type Asked = { readonly which: PlanWhich; readonly page: number };

function emptyView({ which }: Asked, words: Words): Rendered {
  return plainView(words.t('plan:file-empty', { part: PART_OF[which] }));
}

function pageView(
  pages: readonly (readonly Block[])[],
  form: PlanForm,
  { which, page }: Asked,
  words: Words,
): Rendered {
  const total = pages.length;
  const n = Math.min(page, total);
  const title = words.t('plan:file-title', { part: PART_OF[which], form });
  const next =
    n < total ? [words.t('plan:file-next', { n, total, line: `${COMMAND} plan as ${form} ${which} ${n + 1}` })] : [];
  const last = total > 1 && n === total ? [words.t('plan:file-last', { n, total })] : [];
  const beyond = page > total ? [context(words.t('plan:file-beyond', { n: page, total }))] : [];
  return rendered(title, [
    section(`*${title}*`),
    ...beyond,
    ...(pages[n - 1] ?? []),
    ...[...next, ...last].map(context),
  ]);
}

/** So many characters of a panel's records stand in one message, in at most so many sections. */
const PAGE_ROOM = 7_000;
const MOST_SECTIONS = 4;

/** Records whole on one page each, with the title of their panel and what trips people up with them. */
function panelPages(panels: readonly PanelWords[]): readonly (readonly PanelWords[])[] {
  const pages: PanelWords[][] = [[]];
  for (const panel of panels) {
    for (const record of panel.records) {
      const page = pages.at(-1) ?? [];
      const last = page.at(-1);
      const isGoingOn = last?.title === panel.title;
      const grown = { ...panel, records: isGoingOn ? [...last.records, record] : [record] };
      const next = [...(isGoingOn ? page.slice(0, -1) : page), grown];
      if (page.length > 0 && next.flatMap(panelLines).join('\n').length > PAGE_ROOM) {
        pages.push([{ ...panel, records: [record] }]);
      } else pages[pages.length - 1] = next;
    }
  }
  return pages;
}

function panelLines({ title, records }: PanelWords): readonly string[] {
  return [
    `*${title}*`,
    ...records.flatMap(({ lines: [first = '', ...rest] }) => [first, ...rest.map((line) => `      ${line}`)]),
    ...trapsOf(records).map((trap) => `• ${trap}`),
  ];
}
