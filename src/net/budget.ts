import { onAbort } from './abort.ts';
import { DialError } from './failures.ts';

/**
 * How much may be under way at once, to one server and in all: politeness to each server, and an end to the number of
 * sockets that a big sweep can open.
 */
export type Budget = {
  /** Runs `work` when there is room for `key`; first come, first served. A cancelled wait rejects with DialError. */
  run<T>(key: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
};

export type BudgetOptions = { readonly perServer: number; readonly total: number };

type Waiter = { readonly key: string; readonly start: () => void };

export function createBudget({ perServer, total }: BudgetOptions): Budget {
  const running = new Map<string, number>();
  const waiting = new Set<Waiter>();
  let all = 0;

  const hasRoom = (key: string) => all < total && (running.get(key) ?? 0) < perServer;

  const take = (key: string) => {
    all += 1;
    running.set(key, (running.get(key) ?? 0) + 1);
  };

  const give = (key: string) => {
    all -= 1;
    const left = (running.get(key) ?? 1) - 1;
    if (left === 0) running.delete(key);
    else running.set(key, left);
    if (waiting.size > 0) startNext();
  };

  const startNext = () => {
    for (const waiter of waiting) {
      if (all >= total) return;
      if (!hasRoom(waiter.key)) continue;
      waiting.delete(waiter);
      take(waiter.key);
      waiter.start();
      return;
    }
  };

  const room = (key: string, signal: AbortSignal | undefined) =>
    new Promise<void>((resolve, reject) => {
      const giveUp = () => {
        waiting.delete(waiter);
        reject(signal?.reason instanceof Error ? signal.reason : new DialError('cancelled', 'cancelled while waiting'));
      };
      const waiter: Waiter = {
        key,
        start: () => {
          forget();
          resolve();
        },
      };
      waiting.add(waiter);
      const forget = onAbort(signal, giveUp);
    });

  return {
    async run(key, work, signal) {
      if (signal?.aborted)
        throw signal.reason instanceof Error ? signal.reason : new DialError('cancelled', 'cancelled');
      if (hasRoom(key)) take(key);
      else await room(key, signal);
      try {
        return await work();
      } finally {
        give(key);
      }
    },
  };
}
