import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { en } from '../src/words/locales/en/index.ts';
import { ja } from '../src/words/locales/ja/index.ts';
import type { Pair, Pairs } from '../src/words/locales/phrases.ts';

const HEAD = `# What the bot says when something does not go through

Every code with its two sentences, as people read them in English and in Japanese: what happened, and what to do.
‹Names in angle quotes› stand for figures. Generated from \`src/words/locales/\` by \`node scripts/errors-doc.ts\`; a test
holds this page against the catalogue.
`;

const SECTIONS = [
  {
    title: 'Refusals',
    intro: 'A command that was not carried out. Nothing has changed.',
    english: en.refusals,
    japanese: ja.refusals,
  },
  {
    title: 'Failures of a look',
    intro: 'Why a look at the world learnt nothing. What was known goes on ageing; nothing counts as seen.',
    english: en.failures,
    japanese: ja.failures,
  },
  {
    title: 'Errors',
    intro: 'What goes wrong in the bot and around it: configuration, store, vault, delivery, command line.',
    english: en.errors,
    japanese: ja.errors,
  },
] as const;

/** The whole of docs/errors.md. */
export function errorsDoc(): string {
  const sections = SECTIONS.map(({ title, intro, english, japanese }) =>
    [`## ${title}`, '', intro, '', ...table(english, japanese)].join('\n'),
  );
  return `${[HEAD, ...sections].join('\n')}\n`;
}

function table(english: Pairs<string>, japanese: Pairs<string>): readonly string[] {
  const rows = Object.entries(english).map(([code, pair]) => {
    const [what, todo] = [0, 1].map((part) => `${cell(pair, part)}<br>${cell(japanese[code], part)}`);
    return `| \`${code}\` | ${what} | ${todo} |`;
  });
  return ['| code | what happened | what to do |', '| --- | --- | --- |', ...rows, ''];
}

/** One sentence for a table: figures in angle quotes, pipes escaped. */
function cell(pair: Pair | undefined, part: number): string {
  const text = pair?.[part] ?? '';
  return text.replace(/\{\{\s*([A-Za-z]+).*?\}\}/g, '‹$1›').replaceAll('|', '\\|');
}

if (import.meta.main) {
  writeFileSync(path.join(import.meta.dirname, '..', 'docs', 'errors.md'), errorsDoc());
}
