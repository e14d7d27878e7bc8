import type { TimelineStraggler } from '../../migration/timeline.ts';
import { INK, round } from './measure.ts';

/** A mark that points down at when mail reached the old server: hollow where it is on the new one, too. */
export function triangle(x: number, y: number, { rescued }: Pick<TimelineStraggler, 'rescued'>): string {
  const fill = rescued ? '#ffffff' : INK;
  return `<path d="M${round(x - 7)} ${y}h14l-7 13z" fill="${fill}" stroke="${INK}" stroke-width="1.6"/>`;
}
