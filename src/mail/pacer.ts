import { setTimeout as delay } from 'node:timers/promises';

export type Pacer = { readonly wait: (messages: number, signal: AbortSignal) => Promise<void> };

/** Lets so many messages a second pass, on the average since it was made; undefined: all of them. */
export function createPacer(messagesPerSecond: number | undefined): Pacer {
  let freeAt = performance.now();
  return {
    async wait(messages, signal) {
      if (messagesPerSecond === undefined) return;
      const now = performance.now();
      const waitMs = freeAt - now;
      freeAt = Math.max(freeAt, now) + (messages / messagesPerSecond) * 1_000;
      if (waitMs > 0) await delay(waitMs, undefined, { signal });
    },
  };
}
