/** The handlers under way, so that a stop can wait for them: the library's own stop does not. */
export type Running = {
  readonly track: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Resolves when none is under way, or after `limitMs` at the latest, with the number still under way. */
  readonly idle: (limitMs: number) => Promise<number>;
};

export function createRunning(): Running {
  const under = new Set<Promise<unknown>>();
  return {
    track: async (work) => {
      const promise = work();
      under.add(promise);
      try {
        return await promise;
      } finally {
        under.delete(promise);
      }
    },
    idle: async (limitMs) => {
      const late = Promise.withResolvers<void>();
      const timer = setTimeout(late.resolve, limitMs);
      await Promise.race([allOf(under), late.promise]);
      clearTimeout(timer);
      return under.size;
    },
  };
}

/** One that ends may have begun another. */
async function allOf(under: ReadonlySet<Promise<unknown>>): Promise<void> {
  while (under.size > 0) await Promise.allSettled([...under]);
}
