import type { Straggler } from '../arrival-facts.ts';
import { reached } from '../arrivals.ts';
import type { Happening } from '../events.ts';
import type { Facts } from '../facts.ts';
import type { Side } from '../observations.ts';
import { rewriteFrom } from '../runbook.ts';
import type { Sightings } from '../sightings.ts';
import { SECOND_MS } from '../time.ts';
import type { Surveyed } from './surveyed.ts';

/** So many copies are remembered; a forgotten one means "not carried", never the reverse. */
const MOST_COPIES = 5_000;

/**
 * Messages on either server which the other one stamped. Those on the server being left count as well: what was carried
 * over right before a rollback is found after it.
 */
export function copiesAfter(
  before: Sightings['copies'],
  surveyed: readonly Surveyed[],
  facts: Facts,
): Sightings['copies'] {
  // After a rollback a whole mailbox of the new server may be read: what was copied there long ago is beside the point.
  const since = facts.state.kind === 'rolled-back' ? (rewriteFrom(facts) ?? 0) - SECOND_MS : 0;
  const fresh = surveyed.flatMap(({ observation, result }) =>
    result.arrivals
      .filter((arrival) => arrival.kind === 'copy' && (observation.side === 'old' || arrival.at >= since))
      .map((arrival) => [copyKey(arrival, observation.side), result.at] as const),
  );
  if (fresh.length === 0) return before;
  const all = { ...before, ...Object.fromEntries(fresh) };
  const entries = Object.entries(all);
  return entries.length <= MOST_COPIES
    ? all
    : Object.fromEntries(entries.sort((a, b) => b[1] - a[1]).slice(0, MOST_COPIES));
}

/** The name of a copy, by the server that it lies on: moved about there, it is one and the same. */
const copyKey = ({ stamp = '', ...message }: Message & { readonly stamp?: string }, on: Side): string =>
  `${groupKey(message)}|${stamp}${on === 'new' ? '' : OLD}`;

type Message = { readonly mailbox: string; readonly fingerprint: string };
const groupKey = ({ mailbox, fingerprint }: Message): string => `${mailbox}|${fingerprint}`;
const OLD = '|old';

/**
 * Stragglers whose copy has been seen on the other server than the one they reached, whichever was found first. Equal
 * Message-IDs can be two mails: a copy carries the delivery whose stamp it bears. What is known without its stamp counts
 * when there are as many copies as there are such stragglers, beside those that others have taken; with fewer nobody
 * knows whose they are, and none is carried: a rescue compares the messages themselves.
 */
export function carried(facts: Facts, found: readonly Straggler[], copies: Sightings['copies']): readonly Happening[] {
  // What the old server forwarded came there by itself, and takes no copy.
  const all = [...facts.stragglers, ...found].filter(({ source }) => source !== 'forwarded');
  const there = stampsOfCopies(copies);
  const alike = Map.groupBy(all, (one) => `${groupKey(one)}${reached(one) === 'old' ? '' : OLD}`);
  const keys = all
    .filter((one) => one.carriedAt === undefined)
    .filter((one) => {
      const group = `${groupKey(one)}${reached(one) === 'old' ? '' : OLD}`;
      return isCarried(one, alike.get(group) ?? [], there.get(group) ?? NO_STAMPS);
    })
    .map(({ key }) => key);
  return keys.length === 0 ? [] : [{ kind: 'stragglers-carried', keys }];
}

function isCarried({ stamp }: Straggler, alike: readonly Straggler[], there: ReadonlySet<string>): boolean {
  if (stamp !== undefined) return there.has(stamp);
  const taken = new Set(alike.flatMap((one) => one.stamp ?? []));
  const free = [...there].filter((one) => !taken.has(one)).length;
  return free > 0 && free >= alike.filter((one) => one.stamp === undefined).length;
}

const NO_STAMPS: ReadonlySet<string> = new Set();

/** The stamps that copies of one fingerprint bear, by mailbox, fingerprint and the server that they lie on. */
function stampsOfCopies(copies: Sightings['copies']): ReadonlyMap<string, ReadonlySet<string>> {
  const stamps = new Map<string, Set<string>>();
  for (const key of Object.keys(copies)) {
    const side = key.endsWith(OLD) ? OLD : '';
    const name = key.slice(0, key.length - side.length);
    const bar = name.lastIndexOf('|');
    const group = `${name.slice(0, bar)}${side}`;
    const known = stamps.get(group);
    if (known === undefined) stamps.set(group, new Set([name.slice(bar + 1)]));
    else known.add(name.slice(bar + 1));
  }
  return stamps;
}
