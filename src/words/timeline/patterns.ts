import type { TimelineState } from '../../migration/timeline.ts';
import { round } from './measure.ts';

/**
 * How a state is filled. It reads in grey, too: old is dark, new is light, mixed has broad stripes of both, unknown thin
 * lines, silent nothing but dots.
 */
export const PATTERNS = [
  '<pattern id="mixed" width="14" height="14" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">',
  '<rect width="14" height="14" fill="#cfe9dc"/><rect width="7" height="14" fill="#9c3d1f"/></pattern>',
  '<pattern id="unknown" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">',
  '<rect width="8" height="8" fill="#ffffff"/><rect width="1.2" height="8" fill="#9a9a9a"/></pattern>',
].join('');

const FILL = {
  old: '#9c3d1f',
  mixed: 'url(#mixed)',
  new: '#cfe9dc',
  silent: '#ffffff',
  unknown: 'url(#unknown)',
} as const satisfies Record<TimelineState, string>;

const EDGE = {
  old: 'stroke="#6d2913"',
  mixed: 'stroke="#6d2913"',
  new: 'stroke="#4c8a6c"',
  silent: 'stroke="#777777" stroke-dasharray="2 3"',
  unknown: 'stroke="#b5b5b5"',
} as const satisfies Record<TimelineState, string>;

export function bar(x: number, y: number, width: number, height: number, state: TimelineState): string {
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(Math.max(1.5, width))}" height="${height}" fill="${FILL[state]}" ${EDGE[state]}/>`;
}
