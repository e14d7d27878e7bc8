import path from 'node:path';
import { onTestFinished } from 'vitest';
import { keepingHandlers } from '../../src/cli/keeping-operations.ts';
import { createMailOperations, mailHandlers } from '../../src/cli/mail-operations.ts';
import { createOperations, operationHandlers } from '../../src/cli/operations.ts';
import { socketPath, startSocketServer } from '../../src/cli/socket-server.ts';
import { createLogger } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import type { Command, StartInput } from '../../src/migration/commands.ts';
import type { Migration } from '../../src/migration/record.ts';
import { parseMigration } from '../../src/migration/record.ts';
import type { Instant } from '../../src/migration/time.ts';
import { createDialer, type Endpoint } from '../../src/net/dial.ts';
import { createKeeping } from '../../src/service/keeping.ts';
import { createService } from '../../src/service/service.ts';
import { createKeyKeeper } from '../../src/store/key-keeper.ts';
import { ringOfOne } from '../../src/store/key-ring.ts';
import { createMigrationStore } from '../../src/store/migrations.ts';
import { createVault, type NewCredentials, type Vault } from '../../src/store/vault.ts';
import { aStart, NEW, OLD } from '../migration/a-migration.ts';
import { mailDeps } from '../service/mail-deps.ts';
import { openForTest, temporaryDirectory } from '../store/temporary.ts';

export type MailBot = {
  readonly dataDir: string;
  readonly id: string;
  readonly vault: Vault;
  readonly read: () => Promise<Migration>;
  readonly change: (command: Command) => Promise<void>;
  readonly give: (entries: readonly NewCredentials[]) => Promise<void>;
  /** What it has logged so far. */
  readonly logged: () => string;
  readonly stop: () => Promise<void>;
};

type Places = { readonly old?: Endpoint; readonly new?: Endpoint };

/** The bot as its command line sees it, in this process: one door, vault and mail, on servers of the test. */
export async function startMailBot(places: Places = {}, start: Partial<StartInput> = {}): Promise<MailBot> {
  const dataDir = temporaryDirectory();
  const adapter = openForTest();
  const vault = createVault(adapter, ringOfOne(Buffer.alloc(32, 1)));
  const lines: string[] = [];
  const log = createLogger({ level: 'debug', destination: { write: (line: string) => void lines.push(line) } });
  const dialer = createDialer({
    addressBook: (address) => (address === OLD ? places.old : address === NEW ? places.new : undefined),
  });
  const now: () => Instant = Date.now;
  const store = createMigrationStore<Migration>(adapter, parseMigration);
  const service = createService({
    store,
    vault,
    dialer,
    vantages: [],
    roots: [],
    ...mailDeps,
    now,
    log,
    metrics: createMetrics(),
    onCommit: () => {},
  });
  const keeping = createKeeping({ vault, dialer, vantages: [], now, log, read: service.read, change: service.change });
  const operations = createOperations({
    store,
    vault,
    keys: createKeyKeeper({ from: 'file', path: path.join(dataDir, 'vault.key') }, adapter, Date.now),
    credentialsImported: service.credentialsImported,
  });
  const socket = await startSocketServer({
    path: socketPath(dataDir),
    handlers: {
      ...operationHandlers(operations),
      ...mailHandlers(createMailOperations(service, vault)),
      ...keepingHandlers(keeping, service),
    },
    log,
  });
  const stop = async () => {
    await socket.close();
    await keeping.stop();
    await service.stop();
  };
  onTestFinished(stop);
  const given = aStart(start);
  const imap = { port: 143, security: 'plain' as const };
  const servers = { old: { ...given.servers.old, imap }, new: { ...given.servers.new, imap } };
  const begun = await service.start({ ...given, servers }, 'UAOI');
  const { id } = begun.migration;
  return {
    dataDir,
    id,
    vault,
    async read() {
      const migration = await service.read(id);
      if (migration === undefined) throw new Error('no migration');
      return migration;
    },
    async change(command) {
      const result = await service.change(id, command);
      if (!result.ok) throw new Error(`refused: ${result.refusal.code}`);
    },
    async give(entries) {
      await operations.importCredentials(id, entries, 'cli:test');
    },
    logged: () => lines.join(''),
    stop,
  };
}
