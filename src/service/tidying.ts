import type { Logger } from '../log.ts';
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from '../migration/time.ts';
import type { Outbox, OutboxEntry } from '../store/outbox.ts';

/** What was said is looked up by nobody after that; a status message says nothing that the next one does not. */
const KEPT_MS = 7 * DAY_MS;
const STATUS_KEPT_MS = HOUR_MS;
/** So many entries are gone through at a time: nobody feels it. */
const BATCH = 500;

/**
 * Removes what was sent from the outbox, a small part at each call that comes when it is time. Whatever is still needed
 * of it is kept elsewhere: slots, by which messages are edited, are rows of their own, and a message that is in doubt is
 * not `sent`.
 */
export function createTidying(deps: {
  readonly outbox: Pick<Outbox, 'removeSent'>;
  readonly now: () => Instant;
  readonly log: Pick<Logger, 'warn'>;
}): () => Promise<void> {
  let after: string | undefined;
  let last: Instant | undefined;
  let waitMs = 0;
  let underWay = false;

  const isNeeded = ({ kind, createdAt }: Pick<OutboxEntry, 'kind' | 'createdAt'>): boolean =>
    createdAt > deps.now() - (kind === 'status' ? STATUS_KEPT_MS : KEPT_MS);

  return async () => {
    const now = deps.now();
    // A clock that was set back is no reason to wait for it.
    if (underWay || (last !== undefined && now >= last && now < last + waitMs)) return;
    underWay = true;
    last = now;
    try {
      const done = await deps.outbox.removeSent({ isNeeded, limit: BATCH, after });
      after = done.after;
      waitMs = done.removed > BATCH / 2 ? SECOND_MS : MINUTE_MS;
    } catch (error) {
      waitMs = HOUR_MS;
      deps.log.warn({ err: error }, 'the outbox was not tidied up; tried again in an hour');
    } finally {
      underWay = false;
    }
  };
}
