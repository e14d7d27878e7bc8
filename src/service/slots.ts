import { LOOKS, type Look } from '../migration/settings.ts';
import { type Instant, MINUTE_MS } from '../migration/time.ts';
import { createTimeQueue, type TimeQueue } from './time-queue.ts';

/** Looks of a lane wait for one another alone: a mail server that hangs keeps no DNS look waiting, a copy no login check. */
export const LANES = ['dns', 'mail', 'copy', 'long'] as const;
export type Lane = (typeof LANES)[number];

/** So many looks of the agenda are under way at a time in each lane; `most`: of one migration. Together they are 24. */
export const SLOTS: Readonly<Record<Lane, { readonly slots: number; readonly most: number }>> = {
  dns: { slots: 8, most: 2 },
  mail: { slots: 8, most: 2 },
  copy: { slots: 4, most: 1 },
  long: { slots: 4, most: 2 },
};

/** A look into mailboxes that takes longer counts as a long one, now and the next time: its server may hang. */
export const SLOW_MS = MINUTE_MS;

const LANE_OF: Readonly<Record<Look, Lane>> = {
  zone: 'dns',
  vantages: 'dns',
  logins: 'mail',
  survey: 'mail',
  acceptance: 'mail',
  probes: 'mail',
  content: 'copy',
  scan: 'long',
  rescue: 'long',
};

export type Waiter = {
  readonly id: string;
  readonly look: Look;
  /** The workspace that the migration belongs to. */
  readonly workspace: string;
  readonly dueAt: Instant;
  /** From when on it could have begun: what became due while no bot ran, or in a pause, has not waited for others. */
  readonly since: Instant;
};

export type Slots = {
  /** It is due, and waits from here on; of one that waits already the earlier instant counts. */
  readonly wait: (waiter: Waiter) => void;
  readonly isWaiting: (id: string, look: Look) => boolean;
  /** It is due no longer. */
  readonly leave: (id: string, look: Look) => void;
  /** The next that may begin now; from here on it has a slot, until `ended`. */
  readonly begin: (now: Instant) => Waiter | undefined;
  /** The next that may begin now, left where it is. */
  readonly peek: () => Waiter | undefined;
  readonly ended: (id: string, look: Look, now: Instant) => void;
  /** Nothing of this migration waits or is remembered any more. */
  readonly forget: (id: string) => void;
  /** Those that wait for others, not for a look of their own migration. */
  readonly heldUp: () => readonly (Waiter & { readonly lane: Lane })[];
  readonly counts: () => Readonly<Record<Lane, { readonly waiting: number; readonly underWay: number }>>;
};

type Begun = { readonly waiter: Waiter; readonly lane: Lane; readonly since: Instant };
type Room = {
  /** By workspace. */
  readonly waiting: Map<string, TimeQueue<Waiter>>;
  /** How many looks of each migration wait. */
  readonly waitingOf: Map<string, number>;
  /** How many slots each workspace, and each migration, holds. */
  readonly heldBy: Map<string, number>;
  readonly heldOf: Map<string, number>;
  underWay: number;
};

/**
 * Who of those that are due begins next. Longest overdue first; but a workspace, or a migration, that holds its share of
 * a lane lets others go first, no migration holds more than `most`, and where several workspaces wait none of them
 * takes the last slot of a lane alone.
 */
export function createSlots(): Slots {
  const rooms: Readonly<Record<Lane, Room>> = { dns: room(), mail: room(), copy: room(), long: room() };
  const laneOfWaiter = new Map<string, Lane>();
  const underWay = new Map<string, Begun>();
  const slow = new Set<string>();
  const workspaces = new Set<string>();

  const remove = (waiter: Waiter): void => {
    const key = keyOf(waiter.id, waiter.look);
    const lane = laneOfWaiter.get(key);
    if (lane === undefined) return;
    laneOfWaiter.delete(key);
    const { waiting, waitingOf } = rooms[lane];
    const queue = waiting.get(waiter.workspace);
    queue?.remove(key);
    if (queue?.size() === 0) waiting.delete(waiter.workspace);
    add(waitingOf, waiter.id, -1);
  };

  const waiterOf = (id: string, look: Look): Waiter | undefined => {
    const key = keyOf(id, look);
    const lane = laneOfWaiter.get(key);
    if (lane === undefined) return undefined;
    for (const queue of rooms[lane].waiting.values()) {
      const found = queue.get(key)?.item;
      if (found !== undefined) return found;
    }
    return undefined;
  };

  const hold = ({ waiter, lane }: Pick<Begun, 'waiter' | 'lane'>, by: 1 | -1): void => {
    add(rooms[lane].heldBy, waiter.workspace, by);
    add(rooms[lane].heldOf, waiter.id, by);
    rooms[lane].underWay += by;
  };

  const hasRoomFor = (lane: Lane, id: string): boolean =>
    rooms[lane].underWay < SLOTS[lane].slots && (rooms[lane].heldOf.get(id) ?? 0) < SLOTS[lane].most;

  /** A look that has gone on for long makes room for those that are quick. */
  const moveSlow = (now: Instant): void => {
    for (const [key, begun] of underWay) {
      if (begun.lane !== 'mail' || now - begun.since <= SLOW_MS) continue;
      slow.add(key);
      if (!hasRoomFor('long', begun.waiter.id)) continue;
      hold(begun, -1);
      const moved: Begun = { ...begun, lane: 'long' };
      hold(moved, 1);
      underWay.set(key, moved);
    }
  };

  const peek = (): (Waiter & { readonly lane: Lane }) | undefined => {
    for (const lane of LANES) {
      const waiter = nextIn(rooms[lane], SLOTS[lane], workspaces.size);
      if (waiter !== undefined) return { ...waiter, lane };
    }
    return undefined;
  };

  return {
    wait(waiter) {
      const known = waiterOf(waiter.id, waiter.look);
      if (known !== undefined && known.dueAt <= waiter.dueAt) return;
      if (known !== undefined) remove(known);
      const key = keyOf(waiter.id, waiter.look);
      const lane = LANE_OF[waiter.look] === 'mail' && slow.has(key) ? 'long' : LANE_OF[waiter.look];
      const { waiting, waitingOf } = rooms[lane];
      const queue = waiting.get(waiter.workspace) ?? createTimeQueue<Waiter>();
      waiting.set(waiter.workspace, queue);
      queue.set(key, waiter.dueAt, waiter);
      add(waitingOf, waiter.id, 1);
      laneOfWaiter.set(key, lane);
      workspaces.add(waiter.workspace);
    },
    isWaiting: (id, look) => laneOfWaiter.has(keyOf(id, look)),
    leave(id, look) {
      const waiter = waiterOf(id, look);
      if (waiter !== undefined) remove(waiter);
    },
    begin(now) {
      moveSlow(now);
      const next = peek();
      if (next === undefined) return undefined;
      const { lane, ...waiter } = next;
      remove(waiter);
      const begun: Begun = { waiter, lane, since: now };
      underWay.set(keyOf(waiter.id, waiter.look), begun);
      hold(begun, 1);
      return waiter;
    },
    peek,
    ended(id, look, now) {
      const key = keyOf(id, look);
      const begun = underWay.get(key);
      if (begun === undefined) return;
      underWay.delete(key);
      hold(begun, -1);
      if (now - begun.since > SLOW_MS) slow.add(key);
      else slow.delete(key);
    },
    forget(id) {
      for (const look of LOOKS) {
        const waiter = waiterOf(id, look);
        if (waiter !== undefined) remove(waiter);
        slow.delete(keyOf(id, look));
      }
    },
    heldUp: () =>
      LANES.flatMap((lane) =>
        [...rooms[lane].waiting.values()].flatMap((queue) =>
          [...queue.all()].flatMap(({ item }) =>
            (rooms[lane].heldOf.get(item.id) ?? 0) < SLOTS[lane].most ? [{ ...item, lane }] : [],
          ),
        ),
      ),
    counts() {
      const of = (lane: Lane) => ({
        waiting: [...rooms[lane].waiting.values()].reduce((sum, queue) => sum + queue.size(), 0),
        underWay: rooms[lane].underWay,
      });
      return { dns: of('dns'), mail: of('mail'), copy: of('copy'), long: of('long') };
    },
  };
}

const keyOf = (id: string, look: Look): string => `${id}/${look}`;

const room = (): Room => ({
  waiting: new Map(),
  waitingOf: new Map(),
  heldBy: new Map(),
  heldOf: new Map(),
  underWay: 0,
});

function add(counts: Map<string, number>, key: string, by: number): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}

type Candidate = { readonly waiter: Waiter; readonly rank: number };

function nextIn(room: Room, { slots, most }: (typeof SLOTS)[Lane], workspaces: number): Waiter | undefined {
  if (room.underWay >= slots) return undefined;
  const share = shareOf(slots, room.waiting, room.heldBy);
  const shareOfOne = Math.min(most, shareOf(slots, room.waitingOf, room.heldOf));
  let best: Candidate | undefined;
  for (const [workspace, queue] of room.waiting) {
    const held = room.heldBy.get(workspace) ?? 0;
    if (workspaces > 1 && held >= Math.max(1, slots - 1)) continue;
    const found = earliest(queue, (id) => {
      const ofOne = room.heldOf.get(id) ?? 0;
      return ofOne >= most ? undefined : Number(ofOne >= shareOfOne);
    });
    if (found === undefined) continue;
    const candidate = { waiter: found.waiter, rank: found.rank + (held >= share ? 2 : 0) };
    if (best === undefined || isBefore(candidate, best)) best = candidate;
  }
  return best?.waiter;
}

const isBefore = (one: Candidate, other: Candidate): boolean =>
  one.rank < other.rank || (one.rank === other.rank && one.waiter.dueAt < other.waiter.dueAt);

/** What each may hold while all of them want something. */
function shareOf(slots: number, wanting: ReadonlyMap<string, unknown>, holding: ReadonlyMap<string, unknown>): number {
  let contenders = wanting.size;
  for (const one of holding.keys()) if (!wanting.has(one)) contenders += 1;
  return Math.max(1, Math.floor(slots / Math.max(1, contenders)));
}

/**
 * The longest overdue of the best rank; undefined as a rank: not now. Only looks of migrations that hold a slot are ever
 * passed over, and those are few.
 */
function earliest(queue: TimeQueue<Waiter>, rankOf: (id: string) => number | undefined): Candidate | undefined {
  const passed: Waiter[] = [];
  let best: Candidate | undefined;
  for (let first = queue.first(); first !== undefined; first = queue.first()) {
    const waiter = first.item;
    const rank = rankOf(waiter.id);
    if (rank !== undefined && (best === undefined || rank < best.rank)) best = { waiter, rank };
    if (best?.rank === 0) break;
    passed.push(waiter);
    queue.remove(first.key);
  }
  for (const waiter of passed) queue.set(keyOf(waiter.id, waiter.look), waiter.dueAt, waiter);
  return best;
}
