import { expect, test } from 'vitest';
import { createPace } from '../../src/net/pace.ts';

test('nothing is expected of a place that never answered', () => {
  const pace = createPace();
  pace.took('a', 80);
  expect(pace.expectMs('b')).toBeUndefined();
});

test('the first answer counts with a wide margin, steady ones make it narrow', () => {
  const pace = createPace();
  pace.took('a', 80);
  expect(pace.expectMs('a')).toBe(240);
  for (let count = 0; count < 40; count += 1) pace.took('a', 80);
  expect(pace.expectMs('a')).toBeCloseTo(80, 0);
});

test('answers that vary are waited for longer than the slowest of them', () => {
  const pace = createPace();
  for (let count = 0; count < 100; count += 1) pace.took('a', count % 2 === 0 ? 20 : 220);
  expect(pace.expectMs('a')).toBeGreaterThan(220);
});

test('of a great many places the one unheard for longest is forgotten', () => {
  const pace = createPace();
  for (let count = 0; count < 512; count += 1) pace.took(`p${count}`, 10);
  pace.took('p0', 10);
  pace.took('one more', 10);
  expect(pace.expectMs('p0')).toBeDefined();
  expect(pace.expectMs('p1')).toBeUndefined();
});
