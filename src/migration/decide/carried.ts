import type { Happening } from '../events.ts';
import type { Facts, Straggler } from '../facts.ts';
import type { Sightings } from '../sightings.ts';
import { leaving, type Surveyed } from './surveyed.ts';

/** So many fingerprints of carried messages are remembered; a forgotten one means "not carried", never the reverse. */
const MOST_COPIES = 5_000;

/** Messages on the server that stays which the other one stamped. */
export function copiesAfter(
  before: Sightings['copies'],
  facts: Facts,
  surveyed: readonly Surveyed[],
): Sightings['copies'] {
  const fresh = surveyed
    .filter((one) => one.observation.side !== leaving(facts))
    .flatMap((one) => one.result.arrivals.map((arrival) => ({ arrival, at: one.result.at })))
    .filter(({ arrival }) => arrival.kind === 'copy');
  if (fresh.length === 0) return before;
  const all = { ...before, ...Object.fromEntries(fresh.map(({ arrival, at }) => [copyKey(arrival), at])) };
  const entries = Object.entries(all);
  return entries.length <= MOST_COPIES
    ? all
    : Object.fromEntries(entries.sort((a, b) => b[1] - a[1]).slice(0, MOST_COPIES));
}

const copyKey = (message: { mailbox: string; fingerprint: string }): string =>
  `${message.mailbox}|${message.fingerprint}`;

/** Stragglers whose copy has been seen, whichever of the two was found first. */
export function carried(facts: Facts, found: readonly Straggler[], copies: Sightings['copies']): readonly Happening[] {
  const keys = [...facts.stragglers, ...found]
    .filter((known) => known.carriedAt === undefined && copies[copyKey(known)] !== undefined)
    .map((known) => known.key);
  return keys.length === 0 ? [] : [{ kind: 'stragglers-carried', keys }];
}
