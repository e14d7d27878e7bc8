import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { keepingHandlers } from './cli/keeping-operations.ts';
import { createMailOperations, mailHandlers } from './cli/mail-operations.ts';
import { createOperations, operationHandlers } from './cli/operations.ts';
import { socketPath, startSocketServer } from './cli/socket-server.ts';
import { type Config, portsOf, problemWith } from './config.ts';
import { createGlobalping } from './dns/globalping.ts';
import { createHostAddresses } from './dns/host-addresses.ts';
import { sitePolicy } from './dns/site-policy.ts';
import { publicVantages, siteVantages } from './dns/vantages.ts';
import { createBreath } from './jobs/breath.ts';
import { startClock } from './jobs/clock.ts';
import { createEnding } from './jobs/ending.ts';
import { createLogger, type Logger } from './log.ts';
import { createMetrics } from './metrics.ts';
import { parseMigration } from './migration/record.ts';
import type { Settings } from './migration/settings.ts';
import type { Instant } from './migration/time.ts';
import { networksProblem } from './net/address-policy.ts';
import { type AddressBook, createDialer } from './net/dial.ts';
import { createKeeping } from './service/keeping.ts';
import { forgetTokens } from './service/looks/credentials.ts';
import { createCourier } from './service/outbox.ts';
import { createPasswordDesk } from './service/password-desk.ts';
import { createService } from './service/service.ts';
import { weakPasswords } from './service/weak-passwords.ts';
import { createSlack } from './slack/app.ts';
import type { StoreAdapter } from './store/adapter.ts';
import { createAskedStore } from './store/asked.ts';
import { createKeyKeeper } from './store/key-keeper.ts';
import { keysFor } from './store/key-ring.ts';
import { createKeyv, toRow } from './store/keyv.ts';
import { createLedger } from './store/ledger.ts';
import { createMigrationStore } from './store/migrations.ts';
import { createOneTimeLinks } from './store/one-time-links.ts';
import { createPreferences } from './store/preferences.ts';
import { openSqlite } from './store/sqlite.ts';
import { createVault } from './store/vault.ts';
import {
  agendaCheck,
  createStoreCheck,
  diskCheck,
  freeBytes,
  outboxCheck,
  STOPPING,
  slackCheck,
} from './web/checks.ts';
import { processFigures } from './web/figures.ts';
import { type ReadinessCheck, startHealth } from './web/health.ts';
import { startVaultPage } from './web/vault-page.ts';

/**
 * What a rehearsal hands over besides the configuration. None of it can be reached from the environment: a process
 * started by `main.ts` has none of these.
 */
export type Staging = {
  readonly addressBook: AddressBook;
  /** Certificate authorities of the rehearsal's own (PEM). */
  readonly trust: readonly string[];
  /** Short windows for new migrations. */
  readonly settings: Settings;
  /** Between two posts in one channel. */
  readonly channelGapMs: number;
  /** Puts something between the bot and its store: a process that dies at a commit. */
  readonly store?: (adapter: StoreAdapter) => StoreAdapter;
};

export type RunOptions = { readonly staging?: Staging; readonly log?: Logger; readonly now?: () => Instant };

export type Bot = {
  /** The port that Slack's requests come to, with HTTP. */
  readonly port: number | undefined;
  readonly healthPort: number;
  /** Takes no more requests, finishes what was acknowledged, cancels looks, closes the store; within 18 seconds. */
  readonly stop: () => Promise<void>;
};

const VERSION = '0.1.0';

/** Composes the house and starts it; resolves when Slack's requests are taken. Throws AppError. */
export async function run(config: Config, options: RunOptions = {}): Promise<Bot> {
  const { staging, now = Date.now } = options;
  const log = options.log ?? createLogger({ level: config.logLevel });
  const metrics = createMetrics();
  const opened = openSqlite({ path: config.database.path });
  const adapter = staging?.store?.(opened) ?? opened;
  const ending = createEnding(log);
  ending.add('store', 'store', () => adapter.disconnect());
  try {
    const store = createMigrationStore(adapter, parseMigration);
    const keys = createKeyKeeper(config.vaultKey, adapter, now);
    // Now: a key that cannot be read is told at the start.
    keys.ring();
    const vault = createVault(adapter, keys.ring);
    const wrongNetworks = networksProblem(config.privateNetworks);
    if (wrongNetworks !== undefined) throw problemWith('PRIVATE_NETWORKS', wrongNetworks);
    const dialer = createDialer({
      policy: sitePolicy({ ...config, ownPorts: portsOf(config) }),
      ...(staging === undefined ? {} : { addressBook: staging.addressBook, trust: staging.trust }),
    });
    const vantages = [...siteVantages(config.siteResolvers), ...publicVantages()];
    const roots = config.rootHints.map(({ address }) => address);
    const globalping = createGlobalping(dialer, {
      now,
      resolve: createHostAddresses(dialer, { roots, now }),
      ...(config.globalpingToken === undefined ? {} : { token: config.globalpingToken }),
    });
    const service = createService({
      store,
      vault,
      dialer,
      vantages,
      globalping,
      roots,
      now,
      ledgerOf: createLedger(adapter).of,
      probeKeys: () => keysFor(keys.ring(), 'probes'),
      log,
      metrics,
      onCommit: () => clock.nudge(),
      ended: (id) => keeping.cancel(id),
      breathe: createBreath(),
    });
    ending.add('work', 'looks', service.stop);
    const desk = createPasswordDesk({ links: createOneTimeLinks(adapter), vault, service, weakPasswords, now });
    const { vaultPage } = config;
    const slack = createSlack({
      config,
      service,
      preferences: createPreferences(createKeyv(adapter)),
      asked: createAskedStore(adapter),
      log,
      metrics,
      now,
      ...(vaultPage === undefined ? {} : { passwordPage: { url: vaultPage.url, issue: desk.issue } }),
      knocked: (id) => courier.retry(id),
      ...(staging === undefined ? {} : { settings: staging.settings, channelGapMs: staging.channelGapMs }),
    });
    const courier = createCourier({
      outbox: store.outbox,
      read: service.read,
      change: service.change,
      delivery: slack.delivery,
      now,
      log,
      metrics,
    });
    ending.add('work', 'outbox', courier.stop);
    const clock = startClock({ ...service, deliverDue: courier.deliverDue, now, log });
    ending.add('work', 'clock', async () => clock.stop());

    const keeping = createKeeping({ vault, dialer, vantages, now, log, read: service.read, change: service.change });
    ending.add('work', 'keeping', keeping.stop);
    const credentialsImported = service.credentialsImported;
    const operations = createOperations({
      store,
      vault,
      keys,
      credentialsImported,
      forgot: () => forgetTokens({ dialer }),
    });
    const socket = await startSocketServer({
      path: socketPath(config.dataDir),
      handlers: {
        ...operationHandlers(operations),
        ...mailHandlers(createMailOperations(service, vault)),
        ...keepingHandlers(keeping, service),
      },
      log,
    });
    ending.add('requests', 'socket', socket.close);
    await service.begin();
    if (vaultPage !== undefined) {
      const { tls, ...place } = vaultPage;
      const own = tls === undefined ? {} : { tls: readTls(tls) };
      const page = await listening('VAULT_PAGE_PORT', () => startVaultPage({ ...place, ...own, desk, log, now }));
      ending.add('requests', 'vault page', page.close);
    }
    const { port } = await listening('PORT', slack.start);
    ending.add('requests', 'Slack', slack.stop);
    const storeCheck = createStoreCheck(probed(adapter), now);
    const checks = async (): Promise<readonly ReadinessCheck[]> => [
      ...(ending.hasBegun() ? [STOPPING] : []),
      await storeCheck(),
      slackCheck(slack.state(), now()),
      agendaCheck(service.agenda()),
      outboxCheck(courier.oldest(), now()),
      diskCheck(await freeBytes(config.dataDir)),
    ];
    const beforeMetrics = processFigures(metrics, () => freeBytes(config.dataDir));
    const pages = { ...config.health, version: VERSION, checks, metrics, beforeMetrics, log, now };
    const health = await listening('HEALTH_PORT', () => startHealth(pages));
    ending.add('pages', 'health', health.close);
    log.info({ mode: config.slack.connection.mode, port, healthPort: health.port }, 'ready');
    return { port, healthPort: health.port, stop: ending.end };
  } catch (error) {
    await ending.end();
    throw error;
  }
}

const NO_PORT: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use by another program',
  EACCES: 'may not be listened on by this user',
};

/** A port that cannot be had is told as the variable that names it. */
async function listening<T>(variable: 'PORT' | 'HEALTH_PORT' | 'VAULT_PAGE_PORT', start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    const problem = error instanceof Error && 'code' in error ? NO_PORT[String(error.code)] : undefined;
    throw problem === undefined ? error : problemWith(variable, problem);
  }
}

/** A certificate that does not go with its key, or is none, is told as the variable that names it. */
function readTls({ certFile, keyFile }: { readonly certFile: string; readonly keyFile: string }) {
  const [cert, key] = [readPem('VAULT_PAGE_CERT', certFile), readPem('VAULT_PAGE_KEY', keyFile)];
  try {
    createSecureContext({ cert, key });
  } catch {
    // What the library says may quote the file.
    throw problemWith('VAULT_PAGE_CERT', 'is no certificate in PEM, or VAULT_PAGE_KEY is not the key to it');
  }
  return { cert, key };
}

function readPem(variable: 'VAULT_PAGE_CERT' | 'VAULT_PAGE_KEY', file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error)
      throw problemWith(variable, `cannot be read (${String(error.code)})`);
    throw error;
  }
}

function probed(adapter: StoreAdapter) {
  return {
    read: () => adapter.list('head:', { limit: 1 }),
    write: () =>
      adapter.commit({ guards: [], puts: [{ key: 'probe:readiness', value: toRow('written') }], deletes: [] }),
  };
}
