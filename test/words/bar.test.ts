import { expect, test } from 'vitest';
import { bar, percentOf } from '../../src/words/bar.ts';

test.each([
  [0, '░░░░░░░░░░░░░░░░░░░░', 0],
  [0.29, '█████░░░░░░░░░░░░░░░', 29],
  [0.55, '███████████░░░░░░░░░', 55],
  // Full, and a hundred per cent, are kept for all of it.
  [0.999, '███████████████████░', 99],
  [1, '████████████████████', 100],
  [1.5, '████████████████████', 100],
  [-1, '░░░░░░░░░░░░░░░░░░░░', 0],
])('%s', (share, drawn, percent) => {
  expect(bar(share)).toBe(drawn);
  expect(percentOf(share)).toBe(percent);
});
