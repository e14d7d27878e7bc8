import type { Instant } from '../time.ts';
import type { Segment, TimelineState } from './shapes.ts';

/** Several rows as one: at each instant what all of them show; where they differ, mixed, and never better than that. */
export function merged(rows: readonly (readonly Segment[])[]): readonly Segment[] {
  const bounds = [...new Set(rows.flatMap((row) => row.flatMap(({ from, to }) => [from, to])))].sort((a, b) => a - b);
  const places = rows.map(() => 0);
  const segments: Segment[] = [];
  for (const [index, from] of bounds.entries()) {
    const to = bounds[index + 1];
    if (to === undefined) break;
    const state = together(rows.map((row, at) => stateAt(row, places, at, from)));
    const last = segments.at(-1);
    if (last?.state === state) segments.splice(-1, 1, { ...last, to });
    else segments.push({ from, to, state });
  }
  return segments;
}

/** Instants come in order, so each row is walked through once. */
function stateAt(row: readonly Segment[], places: number[], at: number, instant: Instant): TimelineState {
  let place = places[at] ?? 0;
  while (place < row.length && (row[place]?.to ?? instant) <= instant) place += 1;
  places[at] = place;
  const segment = row[place];
  return segment === undefined || segment.from > instant ? 'unknown' : segment.state;
}

function together(states: readonly TimelineState[]): TimelineState {
  const [first = 'unknown'] = states;
  if (states.every((state) => state === first)) return first;
  // One that is old makes the row mixed, whatever is not known of others.
  return states.includes('old') || states.includes('mixed') ? 'mixed' : 'unknown';
}
