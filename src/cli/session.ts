import { existsSync } from 'node:fs';
import path from 'node:path';
import type { StorageConfig } from '../config.ts';
import { parseMigration } from '../migration/record.ts';
import { createKeyKeeper } from '../store/key-keeper.ts';
import { createMigrationStore } from '../store/migrations.ts';
import { openSqlite } from '../store/sqlite.ts';
import { createVault } from '../store/vault.ts';
import { textsIn } from './choose-texts.ts';
import { ExitCode } from './io.ts';
import { type KeepingOperations, remoteKeeping } from './keeping-operations.ts';
import { type MailOperations, remoteMailOperations } from './mail-operations.ts';
import { type CredentialsImported, createOperations, type Operations, remoteOperations } from './operations.ts';
import { CommandRefused } from './refusal.ts';
import { connectBot } from './socket-client.ts';
import { socketPath } from './socket-server.ts';

export type Session = {
  readonly operations: Operations;
  /** `bot`: the running bot does it; `store`: no bot runs, and the store is held by this command. */
  readonly through: 'bot' | 'store';
  /** The bot's socket, or the database file. */
  readonly where: string;
  readonly close: () => Promise<void>;
};

/** What is done with mail, too: by the running bot alone. */
type BotSession = Session & { readonly mail: MailOperations & KeepingOperations };

/**
 * The operations, of the running bot when there is one, else on the store itself. Only one process holds a store, so
 * the second way is also the test that no bot runs. Throws socket-failed, what opening store and vault throws, and
 * CommandRefused where there is no store: none is made, since no migration could be in it.
 */
export async function openSession(config: StorageConfig): Promise<Session> {
  return (await openBot(config)) ?? openStore(config);
}

/** The operations of the running bot; undefined when none runs. Makes nothing. Throws socket-failed. */
export async function openBot(config: StorageConfig): Promise<BotSession | undefined> {
  const socket = socketPath(config.dataDir);
  const client = await connectBot(socket);
  if (client === undefined) return undefined;
  const operations = remoteOperations(client.call);
  const mail = { ...remoteMailOperations(client.call), ...remoteKeeping(client.call) };
  return { operations, mail, through: 'bot', where: socket, close: async () => client.close() };
}

async function openStore({ dataDir, database, vaultKey }: StorageConfig): Promise<Session> {
  if (!existsSync(database.path)) {
    const looked = [path.resolve(dataDir), path.resolve(database.path)] as const;
    throw new CommandRefused((lang) => [textsIn(lang).noStore(...looked)], ExitCode.Trouble);
  }
  const adapter = openSqlite({ path: database.path });
  try {
    const store = createMigrationStore(adapter, parseMigration);
    // Its key is made, where there is none yet, by the first thing that is put into it.
    const keys = createKeyKeeper(vaultKey, adapter, Date.now);
    const vault = createVault(adapter, keys.ring);
    return {
      operations: createOperations({ store, vault, keys, credentialsImported: noteAtNextStart }),
      through: 'store',
      where: database.path,
      close: () => adapter.disconnect(),
    };
  } catch (error) {
    await adapter.disconnect();
    throw error;
  }
}

/**
 * With no bot running, only the vault is written. The bot compares the vault's versions with its records' when it
 * starts, as it must anyway: it may have died between the vault's commit and the record's.
 */
const noteAtNextStart: CredentialsImported = async () => {};
