import { z } from 'zod';
import { AppError, ErrorCode, isAppError } from '../errors.ts';
import { type Migration, parseMigration } from '../migration/record.ts';
import { credentialsSchema } from '../store/credentials.ts';
import { type ChainLink, type JournalEntry, parseJournalEntry } from '../store/journal.ts';
import type { Dropped, KeyKeeper, Rotated } from '../store/key-keeper.ts';
import type { MigrationStore, StoredMigration } from '../store/migrations.ts';
import type { CredentialsVersion, NewCredentials, Vault } from '../store/vault.ts';

/** How a person at the command line names a migration. */
export type Target = { readonly migration: string } | { readonly channel: string };

/** Tells a record which credentials the vault holds for it now. Rejects when the record cannot be told. */
export type CredentialsImported = (
  migrationId: string,
  entries: readonly CredentialsVersion[],
  by: string,
) => Promise<void>;

/** A migration that can be chosen; `domain` is absent when its record cannot be read. */
export type Running = {
  readonly id: string;
  readonly domain?: string | undefined;
  readonly channelId: string;
  readonly ended: boolean;
};

export type JournalPart = { readonly entries: readonly JournalEntry[]; readonly end: ChainLink };

/** What the command line does, in the running bot or on the store itself. Each throws AppError. */
export type Operations = {
  /** The migration's id. Throws unknown-migration, ambiguous-migration. */
  readonly resolve: (target: Target) => Promise<string>;
  /** Every migration there is, oldest first, ended ones too. */
  readonly listMigrations: () => Promise<readonly Running[]>;
  /** All or none. Puts the credentials into the vault, then tells the record. */
  readonly importCredentials: (
    migrationId: string,
    entries: readonly NewCredentials[],
    by: string,
  ) => Promise<readonly CredentialsVersion[]>;
  readonly listCredentials: (migrationId: string) => Promise<readonly CredentialsVersion[]>;
  /** Answers how many there were; `gone`: their bytes have left the files, which a backup may have been reading. */
  readonly forgetCredentials: (
    migrationIds: readonly string[],
  ) => Promise<{ readonly count: number; readonly gone: boolean }>;
  /** A new key for the vault, and all rows sealed under it. */
  readonly rotateKeys: () => Promise<Rotated>;
  /** Takes the keys before the current one off the ring. */
  readonly dropOldKeys: () => Promise<Dropped>;
  /** A part of the journal, and where it ended when the part was asked for. */
  readonly readJournal: (migrationId: string, fromSeq: number) => Promise<JournalPart>;
  /** The record as it stands. Throws unknown-migration. */
  readonly readMigration: (migrationId: string) => Promise<Migration>;
};

/** Entries that one answer carries: the journal of a long migration goes over the socket in parts. */
const JOURNAL_PAGE = 200;

/** The operations where store and vault are at hand: in the bot, or in a command while no bot runs. */
export function createOperations(parts: {
  readonly store: Pick<MigrationStore<StoredMigration>, 'list' | 'load' | 'journal' | 'journalEnd'>;
  readonly vault: Vault;
  readonly keys: Pick<KeyKeeper, 'rotate' | 'dropOld'>;
  readonly credentialsImported: CredentialsImported;
  /** Drops what is kept in memory of logins. */
  readonly forgot?: () => void;
}): Operations {
  const { store, vault, keys, credentialsImported, forgot = () => {} } = parts;
  return {
    async resolve(target) {
      const all = await store.list();
      if ('migration' in target) {
        const found = all.find(({ id }) => id === target.migration);
        if (found === undefined) throw new AppError(ErrorCode.MigrationUnknown, { id: target.migration });
        return found.id;
      }
      const inChannel = all.filter(({ place }) => place.channelId === target.channel);
      const goingOn = inChannel.filter(({ ended }) => !ended);
      const [only, ...others] = goingOn.length > 0 ? goingOn : inChannel;
      if (only === undefined) throw new AppError(ErrorCode.MigrationUnknown, { channel: target.channel });
      if (others.length === 0) return only.id;
      const ids = [only, ...others].map(({ id }) => id).join(' ');
      throw new AppError(ErrorCode.MigrationAmbiguous, { channel: target.channel, ids });
    },
    async listMigrations() {
      const all = await store.list();
      return Promise.all(
        all.map(async ({ id, place, ended }) => ({
          id,
          domain: await domainOf(store, id),
          channelId: place.channelId,
          ended,
        })),
      );
    },
    async importCredentials(migrationId, entries, by) {
      const found = (await store.list()).find(({ id }) => id === migrationId);
      if (found?.ended === true) throw new AppError(ErrorCode.MigrationEnded, { id: migrationId });
      const stored = await vault.putAll(migrationId, entries);
      await credentialsImported(migrationId, stored, by);
      return stored;
    },
    listCredentials: (migrationId) => vault.list(migrationId),
    async forgetCredentials(migrationIds) {
      let count = 0;
      for (const id of migrationIds) count += await vault.forget(id);
      forgot();
      return { count, gone: await vault.scrub() };
    },
    rotateKeys: keys.rotate,
    dropOldKeys: keys.dropOld,
    async readJournal(migrationId, fromSeq) {
      const end = await store.journalEnd(migrationId);
      if (end === undefined) throw new AppError(ErrorCode.MigrationUnknown, { id: migrationId });
      return { end, entries: await store.journal(migrationId, { fromSeq, limit: JOURNAL_PAGE }) };
    },
    async readMigration(migrationId) {
      const found = await store.load(migrationId);
      if (found === undefined) throw new AppError(ErrorCode.MigrationUnknown, { id: migrationId });
      return parseMigration(found.migration);
    },
  };
}

const facts = z.object({ domain: z.string() });

/** A record that is damaged has no domain, and does not hide the others. */
async function domainOf(store: Pick<MigrationStore<StoredMigration>, 'load'>, id: string): Promise<string | undefined> {
  try {
    return facts.safeParse((await store.load(id))?.migration.facts).data?.domain;
  } catch (error) {
    if (isAppError(error, ErrorCode.RecordDamaged) || isAppError(error, ErrorCode.RowDamaged)) return undefined;
    throw error;
  }
}

export type Handlers = Readonly<Record<string, (params: unknown) => Promise<unknown>>>;

const target = z.union([z.strictObject({ migration: z.string() }), z.strictObject({ channel: z.string() })]);
const side = z.enum(['old', 'new']);
const newCredentials = z.intersection(z.object({ mailbox: z.string(), side }), credentialsSchema);
const running = z.array(
  z.object({ id: z.string(), domain: z.string().optional(), channelId: z.string(), ended: z.boolean() }),
);
const versions = z.array(z.object({ mailbox: z.string(), side, version: z.int() }));
const ofMigration = z.object({ migrationId: z.string() });
const ofMigrations = z.object({ migrationIds: z.array(z.string()) });
const forgottenAnswer = z.object({ count: z.int(), gone: z.boolean() });
const importParams = ofMigration.extend({ entries: z.array(newCredentials), by: z.string() });
const resealed = { resealed: z.int(), unopened: z.array(z.string()), scrubbed: z.boolean() };
const older = z.int();
const rotated = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('rotated'), finished: z.boolean(), older, ...resealed }),
  z.object({ outcome: z.literal('by-variables'), older, ...resealed }),
]);
const dropped = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('dropped'), dropped: z.int(), since: z.number().optional(), ...resealed }),
  z.object({ outcome: z.literal('by-variables') }),
]);
const journalPart = z.object({ entries: z.array(z.unknown()), end: z.object({ seq: z.int(), hash: z.string() }) });
const journalParams = ofMigration.extend({ fromSeq: z.int().positive() });

/** The operations as the running bot answers them on its socket. */
export function operationHandlers(operations: Operations): Handlers {
  return {
    resolve: (params) => operations.resolve(target.parse(params)),
    list: () => operations.listMigrations(),
    'vault.import': (params) => {
      const { migrationId, entries, by } = importParams.parse(params);
      return operations.importCredentials(migrationId, entries, by);
    },
    'vault.list': (params) => operations.listCredentials(ofMigration.parse(params).migrationId),
    'vault.forget': (params) => operations.forgetCredentials(ofMigrations.parse(params).migrationIds),
    'vault.rotate': () => operations.rotateKeys(),
    'vault.drop-old': () => operations.dropOldKeys(),
    'journal.read': (params) => {
      const { migrationId, fromSeq } = journalParams.parse(params);
      return operations.readJournal(migrationId, fromSeq);
    },
    'migration.read': (params) => operations.readMigration(ofMigration.parse(params).migrationId),
  };
}

/** The same operations, asked of the running bot. */
export function remoteOperations(call: (method: string, params: unknown) => Promise<unknown>): Operations {
  return {
    resolve: async (named) => z.string().parse(await call('resolve', named)),
    listMigrations: async () => running.parse(await call('list', {})),
    importCredentials: async (migrationId, entries, by) =>
      versions.parse(await call('vault.import', { migrationId, entries, by })),
    listCredentials: async (migrationId) => versions.parse(await call('vault.list', { migrationId })),
    forgetCredentials: async (migrationIds) => forgottenAnswer.parse(await call('vault.forget', { migrationIds })),
    rotateKeys: async () => rotated.parse(await call('vault.rotate', {})),
    dropOldKeys: async () => dropped.parse(await call('vault.drop-old', {})),
    readJournal: async (migrationId, fromSeq) => {
      const { entries, end } = journalPart.parse(await call('journal.read', { migrationId, fromSeq }));
      return { entries: entries.map(parseJournalEntry), end };
    },
    readMigration: async (migrationId) => parseMigration(await call('migration.read', { migrationId })),
  };
}
