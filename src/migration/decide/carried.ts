import type { Straggler } from '../arrival-facts.ts';
import { reached } from '../arrivals.ts';
import type { Happening } from '../events.ts';
import type { Facts } from '../facts.ts';
import type { Side } from '../observations.ts';
import type { Sightings } from '../sightings.ts';
import type { Surveyed } from './surveyed.ts';

/** So many fingerprints of carried messages are remembered; a forgotten one means "not carried", never the reverse. */
const MOST_COPIES = 5_000;

/**
 * Messages on either server which the other one stamped. Those on the server being left count as well: what was carried
 * over right before a rollback is found after it.
 */
export function copiesAfter(before: Sightings['copies'], surveyed: readonly Surveyed[]): Sightings['copies'] {
  const fresh = surveyed.flatMap(({ observation, result }) =>
    result.arrivals
      .filter((arrival) => arrival.kind === 'copy')
      .map((arrival) => [copyKey(arrival, observation.side), result.at] as const),
  );
  if (fresh.length === 0) return before;
  const all = { ...before, ...Object.fromEntries(fresh) };
  const entries = Object.entries(all);
  return entries.length <= MOST_COPIES
    ? all
    : Object.fromEntries(entries.sort((a, b) => b[1] - a[1]).slice(0, MOST_COPIES));
}

/** The name of a copy, by the server that it lies on. */
const copyKey = (message: { mailbox: string; fingerprint: string }, on: Side): string =>
  `${message.mailbox}|${message.fingerprint}${on === 'new' ? '' : '|old'}`;

/** Stragglers whose copy has been seen on the other server than the one they reached, whichever was found first. */
export function carried(facts: Facts, found: readonly Straggler[], copies: Sightings['copies']): readonly Happening[] {
  const isThere = (known: Straggler) => copies[copyKey(known, reached(known) === 'old' ? 'new' : 'old')] !== undefined;
  const keys = [...facts.stragglers, ...found]
    .filter((known) => known.carriedAt === undefined && isThere(known))
    .map((known) => known.key);
  return keys.length === 0 ? [] : [{ kind: 'stragglers-carried', keys }];
}
