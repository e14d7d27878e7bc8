import type { Words } from '../../words/words.ts';
import { COMMAND } from '../parse/grammar.ts';
import { context, type Rendered, rendered, section } from './blocks.ts';
import { codePages } from './code.ts';
import { plainView } from './lists.ts';

type Sheet = {
  readonly text: string;
  readonly clients: number;
  /** The first is 1. */
  readonly page: number;
  /** The line that asked for it, without its page. */
  readonly asked: string;
  /** What is typed when one is done; absent where that is not marked. */
  readonly done?: string;
};

/** Sheets to be copied and printed, a page of them at a time. */
export function clientSheetView({ text, clients, page, asked, done }: Sheet, words: Words): Rendered {
  if (clients === 0) return plainView(words.t('clients:sheet-none'));
  const pages = codePages(text);
  const total = pages.length;
  const n = Math.min(page, total);
  const title = words.t('clients:sheet-title', { count: clients });
  const next = `\`${COMMAND} ${asked} page ${n + 1}\``;
  return rendered(title, [
    section(`*${title}*`),
    ...(done === undefined ? [] : [context(words.t('clients:sheet-how', { line: `\`${COMMAND} ${done}\`` }))]),
    ...(pages[n - 1] ?? []),
    ...(n < total ? [context(words.t('clients:sheet-next', { n, total, line: next }))] : []),
  ]);
}
