import { statfs } from 'node:fs/promises';
import { isAppError } from '../errors.ts';
import { type Instant, MINUTE_MS, SECOND_MS } from '../migration/time.ts';
import type { ReadinessCheck } from './health.ts';

/** Of the store as much as its check needs. */
type ProbedStore = {
  /** Rejects when the store cannot be read. */
  readonly read: () => Promise<unknown>;
  /** Rejects when nothing can be written to it. */
  readonly write: () => Promise<unknown>;
};

/** Each question would cost a write to the disk otherwise; what fails is tried again at the next question. */
const WRITE_EVERY_MS = MINUTE_MS;

/** Reads each time, and writes a row of its own once a minute at most: a full disk can be read. */
export function createStoreCheck(store: ProbedStore, now: () => Instant): () => Promise<ReadinessCheck> {
  let writtenAt: Instant | undefined;
  return async () => {
    try {
      await store.read();
      const isFresh = writtenAt !== undefined && now() >= writtenAt && now() - writtenAt < WRITE_EVERY_MS;
      if (!isFresh) {
        await store.write();
        writtenAt = now();
      }
      return { name: 'store', ok: true, detail: 'can be read and written' };
    } catch (error) {
      writtenAt = undefined;
      const code = isAppError(error) ? error.code : 'no answer';
      return {
        name: 'store',
        ok: false,
        detail: `cannot be read or written (${code}): nothing is taken in; docs/errors.md says what to do`,
      };
    }
  };
}

/** Slack has hiccups; after that long it is said. */
const AWAY_MS = MINUTE_MS;

/**
 * In Socket Mode nothing arrives without the connection: then the bot is not ready. Over HTTP requests arrive whether or
 * not Slack's Web API answers, and must not be kept from it.
 */
export function slackCheck(
  state: {
    readonly answeredAt: Instant | undefined;
    readonly failedAt: Instant | undefined;
    readonly link?: { readonly isLinked: boolean; readonly since: Instant };
  },
  now: Instant,
): ReadinessCheck {
  const { answeredAt, failedAt, link } = state;
  if (link !== undefined && !link.isLinked && now - link.since > AWAY_MS)
    return {
      name: 'slack',
      ok: false,
      detail: `not connected in Socket Mode for ${lasting(now - link.since)}: no command arrives; looks go on. The log says why; status.slack.com says whether Slack is away`,
    };
  const isFailing = failedAt !== undefined && failedAt > (answeredAt ?? 0);
  if (isFailing && now - (answeredAt ?? failedAt) > AWAY_MS)
    return {
      name: 'slack',
      ok: false,
      needed: false,
      detail: `no call of Slack was answered for ${lasting(now - (answeredAt ?? failedAt))}: messages wait and are delivered afterwards. Can this machine reach slack.com?`,
    };
  return { name: 'slack', ok: true, detail: link === undefined ? 'answers' : 'connected' };
}

/** A process that is late still serves whoever writes to it, and another one could not help it: it stays ready. */
export function agendaCheck(state: {
  readonly waiting: number;
  readonly underWay: number;
  readonly longestMs: number;
  readonly late: ReadonlyMap<string, unknown>;
}): ReadinessCheck {
  const { waiting, underWay, longestMs, late } = state;
  const figures = `${waiting} looks wait, the longest for ${lasting(longestMs)}; ${underWay} under way`;
  if (late.size === 0) return { name: 'agenda', ok: true, needed: false, detail: figures };
  return {
    name: 'agenda',
    ok: false,
    needed: false,
    detail: `${figures}. Looks of ${late.size} migrations are late: no gate opens on stale evidence. More migrations than this machine can watch, or servers that answer slowly: see mail_migration_bot_look_duration_seconds`,
  };
}

const UNDELIVERED_MS = 10 * MINUTE_MS;

export function outboxCheck(
  { since, waiting }: { readonly since: Instant | undefined; readonly waiting: number },
  now: Instant,
): ReadinessCheck {
  const ageMs = since === undefined ? 0 : Math.max(0, now - since);
  if (ageMs <= UNDELIVERED_MS)
    return { name: 'outbox', ok: true, needed: false, detail: `${waiting} messages to be delivered` };
  return {
    name: 'outbox',
    ok: false,
    needed: false,
    detail: `${waiting} messages could not be delivered, the oldest for ${lasting(ageMs)}. The log says why of each ("an announcement waits"): a channel that the bot is no longer in, or Slack away`,
  };
}

/** A commit needs a few hundred kilobytes; a day of a large migration some megabytes. */
const LOW_BYTES = 256 * 1024 * 1024;

/** Free space where the database lies, in bytes. */
export async function freeBytes(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}

export function diskCheck(free: number): ReadinessCheck {
  const size = `${Math.floor(free / 1024 / 1024)} MB free in DATA_DIR`;
  return free >= LOW_BYTES
    ? { name: 'disk', ok: true, needed: false, detail: size }
    : { name: 'disk', ok: false, needed: false, detail: `${size}: make room; when it is full nothing is taken in` };
}

export const STOPPING: ReadinessCheck = { name: 'process', ok: false, detail: 'is stopping' };

function lasting(ms: number): string {
  const seconds = Math.round(ms / SECOND_MS);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
