import type { Facts } from '../../migration/facts.ts';
import type { Words } from '../../words/words.ts';
import type { PlanPart } from '../../words/zone-file/changes.ts';
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
  const panels = words.panels(facts, part);
  if (panels.length === 0) return plainView(words.t('plan:file-empty', { part }));
  const title = words.t('plan:file-title', { part, form: 'panel' });
  const lines = panels.flatMap((panel) => [
    `*${panel.title}*`,
    ...panel.records.flatMap(([first = '', ...rest]) => [first, ...rest.map((line) => `      ${line}`)]),
    ...panel.traps.map((trap) => `• ${trap}`),
  ]);
  return rendered(title, [
    section(`*${title}*`),
    ...listed(lines, (n) => words.t('plan:file-more', { n, form: 'panel' })),
  ]);
}
