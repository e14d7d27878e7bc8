import type { StorageConfig } from '../config.ts';
import { parseMigration } from '../migration/record.ts';
import { loadKeyRing } from '../store/key-ring.ts';
import { createMigrationStore } from '../store/migrations.ts';
import { openSqlite } from '../store/sqlite.ts';
import { createVault } from '../store/vault.ts';
import { type KeepingOperations, remoteKeeping } from './keeping-operations.ts';
import { type MailOperations, remoteMailOperations } from './mail-operations.ts';
import { type CredentialsImported, createOperations, type Operations, remoteOperations } from './operations.ts';
import { connectBot } from './socket-client.ts';
import { socketPath } from './socket-server.ts';

export type Session = {
  readonly operations: Operations;
  /** What is done with mail: by the running bot alone. */
  readonly mail?: MailOperations & KeepingOperations;
  /** `bot`: the running bot does it; `store`: no bot runs, and the store is held by this command. */
  readonly through: 'bot' | 'store';
  /** The bot's socket, or the database file. */
  readonly where: string;
  readonly close: () => Promise<void>;
};

/**
 * The operations, of the running bot when there is one, else on the store itself. Only one process holds a store, so
 * the second way is also the test that no bot runs. Throws socket-failed, and what opening store and vault throws.
 */
export async function openSession(config: StorageConfig, credentialsImported = noteAtNextStart): Promise<Session> {
  const socket = socketPath(config.dataDir);
  const client = await connectBot(socket);
  if (client !== undefined) {
    const operations = remoteOperations(client.call);
    const mail = { ...remoteMailOperations(client.call), ...remoteKeeping(client.call) };
    return { operations, mail, through: 'bot', where: socket, close: async () => client.close() };
  }
  const adapter = openSqlite({ path: config.database.path });
  try {
    const store = createMigrationStore(adapter, parseMigration);
    const vault = createVault(adapter, loadKeyRing(config.vaultKey));
    return {
      operations: createOperations({ store, vault, credentialsImported }),
      through: 'store',
      where: config.database.path,
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
