import type { Logger } from '../log.ts';
import { SECOND_MS } from '../migration/time.ts';

/**
 * What ends one after the other: first whoever brings something to do, so that what was acknowledged can still be done;
 * then what does it; then the pages that say so; the store last.
 */
const PHASES = ['requests', 'work', 'pages', 'store'] as const;
type Phase = (typeof PHASES)[number];

export type Ending = {
  /** What is to end, and when. Parts of one phase end at the same time. */
  readonly add: (phase: Phase, name: string, end: () => Promise<void>) => void;
  /** From `end` on. */
  readonly hasBegun: () => boolean;
  /** Ends everything within `limitMs`; a part that takes longer is left behind and named in the log. Never rejects. */
  readonly end: () => Promise<void>;
};

/** Whoever stops a process waits that long, as a rule, before killing it: systemd 90 s, Kubernetes 30 s, Docker 10 s. */
const LIMIT_MS = 18 * SECOND_MS;

export function createEnding(log: Pick<Logger, 'info' | 'warn' | 'error'>, limitMs: number = LIMIT_MS): Ending {
  const parts: { readonly phase: Phase; readonly name: string; readonly end: () => Promise<void> }[] = [];
  let ended: Promise<void> | undefined;

  const endAll = async (): Promise<void> => {
    log.info('stopping: no more requests are taken, what was acknowledged is finished');
    const from = performance.now();
    const left = new Set<string>();
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, limitMs);
    for (const phase of PHASES) {
      // What was opened last ends first.
      const ends = parts
        .filter((part) => part.phase === phase)
        .reverse()
        .map(async ({ name, end }) => {
          left.add(name);
          try {
            await end();
          } catch (error) {
            log.error({ err: error, part: name }, 'a part did not stop cleanly');
          }
          left.delete(name);
        });
      await Promise.race([Promise.all(ends), late.promise]);
    }
    clearTimeout(timer);
    const tookMs = Math.round(performance.now() - from);
    if (left.size > 0) log.warn({ left: [...left], tookMs }, 'stopped; not all of it had ended in time');
    else log.info({ tookMs }, 'stopped');
  };

  return {
    add: (phase, name, end) => void parts.push({ phase, name, end }),
    hasBegun: () => ended !== undefined,
    end: () => {
      ended ??= endAll();
      return ended;
    },
  };
}
