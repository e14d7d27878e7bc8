/** A label beside its line; `text` fits into `width`. */
export type Label = { readonly x: number; readonly width: number };
export type InLane<L extends Label> = L & { readonly lane: number; readonly isLeft: boolean };

/** Between two labels of one lane. */
const GAP = 8;

/**
 * Labels on as few lanes as it takes, each to the right of its line, or to the left where the picture ends. They come
 * in the order of `x`; lane 0 is nearest to the rows.
 */
export function inLanes<L extends Label>(labels: readonly L[], right: number): readonly InLane<L>[] {
  const taken: [from: number, to: number][][] = [];
  return labels.map((label) => {
    const isLeft = label.x + label.width > right;
    const from = isLeft ? label.x - label.width : label.x;
    const to = isLeft ? label.x : label.x + label.width;
    const isFree = (lane: readonly [number, number][]) => lane.every(([a, b]) => to + GAP <= a || from >= b + GAP);
    const free = taken.findIndex(isFree);
    const lane = free === -1 ? taken.length : free;
    taken[lane] = [...(taken[lane] ?? []), [from, to]];
    return { ...label, lane, isLeft };
  });
}
