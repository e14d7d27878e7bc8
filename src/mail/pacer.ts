import { setTimeout as sleep } from 'node:timers/promises';

/** How fast messages are put on a server: one pacer for all that write to it at once. */
export type Pacer = {
  /** Resolves when so many messages may go. Rejects when `signal` is aborted. */
  readonly wait: (messages: number, signal: AbortSignal) => Promise<void>;
  /** From now on so many a second, on the average; 0: as many as the server takes. */
  readonly setRate: (messagesPerSecond: number) => void;
  /** The server has asked for patience: nothing goes for so long. */
  readonly backOff: (ms: number) => void;
};

type Clock = { readonly now: () => number; readonly delay: (ms: number, signal: AbortSignal) => Promise<void> };
const CLOCK: Clock = {
  now: () => performance.now(),
  delay: async (ms, signal) => await sleep(ms, undefined, { signal }),
};

export function createPacer(messagesPerSecond = 0, { now, delay }: Clock = CLOCK): Pacer {
  let rate = messagesPerSecond;
  let freeAt = now();
  let shutUntil = freeAt;
  return {
    async wait(messages, signal) {
      const at = now();
      const from = rate > 0 ? Math.max(freeAt, at, shutUntil) : Math.max(at, shutUntil);
      if (rate > 0) freeAt = from + (messages / rate) * 1_000;
      if (from > at) await delay(from - at, signal);
      // Others were told meanwhile that the server wants more patience.
      while (shutUntil > now()) await delay(shutUntil - now(), signal);
    },
    setRate(messages) {
      rate = messages;
    },
    backOff(ms) {
      shutUntil = Math.max(shutUntil, now() + ms);
    },
  };
}
