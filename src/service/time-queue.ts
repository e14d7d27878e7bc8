import type { Instant } from '../migration/time.ts';

/** Things by the instant of each, the earliest at hand. */
export type TimeQueue<Item> = {
  /** Puts it in, or moves it to another instant. */
  readonly set: (key: string, at: Instant, item: Item) => void;
  readonly remove: (key: string) => void;
  readonly first: () => Timed<Item> | undefined;
  readonly get: (key: string) => Timed<Item> | undefined;
  /** In no order. */
  readonly all: () => Iterable<Timed<Item>>;
  readonly size: () => number;
};
export type Timed<Item> = { readonly key: string; readonly at: Instant; readonly item: Item };

/** A binary heap that knows where everything stands in it: each change costs the logarithm of what is in it. */
export function createTimeQueue<Item>(): TimeQueue<Item> {
  const heap: Timed<Item>[] = [];
  const places = new Map<string, number>();

  const isBefore = (one: number, other: number): boolean => {
    const [a, b] = [heap[one], heap[other]];
    return a !== undefined && (b === undefined || a.at < b.at);
  };
  const put = (place: number, entry: Timed<Item>): void => {
    heap[place] = entry;
    places.set(entry.key, place);
  };
  const swap = (one: number, other: number): void => {
    const [a, b] = [heap[one], heap[other]];
    if (a === undefined || b === undefined) return;
    put(one, b);
    put(other, a);
  };
  const rise = (from: number): number => {
    let place = from;
    for (let above = (place - 1) >> 1; place > 0 && isBefore(place, above); above = (place - 1) >> 1) {
      swap(place, above);
      place = above;
    }
    return place;
  };
  const sink = (from: number): void => {
    for (let place = from; ; ) {
      const [left, right] = [2 * place + 1, 2 * place + 2];
      const lesser = isBefore(right, left) ? right : left;
      if (!isBefore(lesser, place)) return;
      swap(lesser, place);
      place = lesser;
    }
  };

  return {
    set(key, at, item) {
      const place = places.get(key) ?? heap.length;
      put(place, { key, at, item });
      sink(rise(place));
    },
    remove(key) {
      const place = places.get(key);
      if (place === undefined) return;
      places.delete(key);
      const last = heap.pop();
      if (last === undefined || last.key === key) return;
      put(place, last);
      sink(rise(place));
    },
    first: () => heap[0],
    get: (key) => heap[places.get(key) ?? -1],
    all: () => heap,
    size: () => heap.length,
  };
}
