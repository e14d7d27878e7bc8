import type { Instant } from '../../migration/time.ts';

/** Runs one piece of work a channel at a time, and begins the next no sooner than `gapMs` after the one before began. */
export type ChannelQueue = { readonly run: <Result>(channel: string, work: () => Promise<Result>) => Promise<Result> };

export type Pace = {
  readonly gapMs: number;
  readonly now: () => Instant;
  readonly sleep: (ms: number) => Promise<void>;
};

/** Slack takes about one message a second in a channel; channels do not wait for each other. */
export function createChannelQueue(pace: Pace): ChannelQueue {
  const tails = new Map<string, Promise<void>>();
  return {
    run: async (channel, work) => {
      const before = tails.get(channel) ?? Promise.resolve();
      const turn = Promise.withResolvers<void>();
      tails.set(channel, turn.promise);
      await before;
      const begunAt = pace.now();
      try {
        return await work();
      } finally {
        // The gap is waited out by whoever comes next, not by the one whose work is done.
        void pace.sleep(Math.max(0, begunAt + pace.gapMs - pace.now())).then(() => {
          if (tails.get(channel) === turn.promise) tails.delete(channel);
          turn.resolve();
        });
      }
    },
  };
}
