import { type Job, scheduleJob } from 'node-schedule';
import type { Logger } from '../log.ts';
import { type Instant, SECOND_MS } from '../migration/time.ts';

export type ClockDeps = {
  readonly nextDueAt: () => Instant | undefined;
  readonly runDue: () => Promise<void>;
  readonly deliverDue: () => Promise<void>;
  /** Called when the clock was set back: due times reckoned by the old one lie too far ahead. */
  readonly reconsider: () => Promise<void>;
  readonly now: () => Instant;
  readonly log: Pick<Logger, 'error' | 'info'>;
};

export type Clock = {
  /** Something was committed: see whether it is due already. */
  readonly nudge: () => void;
  readonly stop: () => void;
};

const EVERY_SECOND = '* * * * * *';
/** Corrections smaller than this are the ordinary work of NTP. */
const JUMP_MS = 5 * SECOND_MS;
const WATCH_MS = 5 * SECOND_MS;

/**
 * Fires what is due. A tick every second looks at the wall clock; between ticks a timer stands for what is due sooner.
 *
 * The schedule reckons by the wall clock itself: set back by a day, it would not tick for a day, and set forth, it would
 * make up for every second of it. So a watch that goes by elapsed time alone begins it anew after such a jump (which a
 * suspended machine sees too).
 */
export function startClock(deps: ClockDeps): Clock {
  let stopped = false;
  let early: NodeJS.Timeout | undefined;
  let nudged = false;
  let seen = { wall: deps.now(), elapsed: performance.now() };
  let job: Job | undefined;

  const guarded = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      deps.log.error({ err: error }, 'what is due could not be run; the next tick tries again');
    }
  };
  const fire = (): void => {
    void guarded(deps.runDue);
    void guarded(deps.deliverDue);
    plan();
  };
  const plan = (): void => {
    clearTimeout(early);
    const next = deps.nextDueAt();
    if (stopped || next === undefined) return;
    const waitMs = next - deps.now();
    if (waitMs > 0 && waitMs < SECOND_MS) early = setTimeout(fire, waitMs);
  };

  /** Whether the wall clock went its own way since the last look at it: then the schedule begins anew. */
  const hasJumped = (): boolean => {
    const now = { wall: deps.now(), elapsed: performance.now() };
    const jumpMs = now.wall - seen.wall - (now.elapsed - seen.elapsed);
    seen = now;
    if (Math.abs(jumpMs) <= JUMP_MS) return false;
    deps.log.info({ jumpMs: Math.round(jumpMs) }, 'the clock was set, or the machine slept');
    schedule();
    // What is due is read anew before it runs, or it would run by the old clock's reckoning.
    if (jumpMs < 0) void guarded(deps.reconsider).then(fire);
    else fire();
    return true;
  };
  const schedule = (): void => {
    job?.cancel();
    const mine = scheduleJob(EVERY_SECOND, () => {
      // A schedule given up may still hold a timer set by the old clock.
      if (stopped || mine !== job) mine.cancel();
      else if (!hasJumped()) fire();
    });
    job = mine;
  };

  schedule();
  const watch = setInterval(hasJumped, WATCH_MS);
  return {
    nudge() {
      if (nudged || stopped) return;
      nudged = true;
      setImmediate(() => {
        nudged = false;
        if (stopped) return;
        const next = deps.nextDueAt();
        if (next !== undefined && next <= deps.now()) void guarded(deps.runDue);
        void guarded(deps.deliverDue);
        plan();
      });
    },
    stop() {
      stopped = true;
      clearTimeout(early);
      clearInterval(watch);
      job?.cancel();
    },
  };
}
