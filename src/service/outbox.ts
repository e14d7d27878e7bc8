import { AppError, ErrorCode, isAppError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Migration } from '../migration/record.ts';
import { HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from '../migration/time.ts';
import type { Outbox, StoredOutboxEntry } from '../store/outbox.ts';
import type { OutboxPayload } from './migrations.ts';
import type { Delivery, DeliveryJob } from './ports.ts';

export type CourierDeps = {
  readonly outbox: Outbox;
  readonly read: (id: string) => Promise<Migration | undefined>;
  readonly delivery: Delivery;
  readonly now: () => Instant;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly metrics: Metrics;
};

export type Courier = {
  /** Delivers what is due, each migration in its own order; joins a round that is under way, and looks once more after it. */
  readonly deliverDue: () => Promise<void>;
  /** Lets the deliveries under way end, and begins no more. */
  readonly stop: () => Promise<void>;
};

/** A channel that is gone or closed to the bot may come back; it is tried at this pace for ever. */
const WHEN_IMPOSSIBLE_MS = HOUR_MS;
const LONGEST_WAIT_MS = 5 * MINUTE_MS;
const PAGE = 500;

/**
 * Carries the outbox to Slack, at least once. A post is preceded by saving `sending`; after a doubt (a crash, a time-out)
 * the message is looked for in the channel and adopted, else posted again, and marked as a repeat where nobody could tell.
 */
export function createCourier(deps: CourierDeps): Courier {
  const waitUntil = new Map<string, Instant>();
  const age = deps.metrics.gauge(
    'mail_migration_bot_outbox_age_seconds',
    'Age of the oldest message not delivered yet.',
  );
  const sent = deps.metrics.counter('mail_migration_bot_outbox_total', 'Deliveries, by outcome.');
  let stopping = false;
  let running: Promise<void> | undefined;
  let again = false;

  const round = async (): Promise<void> => {
    const pending = await deps.outbox.pending({ limit: PAGE });
    const oldest = pending[0]?.entry.createdAt;
    age.set(oldest === undefined ? 0 : Math.max(0, (deps.now() - oldest) / SECOND_MS));
    const queues = Map.groupBy(pending, ({ entry }) => entry.migrationId);
    await Promise.all([...queues].map(([id, entries]) => deliverQueue(id, entries)));
  };

  const deliverQueue = async (id: string, entries: readonly StoredOutboxEntry[]): Promise<void> => {
    if ((waitUntil.get(id) ?? 0) > deps.now()) return;
    for (const [index, stored] of entries.entries()) {
      if (stopping) return;
      const overtaken =
        stored.entry.kind === 'status' && entries.slice(index + 1).some(({ entry }) => entry.kind === 'status');
      try {
        if (overtaken && stored.entry.state === 'pending')
          await deps.outbox.save({ ...stored.entry, state: 'sent' }, stored.version);
        else await deliverOne(deps, stored);
        waitUntil.delete(id);
        sent.add({ outcome: 'delivered' });
      } catch (error) {
        const waitMs = waitAfter(error, stored.entry.attempts);
        waitUntil.set(id, deps.now() + waitMs);
        sent.add({ outcome: isAppError(error, ErrorCode.DeliveryImpossible) ? 'impossible' : 'retry' });
        deps.log.warn({ err: error, migration: id, outbox: stored.entry.id, waitMs }, 'an announcement waits');
        return;
      }
    }
  };

  const deliverDue = async (): Promise<void> => {
    if (stopping) return;
    if (running !== undefined) {
      again = true;
      return await running;
    }
    running = (async () => {
      do {
        again = false;
        await round();
      } while (again && !stopping);
    })().finally(() => {
      running = undefined;
    });
    await running;
  };

  return {
    deliverDue,
    async stop() {
      stopping = true;
      await running?.catch(() => undefined);
    },
  };
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
  return job.messageTs === undefined ? await deps.delivery.find(job, since) : 'absent';
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
