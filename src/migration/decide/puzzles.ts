import type { Puzzle } from '../arrival-facts.ts';
import type { Happening } from '../events.ts';
import type { Facts } from '../facts.ts';
import { arrivalKey } from '../keys.ts';
import type { Arrival, Side } from '../observations.ts';
import { rewriteFrom } from '../runbook.ts';
import type { Instant } from '../time.ts';
import { leaving, type Surveyed } from './surveyed.ts';

/** What surveys of the server that is being left found and nobody can explain. */
export function puzzles(facts: Facts, surveyed: readonly Surveyed[], now: Instant): readonly Happening[] {
  const side = leaving(facts);
  const rewriteAt = rewriteFrom(facts);
  // Before the rewrite people sort and delete as they please; it is afterwards that every arrival must be accounted for.
  if (rewriteAt === undefined) return [];
  const from = rewriteAt - (rewriteAt % 1_000);
  const known = new Set(facts.puzzles.map((puzzle) => puzzle.key));
  const found = surveyed
    .filter((one) => one.observation.side === side && !one.isBaseline)
    .flatMap(({ observation: { mailbox }, result }): Puzzle[] => [
      ...result.unexplained.map(({ folder, count }) => puzzle('unexplained', mailbox, folder, count, now)),
      ...result.lost.map(({ folder, reason }) => puzzle(reason, mailbox, folder, 1, now)),
      ...result.arrivals
        .filter((arrival) => arrival.at >= from && (arrival.kind === 'unknown-stamp' || isOddCopy(arrival, side)))
        .map((arrival) => ({
          ...puzzle('unknown-stamp', mailbox, arrival.folder, 1, now),
          ...(arrival.stampedBy === undefined ? {} : { stampedBy: arrival.stampedBy }),
          key: `unknown-stamp|${arrivalKey(mailbox, arrival.folder, arrival.uidValidity, arrival.uid)}`,
        })),
    ])
    .filter((one) => !known.has(one.key) && known.add(one.key) !== undefined);
  return found.length === 0 ? [] : [{ kind: 'puzzles-found', puzzles: found }];
}

function puzzle(kind: Puzzle['kind'], mailbox: string, folder: string, count: number, now: Instant): Puzzle {
  return { key: `${kind}|${mailbox}|${folder}|${now}`, kind, mailbox, folder, count, seenAt: now };
}

/**
 * New mail on the old server under a name that passes for the new one's. Somebody may have moved it there by hand; but
 * were the name in truth one of the old server's, a straggler would hide behind it.
 */
const isOddCopy = (arrival: Arrival, side: Side): boolean => side === 'old' && arrival.kind === 'copy';
