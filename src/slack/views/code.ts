import { type Block, section } from './blocks.ts';
import { LIMITS } from './limits.ts';

/** Of one fenced block, its fences and Slack's escapes included. */
const ROOM = LIMITS.sectionText - 100;
/** So many of them stand in one message: Slack refuses more than some 11,000 characters in all. */
const BLOCKS_A_PAGE = 3;

/** Text to be copied as it stands, page by page, each as many fenced blocks as one message takes. Nothing is left out. */
export function codePages(text: string): readonly (readonly Block[])[] {
  const blocks = packed(linesOf(text)).map(fenced);
  return Array.from({ length: Math.ceil(blocks.length / BLOCKS_A_PAGE) }, (_, page) =>
    blocks.slice(page * BLOCKS_A_PAGE, (page + 1) * BLOCKS_A_PAGE),
  );
}

/** Text that is known to fit into one block: a command. */
export function codeBlock(text: string): Block {
  return fenced(linesOf(text));
}

function fenced(lines: readonly string[]): Block {
  return section(`\`\`\`\n${lines.join('\n')}\n\`\`\``);
}

function linesOf(text: string): readonly string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? ' ' : escaped(line)));
}

/** As many lines a block as fit; one that is longer than a block goes on in the next. */
function packed(lines: readonly string[]): readonly (readonly string[])[] {
  const blocks: string[][] = [];
  let length = ROOM;
  for (const line of lines.flatMap(pieces)) {
    if (length + line.length + 1 > ROOM) {
      blocks.push([]);
      length = 0;
    }
    blocks.at(-1)?.push(line);
    length += line.length + 1;
  }
  return blocks;
}

/** Never within an escape (`&amp;`) nor within a pair of surrogates. */
function pieces(line: string): readonly string[] {
  if (line.length < ROOM) return [line];
  const units = line.match(/&(?:amp|lt|gt);|[\s\S]/gu) ?? [];
  const parts: string[] = [];
  for (const unit of units) {
    const last = parts.at(-1);
    if (last === undefined || last.length + unit.length >= ROOM) parts.push(unit);
    else parts[parts.length - 1] = last + unit;
  }
  return parts;
}

/** Slack's own rule for text that is no mark-up. A backtick is only a backtick in there; three of them end the fence. */
function escaped(line: string): string {
  return line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('```', 'ˋˋˋ');
}
