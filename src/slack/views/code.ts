import { type Block, listed, section } from './blocks.ts';
import { LIMITS } from './limits.ts';

/** Text to be copied as it stands, in as many fenced blocks as it takes, at most `most`. */
export function codeBlocks(text: string, more: (left: number) => string, most = 3): readonly Block[] {
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? ' ' : escaped(line)));
  const blocks = listed(lines, more, most, LIMITS.sectionText - 400);
  return blocks.map((block) => {
    const [code, rest] = split(block.text?.text ?? '', lines);
    return section(`\`\`\`\n${code}\n\`\`\`${rest === '' ? '' : `\n${rest}`}`);
  });
}

/** A last line that is none of the text's own says how much is missing: it stands outside the fence. */
function split(text: string, lines: readonly string[]): readonly [code: string, rest: string] {
  const shown = text.split('\n');
  const last = shown.at(-1) ?? '';
  return lines.includes(last) ? [text, ''] : [shown.slice(0, -1).join('\n'), last];
}

/** Slack's own rule for text that is no mark-up; a backtick would end the fence. */
function escaped(line: string): string {
  return line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('`', 'ˋ');
}
