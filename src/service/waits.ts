import type { Instant } from '../migration/time.ts';

/** Subjects that are to be left alone for a while. */
export type Waits = {
  readonly begin: (subject: string, forMs: number) => void;
  readonly end: (subject: string) => void;
  /** When the wait ends; undefined when there is none, or it is over. */
  readonly until: (subject: string) => Instant | undefined;
};

/** A wait that began later than now was begun by a clock that has been set back since: it is over. */
export function createWaits(now: () => Instant): Waits {
  const waits = new Map<string, { readonly from: Instant; readonly until: Instant }>();
  return {
    begin(subject, forMs) {
      waits.set(subject, { from: now(), until: now() + forMs });
    },
    end(subject) {
      waits.delete(subject);
    },
    until(subject) {
      const wait = waits.get(subject);
      const at = now();
      return wait === undefined || at < wait.from || at >= wait.until ? undefined : wait.until;
    },
  };
}
