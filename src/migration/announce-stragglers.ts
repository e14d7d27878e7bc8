import type { Announcement } from './announcements.ts';
import type { Straggler } from './arrival-facts.ts';
import { reached } from './arrivals.ts';
import type { Event } from './events.ts';
import type { Facts } from './facts.ts';
import type { StragglerLine } from './mail-announcements.ts';
import { causeOf } from './straggler-advice.ts';

/** So many lines of one kind stand in a message; the rest is counted. */
export const MOST_LINES = 10;

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
    announcements.push({ kind: 'stragglers', ...side, lines: linesOf(found), total: found.length });
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

/** What reached the old server, and apart from it what, after a rollback, reached the new one. */
function bySide(all: readonly Straggler[]): readonly { found: readonly Straggler[]; side?: 'new' }[] {
  const old = all.filter((one) => reached(one) === 'old');
  const fresh = all.filter((one) => reached(one) === 'new');
  return [
    ...(old.length > 0 ? [{ found: old }] : []),
    ...(fresh.length > 0 ? [{ found: fresh, side: 'new' as const }] : []),
  ];
}

/** One straggler, by which path it came and why; the cause is told of what reached the old server. */
export function lineOf(facts: Facts, straggler: Straggler): StragglerLine {
  const { mailbox, at, from, path, carriedAt, subject } = straggler;
  return {
    mailbox,
    at,
    from,
    helo: path?.helo,
    address: path?.address,
    ...(reached(straggler) === 'old' ? { cause: causeOf(facts, straggler), onNew: carriedAt !== undefined } : {}),
    ...(subject === undefined ? {} : { subject }),
  };
}
