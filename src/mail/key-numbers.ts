import { randomInt } from 'node:crypto';

export const NONE = -1;

/** Not to be guessed: who writes the mail must not be able to bring all keys into one place of the table. */
const SEED = randomInt(2 ** 31);
const FACTOR = randomInt(2 ** 31) | 1;

/**
 * Numbers the keys of messages in the order of their first appearance: equal keys have one number, NONE is what has
 * none. Keys are made anew to be compared and not kept: those of a large mailbox would be most of what a comparison holds.
 */
export function numberKeys<T>(
  all: readonly T[],
  keyOf: (one: T) => string | undefined,
): { readonly numbers: Int32Array; readonly count: number } {
  // At most half of it is taken.
  const table = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(1, all.length)) + 1)).fill(NONE);
  const firsts = new Int32Array(all.length);
  let count = 0;
  const isFirstOf = (number: number, key: string): boolean => {
    const first = all[firsts[number] ?? NONE];
    return first !== undefined && keyOf(first) === key;
  };
  const numbers = new Int32Array(all.length).fill(NONE);
  for (const [index, one] of all.entries()) {
    const key = keyOf(one);
    if (key === undefined) continue;
    let place = scattered(key) & (table.length - 1);
    let number = table[place] ?? NONE;
    while (number !== NONE && !isFirstOf(number, key)) {
      place = (place + 1) & (table.length - 1);
      number = table[place] ?? NONE;
    }
    if (number === NONE) {
      number = count;
      count += 1;
      table[place] = number;
      firsts[number] = index;
    }
    numbers[index] = number;
  }
  return { numbers, count };
}

function scattered(key: string): number {
  let value = SEED;
  for (let index = 0; index < key.length; index += 1) value = Math.imul(value ^ key.charCodeAt(index), FACTOR);
  return value ^ (value >>> 15);
}
