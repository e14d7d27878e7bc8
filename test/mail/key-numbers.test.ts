import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NONE, numberKeys } from '../../src/mail/key-numbers.ts';

describe('the numbers of keys', () => {
  it('are those of their first appearances, equal for equal keys, and none for none', () => {
    const keys = fc.array(fc.oneof(fc.constant(undefined), fc.constantFrom('a', 'b', ''), fc.string()));
    fc.assert(
      fc.property(keys, (all) => {
        const order = [...new Set(all.filter((key) => key !== undefined))];
        const { numbers, count } = numberKeys(all, (key) => key);
        expect([...numbers]).toEqual(all.map((key) => (key === undefined ? NONE : order.indexOf(key))));
        expect(count).toBe(order.length);
      }),
    );
  });
});
