import type { Timeline, TimelineMark } from '../../migration/timeline.ts';
import type { Speaker } from '../engine.ts';
import { clockOf, dayOf } from './days.ts';
import { WIDTH } from './frame.ts';
import { type InLane, inLanes, type Label } from './lanes.ts';
import { fitted, INK, round, TEXT_SIZE, textAt, widthOf } from './measure.ts';
import { type Placed, xOf } from './scale.ts';

type Look = { readonly stroke: string; readonly width: number; readonly dash?: string };
type Line = Label & { readonly text: string; readonly look: Look; readonly bold: boolean; readonly beyond: boolean };

/** Longer, a label hides its neighbours. */
const LONGEST = 300;

/** The upright lines of what has one date, each with its name above the panels; `draw` puts them there. */
export function linesOf(
  say: Speaker,
  { marks, now }: Timeline,
  panels: readonly Placed[],
  timeZone: string,
): { readonly lanes: number; readonly draw: (bottomOfLanes: number, lane: number, bottom: number) => string } {
  const made = marks.filter((mark) => mark.kind !== 'started').map((mark) => lineOf(say, mark, panels, timeZone));
  const nowText = say.t('timeline:now');
  const nowLine: Line = {
    x: xOf(panels, now),
    width: widthOf(nowText, TEXT_SIZE) + 6,
    text: nowText,
    look: { stroke: '#1d1c1d', width: 1.6, dash: '5 4' },
    bold: true,
    beyond: false,
  };
  const lines = inLanes(
    [...made, nowLine].sort((a, b) => a.x - b.x),
    WIDTH - 12,
  );
  const lanes = Math.max(0, ...lines.map(({ lane }) => lane + 1));
  return {
    lanes,
    // All lines first: a label that another's line crosses is read all the same.
    draw: (top, lane, bottom) =>
      [
        ...lines.map((line) => upright(line, top - line.lane * lane, bottom)),
        ...lines.map((line) => label(line, top - line.lane * lane)),
      ].join('\n'),
  };
}

function lineOf(say: Speaker, mark: TimelineMark, panels: readonly Placed[], timeZone: string): Line {
  const name =
    mark.kind === 'gate' ? say.t('timeline:mark-gate', { gate: mark.gate }) : say.t(`timeline:mark-${mark.kind}`);
  // A contract ends with the day before.
  const day = dayOf(mark.kind === 'old-ends' ? mark.at - 1 : mark.at, say.lang, timeZone);
  const isDay = mark.kind === 'old-ends' || mark.kind === 'new-starts';
  const when = isDay ? day : `${day} ${clockOf(mark.at, timeZone)}`;
  const isPast = mark.at < (panels[0]?.from ?? 0);
  const text = fitted(
    mark.beyond ? (isPast ? `← ${name} ${when}` : `${name} ${when} →`) : `${name} ${when}`,
    LONGEST,
    TEXT_SIZE,
  );
  const bold = mark.kind === 'watermark' || mark.kind === 'gate';
  return {
    x: xOf(panels, mark.at),
    width: widthOf(text, TEXT_SIZE) + 6,
    text,
    look: lookOf(mark),
    bold,
    beyond: mark.beyond,
  };
}

function lookOf({ kind }: TimelineMark): Look {
  switch (kind) {
    case 'watermark':
      return { stroke: '#1a4fa3', width: 3 };
    case 'gate':
      return { stroke: '#2e7d4f', width: 2.2, dash: '10 3' };
    case 'old-ends':
    case 'new-starts':
      return { stroke: '#7a4b9a', width: 2, dash: '2 3' };
    case 'started':
    case 'window':
    case 'rewrite-begun':
    case 'rewrite-seen':
    case 'rewrite-done':
    case 'rolled-back':
      return { stroke: '#555555', width: 1.4 };
  }
}

function upright({ x, look, beyond }: InLane<Line>, base: number, bottom: number): string {
  const dash = look.dash === undefined ? '' : ` stroke-dasharray="${look.dash}"`;
  const end = beyond ? base : bottom;
  return `<line x1="${round(x)}" y1="${round(base - 14)}" x2="${round(x)}" y2="${round(end)}" stroke="${look.stroke}" stroke-width="${look.width}"${dash}/>`;
}

function label({ x, width, text, look, bold, isLeft }: InLane<Line>, base: number): string {
  const left = isLeft ? x - width : x + 3;
  const fill = look.stroke === '#555555' ? INK : look.stroke;
  return [
    `<rect x="${round(left)}" y="${round(base - 15)}" width="${round(width - 3)}" height="17" fill="#ffffff" fill-opacity="0.85"/>`,
    textAt(isLeft ? x - 5 : x + 5, base - 2, text, { bold, anchor: isLeft ? 'end' : 'start', fill }),
  ].join('');
}
