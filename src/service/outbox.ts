import { AppError, ErrorCode, isAppError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Migration } from '../migration/record.ts';
import { HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from '../migration/time.ts';
import type { Outbox, StoredOutboxEntry } from '../store/outbox.ts';
import type { OutboxPayload } from './migrations.ts';
import type { Delivery, DeliveryJob } from './ports.ts';
import { createWaits } from './waits.ts';

export type CourierDeps = {
  readonly outbox: Outbox;
  readonly read: (id: string) => Promise<Migration | undefined>;
  readonly delivery: Delivery;
  readonly now: () => Instant;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly metrics: Metrics;
};

export type Courier = {
  /** Delivers what is due, each migration in its own order and by itself; resolves when all that was due was tried. */
  readonly deliverDue: () => Promise<void>;
  /** Lets the deliveries under way end, for a few seconds at most, and begins no more. */
  readonly stop: () => Promise<void>;
};

/** A channel that is gone or closed to the bot may come back; it is tried at this pace for ever. */
const WHEN_IMPOSSIBLE_MS = HOUR_MS;
const LONGEST_WAIT_MS = 5 * MINUTE_MS;
/** So far this machine's clock and Slack's may be apart when a message is looked for by its time. */
const CLOCKS_APART_MS = 10 * MINUTE_MS;
const PAGE = 500;
/** What Slack has not answered by then is in doubt at the next start, as after a crash. */
const STOP_LIMIT_MS = 5 * SECOND_MS;

/**
 * Carries the outbox to Slack, at least once. A post is preceded by saving `sending`; after a doubt (a crash, a time-out)
 * the message is looked for in the channel and adopted, else posted again, and marked as a repeat where nobody could tell.
 */
export function createCourier(deps: CourierDeps): Courier {
  const waits = createWaits(deps.now);
  const age = deps.metrics.gauge(
    'mail_migration_bot_outbox_age_seconds',
    'Age of the oldest message not delivered yet.',
  );
  const sent = deps.metrics.counter('mail_migration_bot_outbox_total', 'Deliveries, by outcome.');
  const rounds = new Set<Promise<void>>();
  const queues = new Map<string, Promise<void>>();
  const again = new Set<string>();
  let stopping = false;

  /** What waits, by migration. The oldest page is not enough while it holds only what a closed channel keeps waiting. */
  const pending = async (): Promise<ReadonlyMap<string, readonly StoredOutboxEntry[]>> => {
    for (let limit = PAGE; ; limit *= 2) {
      const entries = await deps.outbox.pending({ limit });
      const isOpen = entries.some(({ entry }) => waits.until(entry.migrationId) === undefined);
      if (entries.length === limit && !isOpen) continue;
      const oldest = entries[0]?.entry.createdAt;
      age.set(oldest === undefined ? 0 : Math.max(0, (deps.now() - oldest) / SECOND_MS));
      return Map.groupBy(entries, ({ entry }) => entry.migrationId);
    }
  };

  /** Delivers in order until something has to wait. True: all was delivered. */
  const deliverAll = async (id: string, entries: readonly StoredOutboxEntry[]): Promise<boolean> => {
    let [current] = entries;
    try {
      for (const stored of await withoutOvertaken(deps.outbox, entries)) {
        if (stopping || waits.until(id) !== undefined) return false;
        current = stored;
        if (await delivered(deps, stored.entry.id)) sent.add({ outcome: 'delivered' });
      }
      return true;
    } catch (error) {
      const waitMs = waitAfter(error, current?.entry.attempts ?? 0);
      waits.begin(id, waitMs);
      sent.add({ outcome: isAppError(error, ErrorCode.DeliveryImpossible) ? 'impossible' : 'retry' });
      deps.log.warn({ err: error, migration: id, outbox: current?.entry.id, waitMs }, 'an announcement waits');
      return false;
    }
  };

  const work = async (id: string, first: readonly StoredOutboxEntry[]): Promise<void> => {
    let entries = first;
    while (await deliverAll(id, entries)) {
      if (!again.delete(id)) return;
      entries = (await pending()).get(id) ?? [];
    }
    again.delete(id);
  };

  /** One queue a migration at a time: one that is under way looks once more when it is through. */
  const queue = (id: string, entries: readonly StoredOutboxEntry[]): Promise<void> => {
    const underWay = queues.get(id);
    if (underWay !== undefined) {
      again.add(id);
      return underWay;
    }
    const begun = work(id, entries).finally(() => queues.delete(id));
    queues.set(id, begun);
    return begun;
  };

  const round = async (): Promise<void> => {
    const entries = await pending();
    if (!stopping) await Promise.all([...entries].map(([id, list]) => queue(id, list)));
  };

  return {
    async deliverDue() {
      if (stopping) return;
      const mine = round();
      rounds.add(mine);
      await mine.finally(() => rounds.delete(mine));
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

/** A status message says all that those before it would: they are settled at once, or a closed channel heaps them up. */
async function withoutOvertaken(
  outbox: Outbox,
  entries: readonly StoredOutboxEntry[],
): Promise<readonly StoredOutboxEntry[]> {
  const last = entries.findLastIndex(({ entry }) => entry.kind === 'status');
  const isOvertaken = ({ entry }: StoredOutboxEntry, index: number) =>
    index < last && entry.kind === 'status' && entry.state === 'pending';
  // In conflict somebody has it in hand, or had: then it is not ours to settle.
  for (const { entry, version } of entries.filter(isOvertaken)) await outbox.save({ ...entry, state: 'sent' }, version);
  return entries.filter((stored, index) => !isOvertaken(stored, index));
}

/** Delivers an entry as it stands now; false when that was done already: the list it was on may have grown old. */
async function delivered(deps: CourierDeps, outboxId: string): Promise<boolean> {
  const stored = await deps.outbox.read(outboxId);
  if (stored === undefined || stored.entry.state === 'sent' || stored.entry.state === 'failed') return false;
  await deliverOne(deps, stored);
  return true;
}

/** Throws what the delivery threw, with the entry saved as what it then is: in doubt, or still to be sent. */
async function deliverOne(deps: CourierDeps, stored: StoredOutboxEntry): Promise<void> {
  const { entry } = stored;
  const migration = await deps.read(entry.migrationId);
  if (migration === undefined) throw new AppError(ErrorCode.MigrationUnknown, { id: entry.migrationId });
  const payload = entry.payload as OutboxPayload;
  const slot = payload.kind === 'status' ? 'status' : 'slot' in payload ? payload.slot : undefined;
  const messageTs = slot === undefined ? undefined : await deps.outbox.slotTs(entry.migrationId, slot);
  const job: DeliveryJob = {
    outboxId: entry.id,
    migration,
    announcement: payload,
    ...(messageTs === undefined ? {} : { messageTs }),
    repeat: false,
  };
  const found =
    entry.state === 'sending' ? await lookedFor(deps, job, entry.sendingSince ?? entry.createdAt) : 'absent';
  const doubt = typeof found === 'object' ? undefined : found === 'cannot-tell';
  // To edit twice does no harm, so only a post is announced to the store beforehand.
  const before = messageTs === undefined && doubt !== undefined ? await savedAsSending(deps, stored) : stored;
  const ts =
    doubt === undefined && typeof found === 'object'
      ? found.messageTs
      : await attempt(deps, before, { ...job, repeat: doubt === true });
  await saved(
    deps,
    { ...before.entry, state: 'sent', messageTs: ts },
    before.version,
    slot === undefined ? undefined : { name: slot, messageTs: ts },
  );
}

async function lookedFor(deps: CourierDeps, job: DeliveryJob, since: Instant): ReturnType<Delivery['find']> {
  return job.messageTs === undefined ? await deps.delivery.find(job, since - CLOCKS_APART_MS) : 'absent';
}

async function savedAsSending(deps: CourierDeps, { entry, version }: StoredOutboxEntry): Promise<StoredOutboxEntry> {
  const sending = {
    ...entry,
    state: 'sending' as const,
    sendingSince: entry.sendingSince ?? deps.now(),
    attempts: entry.attempts + 1,
  };
  await saved(deps, sending, version);
  return { entry: sending, version: version + 1 };
}

async function attempt(deps: CourierDeps, { entry, version }: StoredOutboxEntry, job: DeliveryJob): Promise<string> {
  try {
    return (await deps.delivery.deliver(job)).messageTs;
  } catch (error) {
    const certain =
      isAppError(error, ErrorCode.DeliveryImpossible) ||
      (isAppError(error, ErrorCode.DeliveryRetry) && error.details.doubtful === false);
    const { sendingSince: _since, ...rest } = entry;
    // Surely not posted, and no earlier attempt in doubt: simply to be sent again.
    if (certain && entry.state === 'sending' && entry.attempts <= 1)
      await saved(deps, { ...rest, state: 'pending', attempts: 0 }, version);
    throw error;
  }
}

async function saved(
  deps: CourierDeps,
  entry: StoredOutboxEntry['entry'],
  version: number,
  slot?: { name: string; messageTs: string },
): Promise<void> {
  const outcome = await deps.outbox.save(entry, version, slot);
  // Another process has this entry in hand; what it does stands.
  if (outcome === 'conflict')
    throw new AppError(ErrorCode.DeliveryRetry, { retryAfterMs: SECOND_MS, doubtful: false, reason: 'taken' });
}

function waitAfter(error: unknown, attempts: number): number {
  if (isAppError(error, ErrorCode.DeliveryImpossible)) return WHEN_IMPOSSIBLE_MS;
  const asked = isAppError(error, ErrorCode.DeliveryRetry) ? Number(error.details.retryAfterMs) : 5 * SECOND_MS;
  return Math.min(LONGEST_WAIT_MS, Math.max(asked, SECOND_MS) * 2 ** Math.min(attempts, 6));
}
