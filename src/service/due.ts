import type { Due } from '../migration/agenda.ts';
import { type Instant, SECOND_MS } from '../migration/time.ts';
import { createWaits } from './waits.ts';

export type DueList = {
  /** The agenda of a migration, as of its last commit; replaces what was known. Empty: nothing is due any more. */
  readonly set: (id: string, agenda: readonly Due[]) => void;
  /** What is due now and not under way, the longest due first; from here on it counts as under way until `ended`. */
  readonly take: () => readonly { readonly id: string; readonly what: Due['what'] }[];
  /** Work has ended. Where it failed, or nothing was committed since it was taken, it is due again a while later. */
  readonly ended: (id: string, what: Due['what'], outcome: 'done' | 'failed') => void;
  /** The earliest instant at which something is due that is not under way. */
  readonly next: () => Instant | undefined;
};

/** The store was away, or the work changed nothing: a while later, not at once. */
export const RETRY_MS = 5 * SECOND_MS;

/**
 * What is due when, over all migrations of this process. Each kind of look runs by itself: a mail server that hangs
 * keeps no DNS look waiting.
 */
export function createDueList(now: () => Instant): DueList {
  const agendas = new Map<string, readonly Due[]>();
  /** With the agenda that each was taken from: a commit replaces it. */
  const underWay = new Map<string, readonly Due[]>();
  const waits = createWaits(now);
  const keyOf = (id: string, what: Due['what']) => `${id}/${what}`;

  const waiting = (): { readonly id: string; readonly what: Due['what']; readonly dueAt: Instant }[] =>
    [...agendas].flatMap(([id, agenda]) =>
      agenda
        .filter(({ what }) => !underWay.has(keyOf(id, what)))
        .map(({ what, dueAt }) => ({ id, what, dueAt: Math.max(dueAt, waits.until(keyOf(id, what)) ?? dueAt) })),
    );

  return {
    set(id, agenda) {
      if (agenda.length === 0) agendas.delete(id);
      else agendas.set(id, agenda);
    },
    take() {
      const due = waiting()
        .filter(({ dueAt }) => dueAt <= now())
        .sort((a, b) => a.dueAt - b.dueAt);
      for (const { id, what } of due) underWay.set(keyOf(id, what), agendas.get(id) ?? []);
      return due.map(({ id, what }) => ({ id, what }));
    },
    ended(id, what, outcome) {
      const key = keyOf(id, what);
      const isMoved = outcome === 'done' && agendas.get(id) !== underWay.get(key);
      underWay.delete(key);
      if (isMoved) waits.end(key);
      else waits.begin(key, RETRY_MS);
    },
    next() {
      const times = waiting().map(({ dueAt }) => dueAt);
      return times.length === 0 ? undefined : Math.min(...times);
    },
  };
}
