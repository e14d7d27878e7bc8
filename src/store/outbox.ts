import { z } from 'zod';
import { ErrorCode, isAppError } from '../errors.ts';
import type { Instant } from '../migration/time.ts';
import { type CommitOutcome, type KeyedRow, keyNumber, keyPart, type StoreAdapter } from './adapter.ts';
import { fromRow, toRow } from './keyv.ts';
import { parseRow } from './rows.ts';

export type OutboxDraft = {
  readonly createdAt: Instant;
  readonly kind: string;
  /** Whom it is for; absent: the channel. */
  readonly to?: string;
  readonly payload: unknown;
};

const entrySchema = z.object({
  /** Goes into the message's metadata: the migration's id and the number in its outbox. */
  id: z.string(),
  migrationId: z.string(),
  /** From 1, without a gap, in each migration. */
  seq: z.int().positive(),
  /** Never before that of the entry before it in the same migration, whatever the clock did. */
  createdAt: z.number(),
  kind: z.string(),
  /** The person that it is for, by Slack user id; absent: the channel. */
  to: z.string().optional(),
  payload: z.unknown(),
  /** `pending`: to be delivered, again perhaps; `sending`: may have reached Slack; `failed`: given up. */
  state: z.enum(['pending', 'sending', 'sent', 'failed']),
  attempts: z.int().nonnegative(),
  lastError: z.string().optional(),
  messageTs: z.string().optional(),
  /** Of a message that was posted anew: the one before it, which is to lead there. */
  formerTs: z.string().optional(),
  sendingSince: z.number().optional(),
});
export type OutboxEntry = Readonly<z.infer<typeof entrySchema>>;
export type StoredOutboxEntry = { readonly entry: OutboxEntry; readonly version: number };

/** A message that later announcements edit, by a name of its own in the migration. */
export type Slot = { readonly name: string; readonly messageTs: string };

export type Outbox = {
  /** What is `pending` or `sending`, oldest first over all migrations; within one, in the order of the commits. */
  readonly pending: (options: { readonly limit: number }) => Promise<readonly StoredOutboxEntry[]>;
  readonly read: (id: string) => Promise<StoredOutboxEntry | undefined>;
  /**
   * Saves a changed entry; `conflict` when somebody saved it since. Its version is then one more. With `slot`, the
   * message that holds that slot is saved in the same transaction.
   */
  readonly save: (entry: OutboxEntry, expectedVersion: number, slot?: Slot) => Promise<CommitOutcome>;
  /** The message that holds a slot of a migration, to be edited in place. */
  readonly slotTs: (migrationId: string, slot: string) => Promise<string | undefined>;
  /**
   * Goes through so many entries, from after `after` on, and removes those that were sent and are needed no more. What is
   * open stays, what was given up, and every slot. Answers where to go on; without `after` the end was reached.
   */
  readonly removeSent: (request: {
    readonly isNeeded: (entry: Pick<OutboxEntry, 'kind' | 'createdAt'>) => boolean;
    readonly limit: number;
    readonly after?: string | undefined;
  }) => Promise<{ readonly removed: number; readonly after?: string }>;
};

/** What to write for new entries: part of the migration's own commit. */
export function outboxPuts(entries: readonly OutboxEntry[]): readonly { key: string; value: string }[] {
  return entries.flatMap((entry) => [
    { key: entryKey(entry.migrationId, entry.seq), value: toRow(entry) },
    { key: openKey(entry), value: toRow(entry.id) },
  ]);
}

/** The drafts as entries that follow those a migration's outbox holds already. */
export function numberDrafts(
  migrationId: string,
  ends: { readonly outboxSeq: number; readonly outboxAt: Instant },
  drafts: readonly OutboxDraft[],
): readonly OutboxEntry[] {
  const entries: OutboxEntry[] = [];
  for (const { createdAt, kind, to, payload } of drafts) {
    const last = entries.at(-1) ?? { seq: ends.outboxSeq, createdAt: ends.outboxAt };
    const seq = last.seq + 1;
    const at = Math.max(createdAt, last.createdAt);
    entries.push({
      id: `${migrationId}.${seq}`,
      migrationId,
      seq,
      createdAt: at,
      kind,
      ...(to === undefined ? {} : { to }),
      payload,
      state: 'pending',
      attempts: 0,
    });
  }
  return entries;
}

/**
 * The outbox of all migrations. An entry has a row of its own for good, and a small one, ordered by age, while it is
 * open: so what is to be delivered is found without walking over what was.
 */
export function createOutbox(adapter: StoreAdapter): Outbox {
  return {
    async pending({ limit }) {
      const open = await adapter.list(OPEN, { limit });
      const keys = open.map((row) => keyOfId(z.string().parse(fromRow(row.key, row.value))));
      const rows = await adapter.readMany(keys);
      return rows.flatMap((row, index) => (row === undefined ? [] : [parseEntry(keys[index] ?? '', row)]));
    },
    async read(id) {
      const key = keyOfId(id);
      const row = await adapter.read(key);
      return row === undefined ? undefined : parseEntry(key, row);
    },
    async save(entry, expectedVersion, slot) {
      const key = entryKey(entry.migrationId, entry.seq);
      const open = openKey(entry);
      const isOpen = entry.state === 'pending' || entry.state === 'sending';
      return adapter.commit({
        guards: [{ key, version: expectedVersion }],
        puts: [
          { key, value: toRow(entry) },
          ...(isOpen ? [{ key: open, value: toRow(entry.id) }] : []),
          ...(slot === undefined ? [] : [{ key: slotKey(entry.migrationId, slot.name), value: toRow(slot.messageTs) }]),
        ],
        deletes: isOpen ? [] : [open],
      });
    },
    async slotTs(migrationId, slot) {
      const key = slotKey(migrationId, slot);
      const row = await adapter.read(key);
      return row === undefined ? undefined : parseRow(key, row.value, (value) => z.string().parse(value));
    },
    async removeSent({ isNeeded, limit, after }) {
      const rows = await adapter.list(ENTRY, { limit, ...(after === undefined ? {} : { after }) });
      const sent = rows.flatMap((row) => {
        const entry = readable(row);
        return entry?.state === 'sent' && !isNeeded(entry) ? [row] : [];
      });
      const request = {
        guards: sent.map(({ key, version }) => ({ key, version })),
        puts: [],
        deletes: sent.map(({ key }) => key),
      };
      // In conflict somebody has one of them in hand: they are there the next time.
      const outcome = sent.length === 0 ? 'committed' : await adapter.commit(request);
      const last = rows.length < limit ? undefined : rows.at(-1)?.key;
      return { removed: outcome === 'committed' ? sent.length : 0, ...(last === undefined ? {} : { after: last }) };
    },
  };
}

/** A damaged entry is no reason to keep the others. */
function readable(row: KeyedRow): OutboxEntry | undefined {
  try {
    return parseEntry(row.key, row).entry;
  } catch (error) {
    if (!isAppError(error, ErrorCode.RowDamaged)) throw error;
    return undefined;
  }
}

const ENTRY = 'outbox:';
const OPEN = 'outbox-open:';

function entryKey(migrationId: string, seq: number): string {
  return `${ENTRY}${keyPart(migrationId)}:${keyNumber(seq)}`;
}

function openKey({ createdAt, migrationId, seq }: Pick<OutboxEntry, 'createdAt' | 'migrationId' | 'seq'>): string {
  return `${OPEN}${keyNumber(createdAt)}:${keyPart(migrationId)}:${keyNumber(seq)}`;
}

function slotKey(migrationId: string, slot: string): string {
  return `slot:${keyPart(migrationId)}:${keyPart(slot)}`;
}

function keyOfId(id: string): string {
  const dot = id.lastIndexOf('.');
  return entryKey(id.slice(0, dot), Number(id.slice(dot + 1)));
}

function parseEntry(key: string, row: { readonly value: string; readonly version: number }): StoredOutboxEntry {
  return { entry: parseRow(key, row.value, (value) => entrySchema.parse(value)), version: row.version };
}
