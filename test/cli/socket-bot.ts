/** What the running bot is to its command line: the store's holder, answering on the socket. `socket-bot.ts DATA_DIR`. */
import path from 'node:path';
import { createOperations, operationHandlers } from '../../src/cli/operations.ts';
import { socketPath, startSocketServer } from '../../src/cli/socket-server.ts';
import { createLogger } from '../../src/log.ts';
import { createKeyKeeper } from '../../src/store/key-keeper.ts';
import { createMigrationStore, type StoredMigration } from '../../src/store/migrations.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { createVault } from '../../src/store/vault.ts';

const [dataDir = ''] = process.argv.slice(2);
const adapter = openSqlite({ path: path.join(dataDir, 'bot.sqlite') });
const store = createMigrationStore<StoredMigration>(adapter, () => ({ id: '', facts: {}, sightings: {} }));
const keys = createKeyKeeper({ from: 'file', path: path.join(dataDir, 'vault.key') }, adapter, Date.now);
const vault = createVault(adapter, keys.ring);
const operations = createOperations({
  store,
  vault,
  keys,
  credentialsImported: async (migrationId, entries, by) => console.log(JSON.stringify({ migrationId, entries, by })),
});
const handlers = operationHandlers(operations);
const server = await startSocketServer({ path: socketPath(dataDir), handlers, log: createLogger({ level: 'silent' }) });
process.once('SIGTERM', async () => {
  await server.close();
  await adapter.disconnect();
});
console.log('ready');
