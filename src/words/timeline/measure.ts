import { xml } from './xml.ts';

/**
 * How wide a text is at most, in pixels. The font is proportional and not at hand here: what matters is that nothing
 * runs into what stands beside it.
 */
export function widthOf(text: string, size: number): number {
  let ems = 0;
  for (const letter of text) ems += emsOf(letter);
  return ems * size;
}

function emsOf(letter: string): number {
  if ((letter.codePointAt(0) ?? 0) > 0x2000) return 1;
  if (/[ilj.,:;'|!()\- ]/.test(letter)) return 0.38;
  if (/[mwMW@%]/.test(letter)) return 0.95;
  return /[A-Z]/.test(letter) ? 0.74 : 0.62;
}

/** As much of a text as fits, marked where something is missing; never half of what is one letter to a reader. */
export function fitted(text: string, most: number, size: number): string {
  if (widthOf(text, size) <= most) return text;
  let shown = '';
  for (const { segment } of letters.segment(text)) {
    if (widthOf(`${shown}${segment}…`, size) > most) break;
    shown += segment;
  }
  return `${shown.trimEnd()}…`;
}
const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

export type TextLook = {
  readonly size?: number;
  readonly bold?: boolean;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly fill?: string;
};

/** Smaller, nobody reads it on a phone. */
export const TEXT_SIZE = 14;
export const FONT_FAMILY = 'BIZ UDPGothic';
export const INK = '#1d1c1d';

/** One line of text; `y` is its base line. */
export function textAt(x: number, y: number, text: string, look: TextLook = {}): string {
  const { size = TEXT_SIZE, bold = false, anchor = 'start', fill = INK } = look;
  const marks = [
    `x="${round(x)}" y="${round(y)}" font-size="${size}" fill="${fill}"`,
    bold ? ' font-weight="700"' : '',
    anchor === 'start' ? '' : ` text-anchor="${anchor}"`,
  ].join('');
  return `<text ${marks}>${xml(text)}</text>`;
}

/** To a tenth of a pixel: more only makes the text longer. */
export const round = (n: number): number => Math.round(n * 10) / 10;
