import type { TimelineState } from '../../migration/timeline.ts';
import type { Speaker } from '../engine.ts';
import { type Drawn, WIDTH } from './frame.ts';
import { TEXT_SIZE, textAt, widthOf } from './measure.ts';
import { bar } from './patterns.ts';
import { triangle } from './triangle.ts';

const STATES: readonly TimelineState[] = ['old', 'mixed', 'new', 'silent', 'unknown'];
const LINE = 26;

/** What the fillings and the marks mean. */
export function keyOf(say: Speaker, top: number): Drawn {
  const entries = [
    ...STATES.map((state) => ({
      width: 34,
      text: say.t(`timeline:key-${state}`),
      draw: (x: number, y: number) => bar(x, y, 28, 16, state),
    })),
    ...([false, true] as const).map((rescued) => ({
      width: 22,
      text: say.t(rescued ? 'timeline:key-rescued' : 'timeline:key-straggler'),
      draw: (x: number, y: number) => triangle(x + 8, y + 2, { rescued }),
    })),
  ];
  let x = 20;
  let y = top;
  const svg = entries.map(({ width, text, draw }) => {
    const room = width + widthOf(text, TEXT_SIZE) + 22;
    if (x + room > WIDTH && x > 20) {
      x = 20;
      y += LINE;
    }
    const drawn = draw(x, y) + textAt(x + width, y + 13, text);
    x += room;
    return drawn;
  });
  return { svg: svg.join(''), height: y + LINE - top };
}
