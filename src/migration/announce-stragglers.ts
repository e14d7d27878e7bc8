import { ownersTold } from './announce-people.ts';
import { type Announcement, MOST_LINES } from './announcements.ts';
import type { Straggler } from './arrival-facts.ts';
import { isReal, isUnjudged, reached } from './arrivals.ts';
import type { Event } from './events.ts';
import type { Facts } from './facts.ts';
import { lineOf } from './straggler-line.ts';
import type { Instant } from './time.ts';

/** Stragglers, suspects and puzzles that the channel is told of. */
export function arrivalsTold(facts: Facts, event: Extract<Event, { kind: 'arrivals-told' }>): readonly Announcement[] {
  const find = (keys: readonly string[]) => {
    const wanted = new Set(keys);
    return facts.stragglers.filter((straggler) => wanted.has(straggler.key));
  };
  const linesOf = (found: readonly Straggler[]) => found.slice(0, MOST_LINES).map((one) => lineOf(facts, one));
  const puzzleKeys = new Set(event.puzzles);
  const puzzles = facts.puzzles.filter((puzzle) => puzzleKeys.has(puzzle.key));
  const announcements: Announcement[] = [];
  for (const { found, ...side } of bySide(find(event.stragglers)))
    announcements.push(toldAt(facts, event.at, found, side));
  for (const { found, ...side } of bySide(find(event.suspects))) {
    announcements.push({
      kind: 'suspects',
      ...side,
      slot: `suspects:${event.at}${side.side === undefined ? '' : ':new'}`,
      keys: found.map((one) => one.key),
      lines: linesOf(found),
    });
  }
  if (puzzles.length > 0) {
    const lines = puzzles
      .slice(0, MOST_LINES)
      .map(({ key, kind, mailbox, folder, count }) => ({ key, kind, mailbox, folder, count }));
    announcements.push({ kind: 'puzzles', lines });
  }
  return announcements;
}

/** The lists that these stood on, with what is to be judged still. */
export function suspectsNow(facts: Facts, event: Extract<Event, { kind: 'suspects-judged' }>): readonly Announcement[] {
  const keys = new Set(event.keys);
  const isListed = (one: Straggler): boolean => one.suspect !== undefined && one.toldAt !== undefined;
  const times = new Set(
    facts.stragglers.flatMap((one) => (keys.has(one.key) && isListed(one) ? (one.toldAt ?? []) : [])),
  );
  return [...times].flatMap((time) => {
    const listed = facts.stragglers.filter((one) => one.toldAt === time && isListed(one));
    return bySide(listed).map(({ found, ...side }): Announcement => {
      const open = found.filter(isUnjudged);
      const spam = found.filter(({ judged }) => judged === 'spam').length;
      return {
        kind: 'suspects',
        ...side,
        slot: `suspects:${time}${side.side === undefined ? '' : ':new'}`,
        keys: open.map(({ key }) => key),
        lines: open.slice(0, MOST_LINES).map((one) => lineOf(facts, one)),
        ...(open.length > 0 ? {} : { judged: { by: event.by, spam, real: found.length - spam } }),
      };
    });
  });
}

/** The lists on which something is to be judged still, at the end: nobody judges it any more. */
export function suspectsOver(facts: Facts): readonly Announcement[] {
  const listed = facts.stragglers.filter((one) => isUnjudged(one) && one.toldAt !== undefined);
  return [...Map.groupBy(listed, ({ toldAt }) => toldAt)].flatMap(([time, together]) =>
    bySide(together).map(
      ({ found, ...side }): Announcement => ({
        kind: 'suspects',
        ...side,
        slot: `suspects:${time}${side.side === undefined ? '' : ':new'}`,
        keys: found.map(({ key }) => key),
        lines: found.slice(0, MOST_LINES).map((one) => lineOf(facts, one)),
      }),
    ),
  );
}

/** The messages that told of these stragglers, as they stand now that they are on the other server. */
export function stragglersNow(facts: Facts, keys: readonly string[]): readonly Announcement[] {
  const moved = new Set(keys);
  const times = new Set(
    facts.stragglers.flatMap((one) => (moved.has(one.key) && isToldOf(one) ? (one.toldAt ?? []) : [])),
  );
  return [...times].flatMap((time) => {
    const together = facts.stragglers.filter((one) => one.toldAt === time && isToldOf(one));
    return bySide(together).map(({ found, ...side }) => toldAt(facts, time, found, side));
  });
}

/** Told of as a straggler, and not only when it had been carried over already, or as what may be spam. */
export const isToldOf = (one: Straggler): boolean =>
  isReal(one) && one.suspect === undefined && one.toldAt !== undefined && one.rescue?.toldAt !== one.toldAt;

/** The message that told of these at that instant. */
function toldAt(
  facts: Facts,
  time: Instant,
  found: readonly Straggler[],
  side: { readonly side?: 'new' },
): Announcement {
  const written = side.side === undefined ? (ownersTold(facts, found).written ?? []) : [];
  return {
    kind: 'stragglers',
    slot: `stragglers:${time}${side.side === undefined ? '' : ':new'}`,
    ...side,
    lines: found.slice(0, MOST_LINES).map((one) => lineOf(facts, one)),
    total: found.length,
    open: found.filter(({ carriedAt }) => carriedAt === undefined).length,
    ...(written.length === 0 ? {} : { written }),
  };
}

/** What reached the old server, and apart from it what, after a rollback, reached the new one. */
function bySide(all: readonly Straggler[]): readonly { found: readonly Straggler[]; side?: 'new' }[] {
  const old = all.filter((one) => reached(one) === 'old');
  const fresh = all.filter((one) => reached(one) === 'new');
  return [
    ...(old.length > 0 ? [{ found: old }] : []),
    ...(fresh.length > 0 ? [{ found: fresh, side: 'new' as const }] : []),
  ];
}
