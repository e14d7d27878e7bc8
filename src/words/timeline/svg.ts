import type { Timeline } from '../../migration/timeline.ts';
import type { Speaker } from '../engine.ts';
import { PLOT, WIDTH } from './frame.ts';
import { keyOf } from './key.ts';
import { linesOf } from './lines.ts';
import { FONT_FAMILY, fitted, round, TEXT_SIZE, textAt } from './measure.ts';
import { PATTERNS } from './patterns.ts';
import { rowsAt, stepsAt, stragglersAt } from './rows.ts';
import { counts, headline } from './says.ts';
import { type Placed, placed } from './scale.ts';
import { ticksOf } from './ticks.ts';

const LANE = 20;

/** The picture of a timeline, as SVG: 1,200 pixels wide, as high as it takes. Dates are those of `timeZone`. */
export function drawTimeline(say: Speaker, timeline: Timeline, timeZone: string): string {
  const panels = placed(timeline.panels, PLOT.left, PLOT.right);
  const marks = linesOf(say, timeline, panels, timeZone);
  const top = 118 + marks.lanes * LANE;
  const axis = top + 50;
  const steps = stepsAt(say, timeline, panels, axis);
  const rows = rowsAt(say, timeline, panels, axis + steps.height);
  const stragglers = stragglersAt(say, timeline, panels, axis + steps.height + rows.height);
  const bottom = axis + steps.height + rows.height + stragglers.height;
  const key = keyOf(say, bottom + 16);
  const height = Math.ceil(bottom + 16 + key.height + 8);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="${FONT_FAMILY}">`,
    `<defs>${PATTERNS}</defs><rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    head(say, timeline, timeZone),
    ...panels.map((panel) => panelAt(say, panel, top, bottom, timeZone)),
    steps.svg,
    rows.svg,
    stragglers.svg,
    marks.draw(top - 4, LANE, bottom),
    key.svg,
    '</svg>',
  ].join('\n');
}

function head(say: Speaker, timeline: Timeline, timeZone: string): string {
  const title = say.t('timeline:title', { domain: timeline.domain });
  const asOf = say.t('timeline:as-of', { at: timeline.now, zone: timeZone });
  return [
    textAt(20, 36, fitted(title, 780, 24), { size: 24, bold: true }),
    textAt(WIDTH - 20, 34, fitted(asOf, 380, 15), { size: 15, anchor: 'end' }),
    textAt(20, 66, fitted(headline(say, timeline), WIDTH - 40, 18), { size: 18 }),
    textAt(20, 92, fitted(counts(say, timeline), WIDTH - 40, 16), { size: 16 }),
  ].join('');
}

/** The ground of a panel, its name, and its times. */
function panelAt(say: Speaker, panel: Placed, top: number, bottom: number, timeZone: string): string {
  const { left, right, kind } = panel;
  const ground = kind === 'rewrite' ? '#f3f3f6' : '#fafafa';
  const name = fitted(say.t(`timeline:panel-${kind}`), right - left, TEXT_SIZE);
  return [
    `<rect x="${round(left)}" y="${top}" width="${round(right - left)}" height="${round(bottom - top)}" fill="${ground}"/>`,
    textAt((left + right) / 2, top + 15, name, { anchor: 'middle', bold: true, fill: '#555555' }),
    ...ticksOf(panel, say.lang, timeZone).map(({ x, text, day }) =>
      [
        `<line x1="${round(x)}" y1="${top + 46}" x2="${round(x)}" y2="${round(bottom)}" stroke="#dcdce0"/>`,
        textAt(x + 2, top + 31, text, { fill: '#444444' }),
        day === undefined ? '' : textAt(x + 2, top + 46, day, { fill: '#444444' }),
      ].join(''),
    ),
  ].join('');
}
