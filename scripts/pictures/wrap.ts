import { widthOf } from '../../src/words/timeline/measure.ts';
import type { Line, Span } from './mrkdwn.ts';

/** What a line of Japanese may not begin with. */
const NOT_FIRST = /^[、。，．・：；？！）」』】〕〉》ー…ぁぃぅぇぉっゃゅょァィゥェォッャュョ)\]},.:;?!]/u;

/** A line as so many lines as it takes within `most` pixels; words, addresses and commands stay whole where they can. */
export function wrapped(line: Line, most: number, size: number): readonly (readonly Span[])[] {
  const rows: Span[][] = [[]];
  let width = 0;
  for (const span of line.spans)
    for (const word of wordsOf(span)) {
      const wide = widthOf(word.text, size);
      const fits = width + widthOf(word.text.trimEnd(), size) <= most || NOT_FIRST.test(word.text);
      if (!fits && width > 0) {
        rows.push([]);
        width = 0;
      }
      const isSpace = width === 0 && rows.length > 1 && word.text.trim() === '';
      if (isSpace) continue;
      rows.at(-1)?.push(word);
      width += wide;
    }
  return rows.map(joined);
}

/** The words of a span: runs without a space, each with what space follows it, and those of Japanese one by one. */
function wordsOf(span: Span): readonly Span[] {
  const runs =
    span.text.match(/\d+月\d+日\u00a0[\d:]+|[^ \u3000-\u9fff\uff00-\uffef]+ *|[\u3000-\u9fff\uff00-\uffef]+| +/gu) ??
    [];
  return runs
    .flatMap((run) => (isJapanese(run) ? [...segments.segment(run)].map(({ segment }) => segment) : [run]))
    .map((text) => ({ ...span, text }));
}
const isJapanese = (run: string): boolean => /^[\u3000-\u9fff\uff00-\uffef]/u.test(run);
const segments = new Intl.Segmenter('ja', { granularity: 'word' });

/** Neighbours that look the same, as one. */
function joined(spans: readonly Span[]): readonly Span[] {
  const out: Span[] = [];
  for (const span of spans) {
    const last = out.at(-1);
    if (last !== undefined && last.bold === span.bold && last.code === span.code && last.mention === span.mention)
      out[out.length - 1] = { ...last, text: last.text + span.text };
    else out.push(span);
  }
  return out;
}
