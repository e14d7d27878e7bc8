import { AppError, ErrorCode, isAppError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Actor } from '../migration/actor.ts';
import type { Command } from '../migration/commands.ts';
import type { PersonHours } from '../migration/hours-facts.ts';
import { isSameHours, USUAL_HOURS } from '../migration/person-hours.ts';
import type { Migration } from '../migration/record.ts';
import { type Instant, MINUTE_MS, SECOND_MS } from '../migration/time.ts';
import type { Outbox, OutboxEntry, StoredOutboxEntry } from '../store/outbox.ts';
import type { OutboxPayload } from './migrations.ts';
import type { ChangeResult, Delivered, Delivery, DeliveryJob } from './ports.ts';

export type EntryDeps = {
  readonly outbox: Outbox;
  readonly read: (id: string) => Promise<Migration | undefined>;
  /** Reports to the record who cannot be reached, and who can again. */
  readonly change: (id: string, command: Command) => Promise<ChangeResult>;
  readonly delivery: Delivery;
  readonly now: () => Instant;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
};

/** So far this machine's clock and Slack's may be apart when a message is looked for by its time. */
const CLOCKS_APART_MS = 10 * MINUTE_MS;

/**
 * Delivers an entry as it stands now. `settled`: that was done already, for the list it was on may have grown old.
 * `unreachable`: the person cannot be sent direct messages; the record was told, and the entry is given up. Throws what
 * the delivery threw, with the entry saved as what it then is: in doubt, or still to be sent.
 */
export async function deliverEntry(
  deps: EntryDeps,
  outboxId: string,
): Promise<'delivered' | 'settled' | 'unreachable'> {
  const stored = await deps.outbox.read(outboxId);
  if (stored === undefined || stored.entry.state === 'sent' || stored.entry.state === 'failed') return 'settled';
  const { to, migrationId } = stored.entry;
  try {
    await deliverOne(deps, stored);
    return 'delivered';
  } catch (error) {
    if (to === undefined || !isAppError(error, ErrorCode.PersonUnreachable)) throw error;
    const reason = String(error.details.reason);
    // The record first: a crash between the two has the message tried, and the same found, once more.
    await deps.change(migrationId, { kind: 'report-unreachable', person: to, reason });
    if (error.details.forGood !== true) throw error;
    await giveUp(deps, outboxId, reason);
    deps.log.warn({ migration: migrationId, outbox: outboxId, person: to, reason }, 'a person cannot be reached');
    return 'unreachable';
  }
}

async function giveUp(deps: EntryDeps, outboxId: string, reason: string): Promise<void> {
  const stored = await deps.outbox.read(outboxId);
  if (stored !== undefined) await saved(deps, { ...stored.entry, state: 'failed', lastError: reason }, stored.version);
}

async function deliverOne(deps: EntryDeps, stored: StoredOutboxEntry): Promise<void> {
  const { entry } = stored;
  const migration = await deps.read(entry.migrationId);
  if (migration === undefined) throw new AppError(ErrorCode.MigrationUnknown, { id: entry.migrationId });
  const payload = entry.payload as OutboxPayload;
  const slot = slotOf(payload, entry.to);
  if (isRepost(entry) && entry.messageTs !== undefined) return await retired(deps, stored, migration, entry.messageTs);
  const standing = slot === undefined ? undefined : await deps.outbox.slotTs(entry.migrationId, slot);
  const messageTs = isRepost(entry) ? undefined : standing;
  // Nobody is told that what they never read is past.
  if (messageTs === undefined && isEditOnly(payload))
    return await saved(deps, { ...entry, state: 'sent' }, stored.version);
  // A picture is detail: it stands under the status message.
  const threadTs = payload.kind === 'timeline' ? await deps.outbox.slotTs(entry.migrationId, 'status') : undefined;
  const job: DeliveryJob = {
    outboxId: entry.id,
    migration,
    announcement: payload,
    // Before anything is in doubt: that nobody can be written to there leaves nothing to look for.
    ...(entry.to === undefined ? {} : { direct: { to: entry.to, conversation: await deps.delivery.open(entry.to) } }),
    ...(messageTs === undefined ? {} : { messageTs }),
    ...(threadTs === undefined ? {} : { threadTs }),
    doubts: entry.attempts,
    repeat: false,
  };
  const found =
    entry.state === 'sending' ? await lookedFor(deps, job, entry.sendingSince ?? entry.createdAt) : 'absent';
  const doubt = typeof found === 'object' ? undefined : found === 'cannot-tell';
  // To edit twice does no harm, so only a post is announced to the store beforehand.
  const before = messageTs === undefined && doubt !== undefined ? await savedAsSending(deps, stored) : stored;
  const done: Delivered =
    doubt === undefined && typeof found === 'object'
      ? found
      : await attempt(deps, before, { ...job, repeat: doubt === true });
  const ts = done.messageTs;
  // The new message is the living one from here on, and the one it was leads there next: at no time are two edited.
  const isMoved = isRepost(entry) && standing !== undefined;
  const after = {
    ...before.entry,
    state: isMoved ? ('sending' as const) : ('sent' as const),
    messageTs: ts,
    ...(isMoved ? { formerTs: standing } : {}),
  };
  await saved(deps, after, before.version, slot === undefined ? undefined : { name: slot, messageTs: ts });
  if (isMoved) return await retired(deps, { entry: after, version: before.version + 1 }, migration, ts);
  if (entry.to === undefined) return;
  await reached(deps, migration, entry.to);
  await zoneLearnt(deps, migration, entry.to, done.timeZone);
  await hoursLearnt(deps, migration, entry.to, done.hours);
}

/** A status message that is posted anew. */
export function isRepost({ kind, payload }: OutboxEntry): boolean {
  return kind === 'status' && 'repost' in (payload as OutboxPayload);
}

const isEditOnly = (payload: OutboxPayload): boolean => 'editOnly' in payload && payload.editOnly === true;

async function retired(
  deps: EntryDeps,
  { entry, version }: StoredOutboxEntry,
  migration: Migration,
  currentTs: string,
): Promise<void> {
  const job = { outboxId: entry.id, migration, announcement: { kind: 'status' as const }, repeat: false };
  if (entry.formerTs !== undefined && entry.formerTs !== currentTs)
    await deps.delivery.retire(job, entry.formerTs, currentTs);
  await saved(deps, { ...entry, state: 'sent' }, version);
}

/** Several people may be told under one name, each by a message of their own. */
function slotOf(payload: OutboxPayload, to: Actor | undefined): string | undefined {
  if (payload.kind === 'status') return 'status';
  if (!('slot' in payload) || payload.slot === undefined) return undefined;
  return to === undefined ? payload.slot : `${payload.slot} to ${to}`;
}

async function reached(deps: EntryDeps, migration: Migration, person: Actor): Promise<void> {
  if (migration.facts.unreachable?.[person] === undefined) return;
  await deps.change(migration.id, { kind: 'report-reached', person });
}

/** By their own clock people are reminded. */
async function zoneLearnt(
  deps: EntryDeps,
  { id, facts }: Migration,
  person: Actor,
  timeZone: string | undefined,
): Promise<void> {
  if (timeZone === undefined || timeZone === (facts.personZones?.[person] ?? facts.timeZone)) return;
  await deps.change(id, { kind: 'report-person-zone', person, timeZone });
}

async function hoursLearnt(
  deps: EntryDeps,
  { id, facts }: Migration,
  person: Actor,
  hours: PersonHours | undefined,
): Promise<void> {
  if (hours === undefined || isSameHours(hours, facts.personHours?.[person] ?? USUAL_HOURS)) return;
  await deps.change(id, { kind: 'report-person-hours', person, hours });
}

async function lookedFor(deps: EntryDeps, job: DeliveryJob, since: Instant): ReturnType<Delivery['find']> {
  return job.messageTs === undefined ? await deps.delivery.find(job, since - CLOCKS_APART_MS) : 'absent';
}

async function savedAsSending(deps: EntryDeps, { entry, version }: StoredOutboxEntry): Promise<StoredOutboxEntry> {
  const sending = {
    ...entry,
    state: 'sending' as const,
    sendingSince: entry.sendingSince ?? deps.now(),
    attempts: entry.attempts + 1,
  };
  await saved(deps, sending, version);
  return { entry: sending, version: version + 1 };
}

async function attempt(deps: EntryDeps, { entry, version }: StoredOutboxEntry, job: DeliveryJob): Promise<Delivered> {
  try {
    return await deps.delivery.deliver(job);
  } catch (error) {
    const { sendingSince: _since, ...rest } = entry;
    // Surely not posted, and no earlier attempt in doubt: simply to be sent again.
    if (isCertain(error) && entry.state === 'sending' && entry.attempts <= 1)
      await saved(deps, { ...rest, state: 'pending', attempts: 0 }, version);
    throw error;
  }
}

const isCertain = (error: unknown): boolean =>
  isAppError(error, ErrorCode.DeliveryImpossible) ||
  isAppError(error, ErrorCode.PersonUnreachable) ||
  (isAppError(error, ErrorCode.DeliveryRetry) && error.details.doubtful === false);

async function saved(
  deps: EntryDeps,
  entry: OutboxEntry,
  version: number,
  slot?: { name: string; messageTs: string },
): Promise<void> {
  const outcome = await deps.outbox.save(entry, version, slot);
  // Another process has this entry in hand; what it does stands.
  if (outcome === 'conflict')
    throw new AppError(ErrorCode.DeliveryRetry, { retryAfterMs: SECOND_MS, doubtful: false, reason: 'taken' });
}
