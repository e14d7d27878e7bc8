import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

/** Resolves when one more piece of work that nobody waits for may begin. */
export type Breath = () => Promise<void>;

/** What the event loop did between two marks; `performance.eventLoopUtilization` answers so. */
export type LoopUse = { readonly idle: number; readonly active: number };

/** Above this share of busy time people who press a button would feel it. */
const MOST_BUSY = 0.6;
/** A shorter time says nothing of how busy the process is. */
const SAMPLE_MS = 20;
/** However busy it is, one piece of work begins after this: what is due must not wait for a calm that never comes. */
const LONGEST_MS = 100;

/**
 * Lets work begin one piece after the other while the process has time for people too. After a start, or when a laptop
 * wakes up, everything is due at once; begun at once it would keep every click waiting for seconds. `use` tells the
 * milliseconds idle and busy since the process began.
 */
export function createBreath(
  use: () => LoopUse = () => performance.eventLoopUtilization(),
  wait: (ms: number) => Promise<unknown> = delay,
): Breath {
  let mark = use();
  let turn: Promise<void> = Promise.resolve();
  const next = async (): Promise<void> => {
    for (let waitedMs = 0; !isCalm(mark, use()) && waitedMs < LONGEST_MS; waitedMs += SAMPLE_MS) {
      mark = use();
      await wait(SAMPLE_MS);
    }
    mark = use();
  };
  return () => {
    turn = turn.then(next);
    return turn;
  };
}

function isCalm(from: LoopUse, to: LoopUse): boolean {
  const [idle, active] = [to.idle - from.idle, to.active - from.active];
  return idle + active >= SAMPLE_MS && active / (idle + active) <= MOST_BUSY;
}
