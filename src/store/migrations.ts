import type { Instant } from '../migration/time.ts';
import { type CommitOutcome, keyNumber, keyPart, listAll, type StoreAdapter } from './adapter.ts';
import {
  channelKey,
  channelPrefix,
  EMPTY_ENDS,
  type Ends,
  HEADS,
  type Head,
  headKey,
  type Place,
  parseHead,
} from './head.ts';
import { chain, type JournalDraft, type JournalEntry, parseJournalEntry } from './journal.ts';
import { toRow } from './keyv.ts';
import { createOutbox, numberDrafts, type Outbox, type OutboxDraft, type OutboxEntry, outboxPuts } from './outbox.ts';
import { changedParts, createCache, type Known, readParts, type StoredMigration } from './record-parts.ts';
import { parseRow } from './rows.ts';

export type { Place } from './head.ts';
export type { StoredMigration } from './record-parts.ts';

export type MigrationCommit<Migration> = {
  readonly id: string;
  /** The version that the decision was made on; 0 to create. */
  readonly expectedVersion: number;
  readonly migration: Migration;
  readonly place: Place;
  /** To create: how many the channel held when this was decided; `conflict` when it holds more. Counted now if absent. */
  readonly predecessors?: number;
  readonly journal: readonly JournalDraft[];
  readonly outbox: readonly OutboxDraft[];
  /** When the next look is due; absent when nothing is. */
  readonly nextDueAt?: Instant | undefined;
  readonly ended: boolean;
  /** A row beside the record that this commit ends: it is deleted with it. */
  readonly settles?: string;
};

export type MigrationSummary = {
  readonly id: string;
  readonly version: number;
  readonly nextDueAt?: Instant | undefined;
  readonly ended: boolean;
  readonly place: Place;
};

export type MigrationStore<Migration> = {
  readonly load: (id: string) => Promise<{ readonly version: number; readonly migration: Migration } | undefined>;
  /** The migrations of a channel, oldest first (their ids are ordered by time). */
  readonly loadFor: (place: Place) => Promise<readonly string[]>;
  readonly list: () => Promise<readonly MigrationSummary[]>;
  /**
   * Record, index, journal and outbox in one durable transaction. `conflict` when the record is no longer at
   * `expectedVersion`: load, decide again, commit again. Afterwards it is at `expectedVersion + 1`.
   */
  readonly commit: (request: MigrationCommit<Migration>) => Promise<CommitOutcome>;
  readonly journal: (id: string, options: JournalRange) => Promise<readonly JournalEntry[]>;
  /** The number of the last journal entry and its hash. */
  readonly journalEnd: (id: string) => Promise<{ readonly seq: number; readonly hash: string } | undefined>;
  readonly outbox: Outbox;
};
export type JournalRange = { readonly fromSeq?: number; readonly limit: number };

/**
 * The records on an adapter. The *head*, a small row, is the one that every commit of a migration is guarded by and
 * rewrites: it carries place, due time, ends of journal and outbox, and the versions of the record's two parts. So
 * listing costs heads alone, and a look that changed only sightings rewrites head and sightings, not the facts.
 *
 * `parse` reads a stored record and throws a ZodError when it is not one. Records are immutable values: one that this
 * store loaded or committed is kept and handed out again while the head says that nothing changed.
 */
export function createMigrationStore<Migration extends StoredMigration>(
  adapter: StoreAdapter,
  parse: (value: unknown) => Migration,
): MigrationStore<Migration> {
  const cache = createCache<Migration>();

  return {
    outbox: createOutbox(adapter),

    async load(id) {
      const head = await adapter.read(headKey(id));
      if (head === undefined) return undefined;
      const known = cache.get(id);
      const current = known?.version === head.version ? known : await readParts(adapter, id, parse);
      if (current === undefined) return undefined;
      cache.set(id, current);
      return { version: current.version, migration: current.migration };
    },

    async loadFor(place) {
      return await idsIn(adapter, place);
    },

    async list() {
      const summaries: MigrationSummary[] = [];
      for await (const row of listAll(adapter, HEADS)) {
        const { id, nextDueAt, ended, place } = parseHead(row.key, row.value);
        summaries.push({ id, version: row.version, nextDueAt, ended, place });
      }
      return summaries;
    },

    async commit(request) {
      const { id, expectedVersion, migration, place } = request;
      const standing = await standingAt(adapter, id, expectedVersion, cache.get(id));
      if (standing === 'changed') return 'conflict';
      const ends = standing?.head ?? EMPTY_ENDS;
      const entries = chain({ seq: ends.journalSeq, hash: ends.journalHash }, request.journal);
      const outbox = numberDrafts(id, ends, request.outbox);
      const head = headAfter(request, ends, entries, outbox);
      const inChannel =
        expectedVersion === 0 ? [channelKey(place, request.predecessors ?? (await idsIn(adapter, place)).length)] : [];
      const outcome = await adapter.commit({
        guards: [{ key: headKey(id), version: expectedVersion }, ...inChannel.map((key) => ({ key, version: 0 }))],
        puts: [
          { key: headKey(id), value: toRow(head) },
          ...changedParts(migration, standing?.migration),
          ...entries.map((entry) => ({ key: journalKey(id, entry.seq), value: toRow(entry) })),
          ...outboxPuts(outbox),
          ...inChannel.map((key) => ({ key, value: toRow(id) })),
        ],
        deletes: request.settles === undefined ? [] : [request.settles],
      });
      if (outcome === 'committed') cache.set(id, { version: expectedVersion + 1, migration, head });
      return outcome;
    },

    async journal(id, { fromSeq = 1, limit }) {
      const rows = await adapter.list(journalPrefix(id), { after: journalKey(id, fromSeq - 1), limit });
      return rows.map((row) => parseRow(row.key, row.value, parseJournalEntry));
    },

    async journalEnd(id) {
      const row = await adapter.read(headKey(id));
      if (row === undefined) return undefined;
      const head = parseHead(headKey(id), row.value);
      return { seq: head.journalSeq, hash: head.journalHash };
    },
  };
}

async function idsIn(adapter: StoreAdapter, place: Place): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const row of listAll(adapter, channelPrefix(place))) ids.push(parseRow(row.key, row.value, String));
  return ids.sort();
}

type Standing<Migration> = { readonly head: Head; readonly migration?: Migration };

/** What stands at the version that a commit builds on: undefined for a new migration, `changed` when it is another. */
async function standingAt<Migration>(
  adapter: StoreAdapter,
  id: string,
  version: number,
  known: Known<Migration> | undefined,
): Promise<Standing<Migration> | undefined | 'changed'> {
  if (known?.version === version) return known;
  const row = await adapter.read(headKey(id));
  if ((row?.version ?? 0) !== version) return 'changed';
  return row && { head: parseHead(headKey(id), row.value) };
}

function headAfter(
  { id, place, nextDueAt, ended }: MigrationCommit<unknown>,
  ends: Ends,
  entries: readonly JournalEntry[],
  outbox: readonly OutboxEntry[],
): Head {
  const entry = entries.at(-1);
  const message = outbox.at(-1);
  return {
    schema: 1,
    id,
    place,
    ...(nextDueAt === undefined ? {} : { nextDueAt }),
    ended,
    journalSeq: entry?.seq ?? ends.journalSeq,
    journalHash: entry?.hash ?? ends.journalHash,
    outboxSeq: message?.seq ?? ends.outboxSeq,
    outboxAt: message?.createdAt ?? ends.outboxAt,
  };
}

function journalPrefix(id: string): string {
  return `journal:${keyPart(id)}:`;
}

function journalKey(id: string, seq: number): string {
  return journalPrefix(id) + keyNumber(seq);
}
