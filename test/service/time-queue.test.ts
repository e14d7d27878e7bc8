import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTimeQueue } from '../../src/service/time-queue.ts';

const step = fc.oneof(
  fc.record({ key: fc.integer({ min: 0, max: 12 }), at: fc.integer({ min: 0, max: 20 }) }),
  fc.record({ key: fc.integer({ min: 0, max: 12 }), at: fc.constant(undefined) }),
);

describe('the queue of what lies ahead', () => {
  it('has the earliest at hand, whatever is put in, moved and taken out', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const queue = createTimeQueue<number>();
        const model = new Map<string, number>();
        for (const { key, at } of steps) {
          if (at === undefined) {
            queue.remove(`${key}`);
            model.delete(`${key}`);
          } else {
            queue.set(`${key}`, at, at);
            model.set(`${key}`, at);
          }
          expect(queue.size()).toBe(model.size);
          expect(queue.first()?.at).toBe(model.size === 0 ? undefined : Math.min(...model.values()));
        }
        for (const [key, at] of model) expect(queue.get(key)).toEqual({ key, at, item: at });
        const drained: number[] = [];
        for (let first = queue.first(); first !== undefined; first = queue.first()) {
          drained.push(first.at);
          queue.remove(first.key);
        }
        expect(drained).toEqual([...model.values()].sort((a, b) => a - b));
      }),
      { numRuns: 200 },
    );
  });
});
