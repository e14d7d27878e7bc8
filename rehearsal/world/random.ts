/** A source of chance that a seed determines wholly: the same seed, the same world. */
export type Random = {
  /** In [0, 1). */
  next(): number;
  /** A whole number from `from` to `to`, both included. */
  int(from: number, to: number): number;
  /** A number in [from, to). */
  between(from: number, to: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  shuffle<T>(items: readonly T[]): T[];
  /** `count` of them, in chance order. */
  sample<T>(items: readonly T[], count: number): T[];
  /** A source of its own for one part of the world, so that more questions there change nothing elsewhere. */
  fork(label: string): Random;
};

/** mulberry32: small, fast, and good enough to choose habits with. */
export const randomFrom = (seed: number): Random => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  const shuffle = <T>(items: readonly T[]): T[] => {
    const keyed = items.map((item) => ({ item, key: next() }));
    return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
  };
  return {
    next,
    int,
    between: (from, to) => from + next() * (to - from),
    chance: (probability) => next() < probability,
    pick: (items) => {
      const item = items[int(0, items.length - 1)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
    shuffle,
    sample: (items, count) => shuffle(items).slice(0, count),
    fork: (label) => randomFrom(hash(label, seed)),
  };
};

/** FNV-1a over the label, begun from the seed. */
const hash = (label: string, seed: number): number => {
  let value = (2_166_136_261 ^ Math.imul(seed, 2_654_435_761)) >>> 0;
  for (const char of label) value = Math.imul(value ^ (char.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  return value;
};
