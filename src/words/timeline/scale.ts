import type { Instant } from '../../migration/time.ts';
import type { TimelinePanel } from '../../migration/timeline.ts';

/** A panel with its place in the picture. */
export type Placed = TimelinePanel & { readonly left: number; readonly right: number };

const WEIGHT = { before: 1, rewrite: 2.2, since: 1.8 } as const satisfies Record<TimelinePanel['kind'], number>;
/** Between two panels time is cut: the gap says so. */
const GAP = 14;

/** Where each panel stands between `left` and `right`. */
export function placed(panels: readonly TimelinePanel[], left: number, right: number): readonly Placed[] {
  const room = right - left - GAP * (panels.length - 1);
  const total = panels.reduce((sum, { kind }) => sum + WEIGHT[kind], 0);
  let at = left;
  return panels.map((panel) => {
    const width = (room * WEIGHT[panel.kind]) / total;
    const place = { ...panel, left: at, right: at + width };
    at += width + GAP;
    return place;
  });
}

/** Where an instant stands; what lies beyond an edge, at the edge. */
export function xOf(panels: readonly Placed[], at: Instant): number {
  const [first] = panels;
  const last = panels.at(-1);
  if (first === undefined || last === undefined) return 0;
  const panel = panels.find(({ to }) => at <= to) ?? last;
  const share = (at - panel.from) / (panel.to - panel.from || 1);
  return panel.left + Math.min(1, Math.max(0, share)) * (panel.right - panel.left);
}

/** A stretch of time as the pieces that the panels cut it into. */
export function pieces(panels: readonly Placed[], from: Instant, to: Instant): readonly (readonly [number, number])[] {
  return panels.flatMap((panel) => {
    const start = Math.max(from, panel.from);
    const end = Math.min(to, panel.to);
    return end <= start ? [] : [[xOf([panel], start), xOf([panel], end)] as const];
  });
}
