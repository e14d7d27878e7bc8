import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Clock, type ClockDeps, startClock } from '../../src/jobs/clock.ts';
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from '../../src/migration/time.ts';

const NOON = Date.UTC(2026, 11, 1, 12);
let running: Clock | undefined;

afterEach(() => {
  running?.stop();
  running = undefined;
  vi.useRealTimers();
});

type Counted = { due: number; delivered: number; reconsidered: number; errors: unknown[]; next: Instant | undefined };

/** A clock that counts what it fires. */
function started(parts: Partial<ClockDeps> = {}): { readonly counts: Counted; readonly clock: Clock } {
  const counts: Counted = { due: 0, delivered: 0, reconsidered: 0, errors: [], next: undefined };
  const clock = startClock({
    nextDueAt: () => counts.next,
    runDue: async () => {
      counts.due += 1;
    },
    deliverDue: async () => {
      counts.delivered += 1;
    },
    reconsider: async () => {
      counts.reconsidered += 1;
    },
    now: Date.now,
    log: { error: (fields: unknown) => counts.errors.push(fields), info: () => {} },
    ...parts,
  });
  running = clock;
  return { counts, clock };
}

/** The machine's wall clock, timers and elapsed time in the test's hands; a jump moves the wall clock alone. */
function atNoon(): void {
  vi.useFakeTimers({
    now: NOON,
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'Date', 'performance'],
  });
}
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const jump = (ms: number) => vi.setSystemTime(Date.now() + ms);

describe('a clock', () => {
  it('really ticks', async () => {
    const { counts } = started();
    await expect.poll(() => counts.due, { timeout: 3_000 }).toBeGreaterThanOrEqual(2);
    expect(counts.delivered).toBeGreaterThanOrEqual(2);
  });

  it('ticks every second, and not once it is stopped', async () => {
    atNoon();
    const { counts, clock } = started();
    await pass(MINUTE_MS);
    expect(counts.due).toBe(60);
    clock.stop();
    clock.nudge();
    await pass(MINUTE_MS);
    expect(counts).toMatchObject({ due: 60, delivered: 60, reconsidered: 0 });
  });

  it('fires between ticks what is due sooner, and at once what a nudge says is due', async () => {
    atNoon();
    const { counts, clock } = started();
    counts.next = NOON + 300;
    clock.nudge();
    await pass(299);
    expect(counts).toMatchObject({ due: 0, delivered: 1 });
    await pass(2);
    expect(counts.due).toBe(1);
    counts.next = Date.now();
    clock.nudge();
    clock.nudge();
    await pass(1);
    expect(counts).toMatchObject({ due: 2, delivered: 3 });
  });

  it('goes on after a failure, and says it', async () => {
    atNoon();
    const broken = new Error('store away');
    const { counts } = started({ runDue: () => Promise.reject(broken) });
    await pass(3_000);
    expect(counts.delivered).toBe(3);
    expect(counts.errors).toEqual([{ err: broken }, { err: broken }, { err: broken }]);
  });
});

describe('a jump of the wall clock', () => {
  it('back by a day is noticed within seconds; ticks go on, one a second', async () => {
    atNoon();
    const { counts } = started();
    await pass(10_000);
    jump(-DAY_MS);
    await pass(6_000);
    expect(counts.reconsidered).toBe(1);
    const { due } = counts;
    await pass(MINUTE_MS);
    expect(counts.due - due).toBe(60);
    expect(counts.reconsidered).toBe(1);
  });

  it('leaves no second schedule behind, when what the old clock had set comes up', async () => {
    atNoon();
    const { counts } = started();
    await pass(10_000);
    jump(-10 * MINUTE_MS);
    await pass(11 * MINUTE_MS);
    const { due } = counts;
    await pass(MINUTE_MS);
    expect(counts.due - due).toBe(60);
  });

  it('is reckoned anew before anything runs by it', async () => {
    atNoon();
    const order: string[] = [];
    const slow = Promise.withResolvers<void>();
    started({
      reconsider: async () => {
        await slow.promise;
        order.push('reconsidered');
      },
      runDue: async () => {
        order.push('due');
      },
    });
    await pass(900);
    jump(-HOUR_MS);
    // Until the watch sees it no tick can come.
    await pass(4_200);
    expect(order).toEqual([]);
    slow.resolve();
    await pass(0);
    expect(order).toEqual(['reconsidered', 'due']);
  });

  it('forth by a day, as after a sleep, costs no tick for each second of it', async () => {
    atNoon();
    const { counts } = started();
    await pass(10_000);
    const { due } = counts;
    jump(DAY_MS);
    await pass(10_000);
    expect(counts.due - due).toBeGreaterThanOrEqual(9);
    expect(counts.due - due).toBeLessThanOrEqual(13);
    expect(counts.reconsidered).toBe(0);
  });

  it('of less than a few seconds is none', async () => {
    atNoon();
    const { counts } = started();
    await pass(2_500);
    jump(-2_000);
    await pass(10_000);
    expect(counts.reconsidered).toBe(0);
    expect(counts.due).toBeGreaterThanOrEqual(9);
  });
});
