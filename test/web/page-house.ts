import { createServer } from 'node:net';
import { Writable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { createLogger } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import type { StartInput } from '../../src/migration/commands.ts';
import { type Migration, parseMigration } from '../../src/migration/record.ts';
import type { Instant } from '../../src/migration/time.ts';
import { type AddressBook, createDialer } from '../../src/net/dial.ts';
import { createPasswordDesk, type LinkRequest, type PasswordDesk } from '../../src/service/password-desk.ts';
import { createService, type RunningService } from '../../src/service/service.ts';
import type { WeakPasswords } from '../../src/service/weak-passwords.ts';
import { ringOfOne } from '../../src/store/key-ring.ts';
import { createMigrationStore } from '../../src/store/migrations.ts';
import { createOneTimeLinks } from '../../src/store/one-time-links.ts';
import type { SqliteAdapter } from '../../src/store/sqlite.ts';
import { createVault, type Vault } from '../../src/store/vault.ts';
import { startVaultPage, type VaultPageOptions } from '../../src/web/vault-page.ts';
import { aStart, MAILBOXES, T0 } from '../migration/a-migration.ts';
import { mailDeps } from '../service/mail-deps.ts';
import { openForTest } from '../store/temporary.ts';

export type PageHouse = {
  readonly url: string;
  readonly id: string;
  readonly adapter: SqliteAdapter;
  readonly service: RunningService;
  readonly vault: Vault;
  readonly desk: PasswordDesk;
  readonly clock: { at: Instant };
  /** Every line that was logged. */
  readonly logged: string[];
  readonly link: (request?: Partial<LinkRequest>) => Promise<string>;
  /** Opens a link as a browser does; answers the cookie. */
  readonly enter: (link: string) => Promise<string>;
  readonly get: (path: string, cookie?: string, headers?: Record<string, string>) => Promise<Response>;
  /** Sends a form from the page itself, with what it carries. */
  readonly post: (
    path: string,
    fields: Readonly<Record<string, string>> | FormData,
    cookie?: string,
    headers?: Record<string, string>,
  ) => Promise<Response>;
  /** The form's own token, as the page shows it. */
  readonly token: (cookie: string) => Promise<string>;
  readonly restart: () => Promise<void>;
};

type Options = {
  readonly start?: Partial<StartInput>;
  readonly book?: AddressBook;
  readonly trust?: readonly string[];
  readonly weak?: WeakPasswords;
  readonly mailboxes?: readonly string[];
  readonly now?: () => Instant;
  readonly page?: Partial<Pick<VaultPageOptions, 'url' | 'tls'>>;
};

/** The real page on a real store and service, on loopback, with a migration whose mailboxes are listed. */
export async function openPage(options: Options = {}): Promise<PageHouse> {
  const adapter = openForTest();
  const clock = { at: T0 };
  const now = options.now ?? (() => clock.at);
  const logged: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      logged.push(String(chunk));
      done();
    },
  });
  const log = createLogger({ level: 'trace', destination: sink });
  const vault = createVault(adapter, ringOfOne(Buffer.alloc(32, 1)));
  const service = createService({
    store: createMigrationStore<Migration>(adapter, parseMigration),
    vault,
    dialer: createDialer({ addressBook: options.book ?? (() => undefined), trust: options.trust ?? [] }),
    vantages: [],
    roots: ['192.0.2.1'],
    ...mailDeps,
    now,
    log,
    metrics: createMetrics(),
    onCommit: () => {},
  });
  onTestFinished(() => service.stop());
  const started = await service.start(aStart(options.start), 'UAOI');
  if (!started.ok) throw new Error(started.refusal.code);
  const { id } = started.migration;
  const mailboxes = (options.mailboxes ?? MAILBOXES).map((address) => ({ address, watch: 'login' as const }));
  await service.change(id, { kind: 'add-mailboxes', by: 'UAOI', mailboxes });

  const weakPasswords = options.weak ?? (async (asked) => asked.map(({ password }) => password.includes('1234')));
  const desk = createPasswordDesk({ links: createOneTimeLinks(adapter), vault, service, weakPasswords, now });
  const port = await freePort();
  const scheme = options.page?.tls === undefined ? 'http' : 'https';
  const url = options.page?.url ?? `${scheme}://127.0.0.1:${port}`;
  const base = `${scheme}://127.0.0.1:${port}`;
  const open = () => startVaultPage({ host: '127.0.0.1', port, ...options.page, url, desk, log, now });
  let page = await open();
  onTestFinished(() => page.close());

  const get: PageHouse['get'] = (path, cookie = '', headers = {}) =>
    fetch(base + path, { redirect: 'manual', headers: { cookie, ...headers } });
  const post: PageHouse['post'] = (path, fields, cookie = '', headers = {}) =>
    fetch(base + path, {
      method: 'POST',
      redirect: 'manual',
      body: fields instanceof FormData ? fields : new URLSearchParams(fields),
      headers: { cookie, origin: 'null', 'sec-fetch-site': 'same-origin', ...headers },
    });
  return {
    url,
    id,
    adapter,
    service,
    vault,
    desk,
    clock,
    logged,
    async link(request = {}) {
      const made = await desk.issue(id, { user: 'UAOI', name: 'Aoi', lang: 'en', isOwn: false, ...request });
      if (made === undefined) throw new Error('no link was made');
      return `/open/${made.token}`;
    },
    async enter(link) {
      const answer = await post(link, {});
      const [cookie = ''] = answer.headers.getSetCookie();
      return cookie.split(';', 1)[0] ?? '';
    },
    get,
    post,
    async token(cookie) {
      const page = await (await get('/passwords', cookie)).text();
      return /name="token" value="([^"]+)"/.exec(page)?.[1] ?? '';
    },
    async restart() {
      await page.close();
      page = await open();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
