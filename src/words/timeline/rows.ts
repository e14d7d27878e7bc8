import { STEPS } from '../../migration/facts.ts';
import type { Timeline, TimelineRow } from '../../migration/timeline.ts';
import type { Speaker } from '../engine.ts';
import { type Drawn, PLOT, ROW, WIDTH } from './frame.ts';
import { fitted, round, TEXT_SIZE, textAt, widthOf } from './measure.ts';
import { rowName } from './names.ts';
import { bar } from './patterns.ts';
import { type Placed, pieces, xOf } from './scale.ts';
import { triangle } from './triangle.ts';

const NAME = { left: 20, width: PLOT.left - 32 } as const;
const STATE = { left: PLOT.right + 12, width: WIDTH - PLOT.right - 24 } as const;

/** One bar a row: its name before it, and how it is now behind it. */
export function rowsAt(say: Speaker, { rows, rewriteAt }: Timeline, panels: readonly Placed[], top: number): Drawn {
  const svg = rows.map((row, index) => {
    const y = top + index * ROW.height;
    const bars = row.segments.flatMap(({ from, to, state }) =>
      pieces(panels, from, to).map(([left, right]) => bar(left, y + 4, right - left, ROW.bar, state)),
    );
    // Before the rewrite, old is as it should be.
    const bold = rewriteAt !== undefined && row.now !== 'new' && row.now !== 'unknown';
    return [
      textAt(NAME.left, y + 19, fitted(rowName(say, row), NAME.width, TEXT_SIZE), { bold }),
      ...bars,
      textAt(STATE.left, y + 19, fitted(nowOf(say, row), STATE.width, TEXT_SIZE), { bold }),
    ].join('');
  });
  return { svg: svg.join('\n'), height: rows.length * ROW.height + 8 };
}

function nowOf({ t }: Speaker, { now, since, oldUntil, of }: TimelineRow): string {
  switch (now) {
    case 'new':
      return since === undefined ? t('timeline:key-new') : t('timeline:now-new', { at: since });
    case 'old':
      return oldUntil === undefined ? t('timeline:now-old-bare') : t('timeline:now-old', { at: oldUntil });
    case 'mixed':
      return t('timeline:now-mixed');
    case 'silent':
      return t('timeline:now-silent');
    case 'unknown':
      return t(since === undefined || of.kind === 'authorities' ? 'timeline:now-never' : 'timeline:now-unknown');
  }
}

/** The team's steps, by name where there is room, else by number. */
export function stepsAt(say: Speaker, { steps, now }: Timeline, panels: readonly Placed[], top: number): Drawn {
  const bands = steps.flatMap(({ step, from, to = now }) =>
    pieces(panels, from, to).map(([left, right], index) => {
      const n = STEPS.indexOf(step) + 1;
      const fill = n % 2 === 0 ? '#e2e6ee' : '#eef0f5';
      const room = right - left - 8;
      const named = `${n} ${say.t(`steps:${step}`)}`;
      const text = widthOf(named, TEXT_SIZE) <= room ? named : room > 8 ? String(n) : '';
      const band = `<rect x="${round(left)}" y="${top + 4}" width="${round(Math.max(1, right - left))}" height="${ROW.bar}" fill="${fill}" stroke="#b9bfcc"/>`;
      // Where a band is cut in two, the wider piece bears the name, the other its number.
      return band + (text === '' ? '' : textAt(left + 4, top + 19, index > 0 && text === named ? named : text));
    }),
  );
  const name = textAt(NAME.left, top + 19, say.t('timeline:row-steps'));
  return { svg: name + bands.join(''), height: ROW.height };
}

/** So near to each other, marks are one with a number. */
const NEAR = 16;

/** Triangles point at when mail reached the old server: filled where it is not on the new one yet, else hollow. */
export function stragglersAt(
  say: Speaker,
  { stragglers, rewriteAt }: Timeline,
  panels: readonly Placed[],
  top: number,
): Drawn {
  const groups: { x: number; count: number; rescued: boolean }[] = [];
  for (const one of stragglers) {
    const x = xOf(panels, one.at);
    const last = groups.at(-1);
    if (last === undefined || x - last.x >= NEAR + (last.count > 1 ? 16 : 0))
      groups.push({ x, count: 1, rescued: one.rescued });
    // One that is not carried over shows, however many others are.
    else groups.splice(-1, 1, { ...last, count: last.count + 1, rescued: last.rescued && one.rescued });
  }
  const marks = groups.map(({ x, count, rescued }) =>
    [triangle(x, top + 7, { rescued }), count === 1 ? '' : textAt(x + 9, top + 21, `×${say.number(count)}`)].join(''),
  );
  const name = textAt(NAME.left, top + 20, fitted(say.t('timeline:row-stragglers'), NAME.width, TEXT_SIZE));
  const count =
    rewriteAt === undefined
      ? ''
      : textAt(STATE.left, top + 20, say.number(stragglers.length), { bold: stragglers.length > 0 });
  return { svg: name + marks.join('') + count, height: ROW.height + 4 };
}
