import type { Facts } from '../facts.ts';
import { mailboxKey } from '../keys.ts';
import type { Arrival } from '../observations.ts';
import type { Sightings } from '../sightings.ts';
import type { Instant } from '../time.ts';
import { leaving, type Surveyed } from './surveyed.ts';

/**
 * Deliveries whose stamp lies before the rewrite although they can only have come after it: the survey before this one
 * was taken after the rewrite too, and they were not in the inbox then. The server's clock is slow, or wrong by its
 * time zone. Where another folder became emptier meanwhile, somebody may have moved old mail into the inbox: not these,
 * unless by the server's own clock they were put there as soon as they were stamped (SAVEDATE). A late save alone makes
 * no delivery harmless.
 */
export function stampedTooEarly(
  facts: Facts,
  before: Sightings['survey'],
  surveyed: readonly Surveyed[],
  from: Instant,
): readonly Arrival[] {
  return surveyed.flatMap(({ observation: { mailbox, side }, result, isBaseline }) => {
    const last = before[mailboxKey(mailbox, side)]?.ok;
    if (side !== leaving(facts) || isBaseline || last === undefined) return [];
    if (last.at < from || last.at >= result.at) return [];
    // After a rollback the new server's mailbox may be read from its beginning, in parts: the next one is no newer.
    if (side === 'new' && last.more === true) return [];
    const shrank = last.folders.some((folder) => {
      const now = result.folders.find((other) => other.path === folder.path);
      return folder.specialUse !== 'inbox' && (now === undefined || now.messages < folder.messages);
    });
    const inboxes = new Set(
      result.folders.filter((folder) => folder.specialUse === 'inbox').map((folder) => folder.path),
    );
    return result.arrivals.filter(
      (arrival) =>
        arrival.kind === 'delivery' &&
        arrival.at < from &&
        inboxes.has(arrival.folder) &&
        (!shrank || isSavedAtOnce(arrival)),
    );
  });
}

/** Between a stamp and the mailbox lies a filter at most. */
const AT_ONCE_MS = 300_000;

const isSavedAtOnce = ({ at, savedAt }: Arrival): boolean =>
  savedAt !== undefined && Math.abs(savedAt - at) < AT_ONCE_MS;
