import { expect, test } from 'vitest';
import { createBreath, type LoopUse } from '../../src/jobs/breath.ts';

/** An event loop that is busy for the given share of whatever time passes. */
function loop(share: { busy: number }) {
  let [idle, active] = [0, 0];
  const pass = (ms: number) => {
    idle += ms * (1 - share.busy);
    active += ms * share.busy;
  };
  const waited: number[] = [];
  const wait = async (ms: number) => {
    waited.push(ms);
    pass(ms);
  };
  const breath = createBreath((): LoopUse => ({ idle, active }), wait);
  return { breath, pass, waited: () => waited.splice(0).reduce((sum, ms) => sum + ms, 0) };
}

test('after a calm time work begins at once, and what comes with it a moment later each', async () => {
  const { breath, pass, waited } = loop({ busy: 0.1 });
  pass(1_000);
  await breath();
  expect(waited()).toBe(0);
  await breath();
  expect(waited()).toBe(20);
  await breath();
  expect(waited()).toBe(20);
});

test('while the process is busy each waits until it is not, and at most a tenth of a second', async () => {
  const share = { busy: 0.95 };
  const { breath, pass, waited } = loop(share);
  pass(1_000);
  await breath();
  expect(waited()).toBe(100);
  const next = breath();
  share.busy = 0.2;
  await next;
  expect(waited()).toBeLessThanOrEqual(40);
});

test('several that ask at once are let begin one after the other', async () => {
  const { breath, pass, waited } = loop({ busy: 0.1 });
  pass(1_000);
  const order: number[] = [];
  await Promise.all([1, 2, 3].map((one) => breath().then(() => order.push(one))));
  expect(order).toEqual([1, 2, 3]);
  expect(waited()).toBe(40);
});
