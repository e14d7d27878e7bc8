import { z } from 'zod';
import { FONT_FAMILY, round, textAt, widthOf } from '../../src/words/timeline/measure.ts';
import { xml } from '../../src/words/timeline/xml.ts';
import { type Line, type Names, readMrkdwn, type Span } from './mrkdwn.ts';
import { wrapped } from './wrap.ts';

/** A message as its reader finds it. */
export type Shown = {
  readonly blocks: readonly unknown[];
  /** Who speaks, and where and when. */
  readonly author: string;
  readonly time: string;
  readonly place: string;
  readonly names: Names;
};

const WIDTH = 760;
const LEFT = 76;
const ROOM = WIDTH - LEFT - 24;
/** More pixels than lines: it stays sharp where it is shown large. */
const SCALE = 1.5;
const INK = '#1d1c1d';
const GREY = '#5c5b5c';
const CODE = '#a3123f';
const LINK = '#0b5394';

const textObject = z.object({ type: z.enum(['mrkdwn', 'plain_text']), text: z.string() });
const buttonElement = z.object({ type: z.literal('button'), text: textObject, style: z.string().optional() });
const taskCard = z.object({ title: z.string(), status: z.enum(['pending', 'in_progress', 'complete', 'error']) });
const block = z.discriminatedUnion('type', [
  z.object({ type: z.literal('header'), text: textObject }),
  z.object({ type: z.literal('section'), text: textObject }),
  z.object({ type: z.literal('context'), elements: z.array(textObject) }),
  z.object({ type: z.literal('actions'), elements: z.array(buttonElement) }),
  z.object({ type: z.literal('plan'), title: z.string(), tasks: z.array(taskCard) }),
  z.object({ type: z.literal('divider') }),
]);
type Block = z.infer<typeof block>;

type Drawn = { readonly svg: string; readonly height: number };

/** A message as SVG. Throws on a block of a kind that it does not know: a picture must not leave anything out. */
export function drawMessage({ blocks, author, time, place, names }: Shown): string {
  let y = 74;
  const parts: string[] = [];
  for (const one of blocks) {
    const drawn = drawBlock(block.parse(one), y, names);
    parts.push(drawn.svg);
    y += drawn.height + 8;
  }
  const height = Math.ceil(y + 12);
  const nameEnds = LEFT + widthOf(author, 16) + 4;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH * SCALE}" height="${height * SCALE}" viewBox="0 0 ${WIDTH} ${height}" font-family="${FONT_FAMILY}">`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    `<rect x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="6" fill="none" stroke="#c9c9cf"/>`,
    textAt(24, 28, place, { size: 13, fill: GREY }),
    `<rect x="24" y="44" width="40" height="40" rx="6" fill="#1f4e5f"/>`,
    `<path d="M33 56h22v16h-22zM33 57l11 9 11-9" fill="none" stroke="#ffffff" stroke-width="2" stroke-linejoin="round"/>`,
    textAt(LEFT, 58, author, { size: 16, bold: true }),
    textAt(nameEnds, 58, time, { size: 13, fill: GREY }),
    ...parts,
    '</svg>',
  ].join('\n');
}

function drawBlock(one: Block, y: number, names: Names): Drawn {
  switch (one.type) {
    case 'header':
      return paragraph(readMrkdwn(one.text.text, {}), y, { size: 19, line: 27, bold: true });
    case 'section':
      return paragraph(readMrkdwn(one.text.text, names), y, { size: 15, line: 22 });
    case 'context':
      return paragraph(
        one.elements.flatMap(({ text }) => readMrkdwn(text, names)),
        y,
        { size: 13, line: 19, fill: GREY },
      );
    case 'actions':
      return buttonsAt(one.elements, y);
    case 'plan':
      return planAt(one, y);
    case 'divider':
      return { svg: `<line x1="${LEFT}" y1="${y + 4}" x2="${WIDTH - 24}" y2="${y + 4}" stroke="#dddde0"/>`, height: 8 };
  }
}

const MARK_OF = { pending: '○', in_progress: '●', complete: '✓', error: '✗' } as const;

/** Its title, and under it each step with its mark. */
function planAt({ title, tasks }: Extract<Block, { type: 'plan' }>, y: number): Drawn {
  const head = paragraph(readMrkdwn(`*${title}*`, {}), y, { size: 15, line: 22 });
  const steps = tasks.map((task) => `${MARK_OF[task.status]} ${task.title}`).join('\n');
  const rows = paragraph(readMrkdwn(steps, {}), y + head.height + 4, { size: 14, line: 21, fill: GREY });
  return { svg: head.svg + rows.svg, height: head.height + 4 + rows.height };
}

type Look = { readonly size: number; readonly line: number; readonly bold?: boolean; readonly fill?: string };

function paragraph(lines: readonly Line[], top: number, look: Look): Drawn {
  const rows = lines.flatMap((line) =>
    wrapped(line, line.isCode ? ROOM - 16 : ROOM, look.size).map((spans) => ({ spans, isCode: line.isCode })),
  );
  const svg = rows.map(({ spans, isCode }, index) => {
    const y = top + index * look.line;
    const ground = isCode ? `<rect x="${LEFT}" y="${y}" width="${ROOM}" height="${look.line}" fill="#f4f4f6"/>` : '';
    return ground + rowAt(spans, LEFT + (isCode ? 8 : 0), y + look.line * 0.74, look);
  });
  return { svg: svg.join(''), height: rows.length * look.line };
}

const JAPANESE = /[ぁ-んァ-ヶ一-龠]/;

/** The font at hand lacks one mark, and has an apostrophe and dots that suit Japanese alone: what looks right instead. */
function drawable(text: string): string {
  const marked = text.replaceAll('✗', '×');
  return JAPANESE.test(text) ? marked : marked.replaceAll('’', "'").replaceAll('…', '...');
}

/** One `text` of many spans: whoever draws it knows how wide each is. */
function rowAt(spans: readonly Span[], x: number, y: number, { size, bold = false, fill = INK }: Look): string {
  const inner = spans.map((span) => {
    const color = span.code === true ? CODE : span.mention === true ? LINK : fill;
    const weight = bold || span.bold === true ? ' font-weight="700"' : '';
    return `<tspan fill="${color}"${weight}>${xml(drawable(span.text))}</tspan>`;
  });
  return `<text xml:space="preserve" x="${round(x)}" y="${round(y)}" font-size="${size}">${inner.join('')}</text>`;
}

type ButtonElement = z.infer<typeof buttonElement>;

function buttonsAt(elements: readonly ButtonElement[], top: number): Drawn {
  let x = LEFT;
  let y = top;
  const svg = elements.map(({ text: { text: label }, style }) => {
    const text = drawable(label);
    const width = Math.ceil(widthOf(text, 14)) + 24;
    if (x + width > LEFT + ROOM && x > LEFT) {
      x = LEFT;
      y += 44;
    }
    const isMain = style === 'primary';
    const edge = style === 'danger' ? '#b3123f' : isMain ? '#1b6e49' : '#8d8d92';
    const ground = isMain ? '#1b6e49' : '#ffffff';
    const drawn = [
      `<rect x="${x + 0.5}" y="${y + 0.5}" width="${width}" height="34" rx="5" fill="${ground}" stroke="${edge}"/>`,
      textAt(x + width / 2, y + 23, text, {
        size: 14,
        bold: true,
        anchor: 'middle',
        fill: isMain ? '#ffffff' : style === 'danger' ? edge : INK,
      }),
    ].join('');
    x += width + 8;
    return drawn;
  });
  return { svg: svg.join(''), height: y - top + 36 };
}
