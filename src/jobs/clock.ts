import { type Job, scheduleJob } from 'node-schedule';
import type { Logger } from '../log.ts';
import type { Instant } from '../migration/time.ts';

export type ClockDeps = {
  readonly nextDueAt: () => Instant | undefined;
  readonly runDue: () => Promise<void>;
  readonly deliverDue: () => Promise<void>;
  /** Called when the clock was set back: due times reckoned by the old one lie too far ahead. */
  readonly reconsider: () => Promise<void>;
  readonly now: () => Instant;
  readonly log: Pick<Logger, 'error'>;
};

export type Clock = {
  /** Something was committed: see whether it is due already. */
  readonly nudge: () => void;
  readonly stop: () => void;
};

/** Corrections smaller than this are the ordinary work of NTP. */
const SET_BACK_MS = 5_000;

/**
 * Fires what is due. A tick every second looks at the wall clock anew, so a jump of the clock or a suspended machine
 * costs a second at most; between ticks a timer stands for what is due sooner.
 */
export function startClock(deps: ClockDeps): Clock {
  let stopped = false;
  let early: NodeJS.Timeout | undefined;
  let nudged = false;
  let lastTick = deps.now();

  const fire = (): void => {
    if (stopped) return;
    const setBack = deps.now() < lastTick - SET_BACK_MS;
    lastTick = deps.now();
    if (setBack) void guarded(deps.reconsider());
    void guarded(deps.runDue());
    void guarded(deps.deliverDue());
    plan();
  };
  const guarded = async (work: Promise<void>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      deps.log.error({ err: error }, 'what is due could not be run; the next tick tries again');
    }
  };
  const plan = (): void => {
    clearTimeout(early);
    const next = deps.nextDueAt();
    if (stopped || next === undefined) return;
    const waitMs = next - deps.now();
    if (waitMs > 0 && waitMs < 1_000) early = setTimeout(fire, waitMs);
  };

  const job: Job = scheduleJob('* * * * * *', fire);
  return {
    nudge() {
      if (nudged || stopped) return;
      nudged = true;
      setImmediate(() => {
        nudged = false;
        const next = deps.nextDueAt();
        if (next !== undefined && next <= deps.now()) void guarded(deps.runDue());
        void guarded(deps.deliverDue());
        plan();
      });
    },
    stop() {
      stopped = true;
      clearTimeout(early);
      job.cancel();
    },
  };
}
