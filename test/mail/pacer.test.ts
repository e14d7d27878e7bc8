import { describe, expect, it } from 'vitest';
import { createPacer } from '../../src/mail/pacer.ts';

const signal = new AbortController().signal;

/** A clock that stands still but for what is waited for. */
function clock() {
  let at = 1_000;
  return {
    now: () => at,
    delay: async (ms: number) => {
      at += ms;
    },
  };
}

describe('a pacer', () => {
  it('lets so many a second pass, whoever they belong to', async () => {
    const time = clock();
    const pacer = createPacer(10, time);
    for (const messages of [5, 20, 1]) await pacer.wait(messages, signal);
    expect(time.now()).toBe(1_000 + 2_500);
  });

  it('does not save up what was not used', async () => {
    const time = clock();
    const pacer = createPacer(10, time);
    await pacer.wait(1, signal);
    await time.delay(60_000);
    await pacer.wait(100, signal);
    await pacer.wait(1, signal);
    expect(time.now()).toBe(1_000 + 60_000 + 10_000);
  });

  it('without a rate holds nobody up, until the server asks for patience', async () => {
    const time = clock();
    const pacer = createPacer(0, time);
    for (let index = 0; index < 9; index += 1) await pacer.wait(1_000, signal);
    expect(time.now()).toBe(1_000);
    pacer.backOff(5_000);
    pacer.backOff(2_000);
    await pacer.wait(1, signal);
    expect(time.now()).toBe(6_000);
  });

  it('takes a new rate', async () => {
    const time = clock();
    const pacer = createPacer(1, time);
    pacer.setRate(0);
    await pacer.wait(10, signal);
    await pacer.wait(10, signal);
    expect(time.now()).toBe(1_000);
  });
});
