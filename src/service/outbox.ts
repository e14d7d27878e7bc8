import { ErrorCode, isAppError } from '../errors.ts';
import { withLogFields } from '../log-context.ts';
import type { Metrics } from '../metrics.ts';
import { HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from '../migration/time.ts';
import type { Outbox, OutboxEntry, StoredOutboxEntry } from '../store/outbox.ts';
import { deliverEntry, type EntryDeps, isRepost } from './outbox-entry.ts';
import { createTidying } from './tidying.ts';
import { createWaits } from './waits.ts';

export type CourierDeps = EntryDeps & { readonly metrics: Metrics };

export type Courier = {
  /**
   * Delivers what is due, to each migration's channel and to each person in its own order and by itself; resolves when
   * all that was due was tried.
   */
  readonly deliverDue: () => Promise<void>;
  /** Since when the oldest message that is not delivered waits, and how many there are, as of the last look. */
  readonly oldest: () => { readonly since: Instant | undefined; readonly waiting: number };
  /** Tries a migration's channel now, whatever wait it is in. */
  readonly retry: (migrationId: string) => Promise<void>;
  /** Lets the deliveries under way end, for a few seconds at most, and begins no more. */
  readonly stop: () => Promise<void>;
};

/**
 * A channel that is gone or closed to the bot may come back; it is tried at this pace for ever. So is a person while the
 * bot may write to nobody directly.
 */
const WHEN_IMPOSSIBLE_MS = HOUR_MS;
const LONGEST_WAIT_MS = 5 * MINUTE_MS;
const PAGE = 500;
/** What Slack has not answered by then is in doubt at the next start, as after a crash. */
const STOP_LIMIT_MS = 5 * SECOND_MS;

/**
 * Carries the outbox to Slack, at least once. A post is preceded by saving `sending`; after a doubt (a crash, a time-out)
 * the message is looked for in the channel and adopted, else posted again, and marked as a repeat where nobody could tell.
 * What cannot be delivered in one place waits there alone: a person who cannot be reached holds up no channel, and a
 * closed channel no person.
 */
export function createCourier(deps: CourierDeps): Courier {
  const waits = createWaits(deps.now);
  const age = deps.metrics.gauge(
    'mail_migration_bot_outbox_age_seconds',
    'Age of the oldest message not delivered yet.',
  );
  const sent = deps.metrics.counter('mail_migration_bot_outbox_total', 'Deliveries, by outcome.');
  const size = deps.metrics.gauge('mail_migration_bot_outbox_messages', 'Messages not delivered yet.');
  const tidy = createTidying(deps);
  let oldest: { readonly since: Instant | undefined; readonly waiting: number } = { since: undefined, waiting: 0 };
  const rounds = new Set<Promise<void>>();
  const queues = new Map<string, Promise<void>>();
  const again = new Set<string>();
  let stopping = false;

  /** What waits, lane by lane. The oldest page is not enough while it holds only what a closed channel keeps waiting. */
  const pending = async (): Promise<ReadonlyMap<string, readonly StoredOutboxEntry[]>> => {
    for (let limit = PAGE; ; limit *= 2) {
      const entries = await deps.outbox.pending({ limit });
      const isOpen = entries.some(({ entry }) => waits.until(laneOf(entry)) === undefined);
      if (entries.length === limit && !isOpen) continue;
      const since = entries[0]?.entry.createdAt;
      oldest = { since, waiting: entries.length };
      age.set(since === undefined ? 0 : Math.max(0, (deps.now() - since) / SECOND_MS));
      size.set(entries.length);
      return Map.groupBy(entries, ({ entry }) => laneOf(entry));
    }
  };

  /** Delivers in order until something has to wait. True: all was delivered. */
  const deliverAll = async (lane: string, entries: readonly StoredOutboxEntry[]): Promise<boolean> => {
    let [current] = entries;
    try {
      for (const stored of await withoutOvertaken(deps.outbox, entries)) {
        if (stopping || waits.until(lane) !== undefined) return false;
        current = stored;
        const outcome = await deliverEntry(deps, stored.entry.id);
        if (outcome !== 'settled') sent.add({ outcome });
      }
      return true;
    } catch (error) {
      const waitMs = waitAfter(error, current?.entry.attempts ?? 0);
      waits.begin(lane, waitMs);
      sent.add({ outcome: waitMs === WHEN_IMPOSSIBLE_MS ? 'impossible' : 'retry' });
      const { migrationId: migration, id: outbox, to } = current?.entry ?? {};
      deps.log.warn({ err: error, migration, outbox, to, waitMs }, 'an announcement waits');
      return false;
    }
  };

  const work = async (lane: string, first: readonly StoredOutboxEntry[]): Promise<void> => {
    let entries = first;
    while (await deliverAll(lane, entries)) {
      if (!again.delete(lane)) return;
      entries = (await pending()).get(lane) ?? [];
    }
    again.delete(lane);
  };

  /** One queue a lane at a time: one that is under way looks once more when it is through. */
  const queue = (lane: string, entries: readonly StoredOutboxEntry[]): Promise<void> => {
    const underWay = queues.get(lane);
    if (underWay !== undefined) {
      again.add(lane);
      return underWay;
    }
    const migration = entries[0]?.entry.migrationId;
    const begun = withLogFields({ migration }, () => work(lane, entries)).finally(() => queues.delete(lane));
    queues.set(lane, begun);
    return begun;
  };

  const round = async (): Promise<void> => {
    const entries = await pending();
    if (!stopping) await Promise.all([...[...entries].map(([lane, list]) => queue(lane, list)), tidy()]);
  };

  const deliverDue = async (): Promise<void> => {
    if (stopping) return;
    const mine = round();
    rounds.add(mine);
    await mine.finally(() => rounds.delete(mine));
  };

  return {
    deliverDue,
    oldest: () => oldest,
    async retry(migrationId) {
      waits.end(migrationId);
      await deliverDue();
    },
    async stop() {
      stopping = true;
      const late = Promise.withResolvers<void>();
      const timer = setTimeout(late.resolve, STOP_LIMIT_MS);
      await Promise.race([Promise.allSettled(rounds), late.promise]);
      clearTimeout(timer);
    },
  };
}

/** Where an announcement goes: the channel of its migration, or a person. Each place is served by itself. */
function laneOf({ migrationId, to }: OutboxEntry): string {
  return to === undefined ? migrationId : `${migrationId} ${to}`;
}

/** A status message says all that those before it would: they are settled at once, or a closed channel heaps them up. */
async function withoutOvertaken(
  outbox: Outbox,
  entries: readonly StoredOutboxEntry[],
): Promise<readonly StoredOutboxEntry[]> {
  const last = entries.findLastIndex(({ entry }) => entry.kind === 'status');
  const lastRepost = entries.findLastIndex(({ entry }) => isRepost(entry));
  // One that is to be posted anew is not said by a later edit.
  const isOvertaken = ({ entry }: StoredOutboxEntry, index: number) =>
    index < (isRepost(entry) ? lastRepost : last) && entry.kind === 'status' && entry.state === 'pending';
  // In conflict somebody has it in hand, or had: then it is not ours to settle.
  for (const { entry, version } of entries.filter(isOvertaken)) await outbox.save({ ...entry, state: 'sent' }, version);
  return entries.filter((stored, index) => !isOvertaken(stored, index));
}

function waitAfter(error: unknown, attempts: number): number {
  if (isAppError(error, ErrorCode.DeliveryImpossible) || isAppError(error, ErrorCode.PersonUnreachable))
    return WHEN_IMPOSSIBLE_MS;
  const asked = isAppError(error, ErrorCode.DeliveryRetry) ? Number(error.details.retryAfterMs) : 5 * SECOND_MS;
  // Never sooner than Slack asks for, however long that is.
  return Math.max(asked, Math.min(LONGEST_WAIT_MS, Math.max(asked, SECOND_MS) * 2 ** Math.min(attempts, 6)));
}
