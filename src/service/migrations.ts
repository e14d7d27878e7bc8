import { setImmediate as breathe } from 'node:timers/promises';
import { monotonicFactory } from 'ulid';
import { AppError, ErrorCode, isAppError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { agenda, type Due } from '../migration/agenda.ts';
import { announce } from '../migration/announce.ts';
import { isRewriteWatched, rewriteNow } from '../migration/announce-rewrite.ts';
import type { Announcement } from '../migration/announcements.ts';
import type { Command, StartInput } from '../migration/commands.ts';
import { decide, decideStart } from '../migration/decide.ts';
import type { Event } from '../migration/events.ts';
import type { Facts } from '../migration/facts.ts';
import type { Migration } from '../migration/record.ts';
import type { JournalLine } from '../migration/report/journal-line.ts';
import { hasEnded } from '../migration/runbook.ts';
import type { Instant } from '../migration/time.ts';
import type { MigrationStore, MigrationSummary } from '../store/migrations.ts';
import type { ChangeResult, HistoryLine, Journal, Place, Settles, StatusPayload, Team } from './ports.ts';

/** What the outbox carries: an announcement, or "the status message has something new to show". */
export type OutboxPayload = Announcement | StatusPayload;

export type MigrationsDeps = {
  readonly store: MigrationStore<Migration>;
  readonly now: () => Instant;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** Called after every commit: something may be due sooner, something may be to be delivered. */
  readonly committed: (change: {
    readonly id: string;
    readonly agenda: readonly Due[];
    readonly ended: boolean;
    /** The workspace that it belongs to. */
    readonly workspace: string;
  }) => void;
};

export type Migrations = {
  readonly start: (input: StartInput, by: string) => Promise<ChangeResult>;
  readonly change: (id: string, command: Command, settles?: Settles) => Promise<ChangeResult>;
  readonly read: (id: string) => Promise<Migration | undefined>;
  readonly inChannel: (place: Place) => Promise<Migration | undefined>;
  readonly inTeam: (team: Team) => Promise<readonly Migration[]>;
  readonly history: (id: string, last: number) => Promise<readonly HistoryLine[]>;
  readonly journal: (id: string) => Promise<Journal>;
};

const JOURNAL_PAGE = 500;

/** So many ended migrations of a workspace are read: few of them are shown, to whoever may see them. */
const ENDED_READ = 50;
/** After so many records others have their turn. */
const READ_AT_ONCE = 5;

/** So often a decision is made again on a newer record before the conflict is given up as a defect. */
const MOST_TRIES = 25;

/** What looks see without anything happening is shown at this pace: the message is edited, nobody is notified. */
const STATUS_EVERY_MS = 60_000;

/**
 * The one door to a record: load, decide, evolve, commit with compare-and-set; on a conflict decide again on what
 * stands then. What is resolved is committed.
 */
export function createMigrations(deps: MigrationsDeps): Migrations {
  const { store, now } = deps;
  const nextId = monotonicFactory();
  const inTurn = createTurns();
  const statusAt = new Map<string, Instant>();

  const commit = async (
    before: Facts | undefined,
    expectedVersion: number,
    migration: Migration,
    events: readonly Event[],
    at: Instant,
    { predecessors, settles }: { readonly predecessors?: number; readonly settles?: string | undefined },
  ) => {
    // Either way: a clock that was set back must not keep the message as it is for a day.
    const isStatusDue = events.length > 0 || Math.abs(at - (statusAt.get(migration.id) ?? 0)) >= STATUS_EVERY_MS;
    const heard = announce(before, events, migration.sightings);
    const isWatched =
      isStatusDue && isRewriteWatched(migration.facts, at) && !heard.some(({ kind }) => kind === 'rewrite');
    const announcements: readonly OutboxPayload[] = [
      ...heard,
      ...(isWatched ? rewriteNow(migration.facts, migration.sightings) : []),
      ...(isStatusDue ? [statusOf(events)] : []),
    ];
    const ahead = agenda(migration, at);
    const ended = hasEnded(migration.facts);
    const outcome = await store.commit({
      id: migration.id,
      expectedVersion,
      migration,
      place: placeOf(migration),
      ...(predecessors === undefined ? {} : { predecessors }),
      ...(settles === undefined ? {} : { settles }),
      journal: events.map((event) => ({
        at: event.at,
        who: event.by === 'bot' ? { kind: 'bot' } : { kind: 'user', id: event.by },
        event,
      })),
      outbox: announcements.map((payload) => ({
        createdAt: at,
        kind: payload.kind,
        ...('recipient' in payload ? { to: payload.recipient } : {}),
        payload,
      })),
      nextDueAt: ahead[0]?.dueAt,
      ended,
    });
    if (outcome === 'committed') {
      if (isStatusDue) statusAt.set(migration.id, at);
      deps.committed({ id: migration.id, agenda: ahead, ended, workspace: migration.facts.place.teamId });
    }
    return outcome;
  };

  const channel = async (place: Place): Promise<{ readonly latest?: Migration; readonly count: number }> => {
    const ids = await store.loadFor(place);
    let latest: Migration | undefined;
    for (const id of ids) {
      const migration = (await store.load(id))?.migration;
      if (migration === undefined) continue;
      latest = migration;
      if (!hasEnded(migration.facts)) break;
    }
    return { count: ids.length, ...(latest === undefined ? {} : { latest }) };
  };

  return {
    async inChannel(place) {
      return (await channel(place)).latest;
    },
    async inTeam(team) {
      const heads = (await store.list()).filter(({ place }) => isOfTeam(place, team)).toReversed();
      const ended = heads.filter((head) => head.ended).slice(0, ENDED_READ);
      const wanted = heads.filter((head) => !head.ended || ended.includes(head));
      const found: Migration[] = [];
      for (const [index, { id }] of wanted.entries()) {
        if (index % READ_AT_ONCE === 0) await breathe();
        try {
          const loaded = await store.load(id);
          if (loaded !== undefined) found.push(loaded.migration);
        } catch (error) {
          if (!isAppError(error, ErrorCode.RecordDamaged) && !isAppError(error, ErrorCode.RowDamaged)) throw error;
          deps.log.warn({ err: error, migration: id }, 'a record cannot be read; it is left out');
        }
      }
      return found;
    },
    async start(input, by) {
      return await inTurn(`${input.place.teamId}/${input.place.channelId}`, async () => {
        for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
          const { latest, count } = await channel(input.place);
          if (latest !== undefined && !hasEnded(latest.facts)) {
            const refusal = { code: 'already', figures: { so: 'started', domain: latest.facts.domain } } as const;
            return { ok: false, refusal, migration: latest };
          }
          const at = now();
          const { migration, events } = decideStart(nextId(at), input, by, at);
          // Conflicts when the channel came to hold another one meanwhile: a double click cannot start two.
          const outcome = await commit(undefined, 0, migration, events, at, { predecessors: count });
          if (outcome === 'committed') return { ok: true, migration, events };
        }
        throw new AppError(ErrorCode.StoreBusy, { path: input.place.channelId });
      });
    },
    async change(id, command, settles) {
      return await inTurn(id, async () => {
        for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
          const loaded = await store.load(id);
          if (loaded === undefined) throw new AppError(ErrorCode.MigrationUnknown, { id });
          const at = now();
          const decision = decide(loaded.migration, command, at);
          if (!decision.ok) return { ok: false, refusal: decision.refusal, migration: loaded.migration };
          if (isUnchanged(loaded.migration, decision.migration, decision.events) && command.kind !== 'tick') {
            return { ok: true, migration: loaded.migration, events: [] };
          }
          const outcome = await commit(
            loaded.migration.facts,
            loaded.version,
            decision.migration,
            decision.events,
            at,
            {
              settles: settles?.(),
            },
          );
          if (outcome === 'committed') return { ok: true, migration: decision.migration, events: decision.events };
          deps.log.info({ migration: id, command: command.kind, attempt }, 'decided again on a newer record');
        }
        throw new AppError(ErrorCode.StoreBusy, { path: id });
      });
    },
    async read(id) {
      return (await store.load(id))?.migration;
    },
    async journal(id) {
      const head = await store.journalEnd(id);
      if (head === undefined) throw new AppError(ErrorCode.MigrationUnknown, { id });
      const lines: JournalLine[] = [];
      // What is written meanwhile comes after the end that was read, and is not told of.
      while (lines.length < head.seq) {
        const part = await store.journal(id, { fromSeq: lines.length + 1, limit: JOURNAL_PAGE });
        if (part.length === 0) break;
        lines.push(...part.map(({ seq, event }) => ({ seq, event: event as Event })));
      }
      return { lines: lines.slice(0, head.seq), head };
    },
    async history(id, last) {
      const end = await store.journalEnd(id);
      if (end === undefined) throw new AppError(ErrorCode.MigrationUnknown, { id });
      const entries = await store.journal(id, { fromSeq: Math.max(1, end.seq - last + 1), limit: last });
      return entries.map((entry) => ({
        seq: entry.seq,
        at: entry.at,
        by: entry.who.kind === 'bot' ? 'bot' : entry.who.id,
        event: entry.event as Event,
      }));
    },
  };
}

function statusOf(events: readonly Event[]): StatusPayload {
  const isBrought = events.some(({ kind }) => kind === 'status-brought');
  return { kind: 'status', ...(isBrought ? { repost: true } : {}) };
}

function isUnchanged(before: Migration, after: Migration, events: readonly Event[]): boolean {
  return events.length === 0 && before.sightings === after.sightings;
}

/** A workspace has an id of its own everywhere; its organisation is not named by every request. */
function isOfTeam(place: MigrationSummary['place'], { teamId, enterpriseId }: Team): boolean {
  const isOtherOrg =
    place.enterpriseId !== undefined && enterpriseId !== undefined && place.enterpriseId !== enterpriseId;
  return place.teamId === teamId && !isOtherOrg;
}

function placeOf({ facts }: Migration): Place {
  const { enterpriseId, teamId, channelId } = facts.place;
  return { ...(enterpriseId === undefined ? {} : { enterpriseId }), teamId, channelId };
}

/** Work on one subject, one after the other. It only saves retries: correctness rests on compare-and-set alone. */
function createTurns(): <T>(subject: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return async (subject, work) => {
    const before = last.get(subject) ?? Promise.resolve();
    const mine = before.then(work, work);
    const settled = mine.then(
      () => undefined,
      () => undefined,
    );
    last.set(subject, settled);
    void settled.then(() => {
      if (last.get(subject) === settled) last.delete(subject);
    });
    return await mine;
  };
}
