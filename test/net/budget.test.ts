import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createBudget } from '../../src/net/budget.ts';

/** Work that ends when told to, and the most that was under way at once. */
function gauge() {
  const ends: (() => void)[] = [];
  const state = { now: 0, most: 0 };
  const work = async () => {
    state.now += 1;
    state.most = Math.max(state.most, state.now);
    await new Promise<void>((resolve) => ends.push(resolve));
    state.now -= 1;
  };
  const drain = async (pending: readonly Promise<unknown>[]) => {
    const all = Promise.allSettled(pending);
    for (let round = 0; round < 50; round += 1) {
      for (const end of ends.splice(0)) end();
      await turn();
    }
    return await all;
  };
  return { state, work, drain };
}

test('at most so many to one server at a time, others beside it', async () => {
  const budget = createBudget({ perServer: 2, total: 100 });
  const { state, work, drain } = gauge();
  const other = gauge();
  const pending = Array.from({ length: 7 }, () => budget.run('a', work));
  const beside = budget.run('b', other.work);
  await turn();
  expect([state.now, other.state.now]).toEqual([2, 1]);
  await other.drain([beside]);
  const results = await drain(pending);
  expect(state.most).toBe(2);
  expect(results.every((one) => one.status === 'fulfilled')).toBe(true);
});

test('at most so many in all, and a full server does not block the line for the rest', async () => {
  const budget = createBudget({ perServer: 1, total: 2 });
  const { state, work, drain } = gauge();
  const pending = ['a', 'a', 'a', 'b', 'c', 'd'].map((key) => budget.run(key, work));
  await turn();
  expect(state.now).toBe(2);
  await drain(pending);
  expect(state.most).toBe(2);
});

test('work that fails gives its place back', async () => {
  const budget = createBudget({ perServer: 1, total: 1 });
  await expect(budget.run('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await budget.run('a', async () => 'next')).toBe('next');
});

test('a cancelled wait leaves the line, and its place goes to the next', async () => {
  const budget = createBudget({ perServer: 1, total: 1 });
  const { work, drain } = gauge();
  const control = new AbortController();
  const first = budget.run('a', work);
  const second = budget.run('a', async () => 'second', control.signal);
  const third = budget.run('a', async () => 'third');
  control.abort();
  await expect(second).rejects.toMatchObject({ name: 'AbortError' });
  await drain([first]);
  expect(await third).toBe('third');
  await expect(budget.run('a', work, control.signal)).rejects.toMatchObject({ name: 'AbortError' });
});
