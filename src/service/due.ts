import type { Due } from '../migration/agenda.ts';
import type { Instant } from '../migration/time.ts';

export type DueList = {
  /** The agenda of a migration, as of its last commit; replaces what was known. Empty: nothing is due any more. */
  readonly set: (id: string, agenda: readonly Due[]) => void;
  /** What is due now and not under way; from here on it counts as under way until `ended`. */
  readonly take: () => readonly { readonly id: string; readonly what: Due['what'] }[];
  /** Work has ended; with `retryAt` it did not succeed and is due again then. */
  readonly ended: (id: string, what: Due['what'], retryAt?: Instant) => void;
  /** The earliest instant at which something is due that is not under way. */
  readonly next: () => Instant | undefined;
};

/**
 * What is due when, over all migrations of this process. Each kind of look runs by itself: a mail server that hangs
 * keeps no DNS look waiting.
 */
export function createDueList(now: () => Instant): DueList {
  const agendas = new Map<string, readonly Due[]>();
  const underWay = new Set<string>();
  const notBefore = new Map<string, Instant>();
  const keyOf = (id: string, what: Due['what']) => `${id}/${what}`;

  const waiting = (): { readonly id: string; readonly what: Due['what']; readonly dueAt: Instant }[] =>
    [...agendas].flatMap(([id, agenda]) =>
      agenda
        .filter(({ what }) => !underWay.has(keyOf(id, what)))
        .map(({ what, dueAt }) => ({ id, what, dueAt: Math.max(dueAt, notBefore.get(keyOf(id, what)) ?? 0) })),
    );

  return {
    set(id, agenda) {
      if (agenda.length === 0) agendas.delete(id);
      else agendas.set(id, agenda);
    },
    take() {
      const due = waiting().filter(({ dueAt }) => dueAt <= now());
      for (const { id, what } of due) underWay.add(keyOf(id, what));
      return due;
    },
    ended(id, what, retryAt) {
      underWay.delete(keyOf(id, what));
      if (retryAt === undefined) notBefore.delete(keyOf(id, what));
      else notBefore.set(keyOf(id, what), retryAt);
    },
    next() {
      const times = waiting().map(({ dueAt }) => dueAt);
      return times.length === 0 ? undefined : Math.min(...times);
    },
  };
}
