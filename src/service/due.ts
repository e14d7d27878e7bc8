import type { Due } from '../migration/agenda.ts';
import type { Look } from '../migration/settings.ts';
import { type Instant, SECOND_MS } from '../migration/time.ts';
import { createSlots, type Slots } from './slots.ts';
import { createTimeQueue } from './time-queue.ts';
import { createWaits } from './waits.ts';

/** `since`: from when on it could have begun, see `Waiter`. */
export type Taken = {
  readonly id: string;
  readonly what: Due['what'];
  readonly dueAt: Instant;
  readonly since: Instant;
};

export type DueList = Pick<Slots, 'heldUp' | 'counts'> & {
  /** The agenda of a migration, as of its last commit; replaces what was known. Empty: nothing is due any more. */
  readonly set: (id: string, agenda: readonly Due[], workspace?: string) => void;
  /**
   * What is due now, not under way, and may begin; from here on it counts as under way until `ended`. Ticks and
   * holidays always may; looks wait for a slot, see `createSlots`.
   */
  readonly take: () => readonly Taken[];
  /** Of what was due at the last `take` and had to wait: what may begin now. */
  readonly takeHeldUp: () => readonly Taken[];
  /** Work has ended. Where it failed, or nothing was committed since it was taken, it is due again a while later. */
  readonly ended: (id: string, what: Due['what'], outcome: 'done' | 'failed') => void;
  /** The earliest instant at which something may begin that is not under way and waits for no slot. */
  readonly next: () => Instant | undefined;
};

/** The store was away, or the work changed nothing: a while later, not at once. */
export const RETRY_MS = 5 * SECOND_MS;

type Known = { readonly agenda: readonly Due[]; readonly workspace: string };

/**
 * What is due when, over all migrations of this process. What lies ahead is kept by its time, so that a look at the
 * clock costs the same with five migrations and with five thousand.
 */
export function createDueList(now: () => Instant): DueList {
  const known = new Map<string, Known>();
  const ahead = createTimeQueue<Omit<Taken, 'dueAt'>>();
  const slots = createSlots();
  /** With the agenda that each was taken from: a commit replaces it. */
  const underWay = new Map<string, readonly Due[] | undefined>();
  const waits = createWaits(now);
  const keyOf = (id: string, what: Due['what']) => `${id}/${what}`;

  const drop = (id: string, what: Due['what']): void => {
    ahead.remove(keyOf(id, what));
    if (isLook(what)) slots.leave(id, what);
  };
  const place = (id: string, { what, dueAt }: Due): void => {
    const key = keyOf(id, what);
    if (underWay.has(key)) return;
    const at = Math.max(dueAt, waits.until(key) ?? dueAt);
    // One that is held up stays so since when it was first due: each commit reckons it to be due "now".
    if (isLook(what) && slots.isWaiting(id, what)) {
      if (at <= now()) return;
      slots.leave(id, what);
    }
    ahead.set(key, at, { id, what, since: Math.max(at, now()) });
  };
  const heldUp = (): readonly Taken[] => {
    const taken: Taken[] = [];
    for (let next = slots.begin(now()); next !== undefined; next = slots.begin(now()))
      taken.push({ id: next.id, what: next.look, dueAt: next.dueAt, since: next.since });
    return taken;
  };
  const take = (taken: readonly Taken[]): readonly Taken[] => {
    for (const { id, what } of taken) underWay.set(keyOf(id, what), known.get(id)?.agenda);
    return taken.toSorted((a, b) => a.dueAt - b.dueAt);
  };

  return {
    ...slots,
    set(id, agenda, workspace = known.get(id)?.workspace ?? '') {
      const before = known.get(id)?.agenda ?? [];
      for (const { what } of before) if (!agenda.some((due) => due.what === what)) drop(id, what);
      if (agenda.length === 0) {
        known.delete(id);
        slots.forget(id);
      } else known.set(id, { agenda, workspace });
      for (const due of agenda) place(id, due);
    },
    take() {
      const at = now();
      const small: Taken[] = [];
      for (let first = ahead.first(); first !== undefined && first.at <= at; first = ahead.first()) {
        ahead.remove(first.key);
        const { id, what, since } = first.item;
        const workspace = known.get(id)?.workspace ?? '';
        if (isLook(what)) slots.wait({ id, look: what, dueAt: first.at, since, workspace });
        else small.push({ id, what, dueAt: first.at, since });
      }
      return take([...small, ...heldUp()]);
    },
    takeHeldUp: () => take(heldUp()),
    ended(id, what, outcome) {
      const key = keyOf(id, what);
      const standing = known.get(id);
      const isMoved = outcome === 'done' && standing?.agenda !== underWay.get(key);
      underWay.delete(key);
      if (isLook(what)) slots.ended(id, what, now());
      if (isMoved) waits.end(key);
      else waits.begin(key, RETRY_MS);
      for (const due of standing?.agenda ?? []) if (due.what === what) place(id, due);
    },
    next: () => slots.peek()?.dueAt ?? ahead.first()?.at,
  };
}

const isLook = (what: Due['what']): what is Look => what !== 'tick' && what !== 'holidays';
