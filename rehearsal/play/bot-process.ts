import { type ChildProcess, execFile, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { World } from '../world/world.ts';

export type BotProcess = {
  readonly pid: number;
  /** Where Slack's requests go: another place after each start. */
  readonly url: string;
  readonly dataDir: string;
  /** SIGKILL, unless it has died by itself. Resolves when it is gone. */
  readonly kill: () => Promise<void>;
  /** Starts another process on the same data, once the last one is gone; resolves when it takes requests. */
  readonly restart: (death?: Death) => Promise<void>;
  /** Resolves when the process that runs now has ended, however that came. */
  readonly ended: () => Promise<void>;
  /** What it wrote to its log so far. */
  readonly log: () => string;
  /** Runs `npm run vault -- import` beside it, as a person at the machine would. */
  readonly importAccounts: (csv: string) => Promise<void>;
  /** Names the old provider's relay for probes, with a mailbox's login. */
  readonly addRelay: (host: string) => Promise<void>;
  /** Keeps the old mailboxes as files, and tries a restore from them. */
  readonly keepArchive: () => Promise<void>;
  /** SIGTERM, and waits; its data stays. */
  readonly end: () => Promise<void>;
  /** The same, and its data goes. */
  readonly stop: () => Promise<void>;
};

const READY_LIMIT_MS = 60_000;
const ready = z.object({ kind: z.literal('ready'), port: z.int() });
const HERE = import.meta.dirname;

/** A process that dies by itself at its n-th commit, before or after the commit stands. */
export type Death = { readonly commit: number; readonly when: 'before' | 'after' };

/** Starts the real bot as a process of its own, on the world's address book. */
export async function startBot(world: World): Promise<BotProcess> {
  const home = mkdtempSync(path.join(tmpdir(), 'rehearsal-'));
  const stagingFile = path.join(home, 'staging.json');
  const environment = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    SLACK_BOT_TOKEN: world.slack.botToken,
    SLACK_SIGNING_SECRET: world.slack.signingSecret,
    SLACK_API_URL: world.slack.apiUrl,
    PORT: '0',
    HEALTH_PORT: '0',
    DATA_DIR: path.join(home, 'data'),
    ROOT_HINTS: world.rootHints.join(','),
    SITE_RESOLVERS: world.siteResolvers.join(','),
    LOG_LEVEL: 'warn',
  };
  const said: string[] = [];
  const start = async (death?: Death): Promise<Started> => {
    const staging = { addressBook: world.addressBook, trust: world.trust, channelGapMs: 100 };
    writeFileSync(stagingFile, JSON.stringify({ ...staging, ...(death === undefined ? {} : { death }) }));
    const child = fork(path.join(HERE, '../bot.ts'), [stagingFile], { env: environment, silent: true });
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => said.push(chunk.toString('utf8')));
    return { child, url: `http://127.0.0.1:${await portOf(child, () => said.join(''))}/slack/events` };
  };
  let running = await start();
  /** What a person at the machine types. */
  const atTheMachine = async (...words: readonly string[]): Promise<void> => {
    const args = [path.join(HERE, '../../src/cli/main.ts'), ...words, '--channel', world.slack.channel.id];
    await promisify(execFile)(process.execPath, args, { env: environment, timeout: 40_000 });
  };
  const end = async (): Promise<void> => {
    const { child } = running;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 8_000);
    await goneOf(child);
    clearTimeout(timer);
  };
  return {
    get pid() {
      return running.child.pid ?? 0;
    },
    get url() {
      return running.url;
    },
    dataDir: environment.DATA_DIR,
    async kill() {
      running.child.kill('SIGKILL');
      await goneOf(running.child);
    },
    async restart(death) {
      await goneOf(running.child);
      running = await start(death);
    },
    ended: () => goneOf(running.child),
    log: () => said.join(''),
    async importAccounts(csv) {
      // Two people may be at it at once.
      const file = path.join(home, `accounts-${randomUUID()}.csv`);
      writeFileSync(file, csv, { mode: 0o600 });
      await atTheMachine('vault', 'import', file);
      rmSync(file);
    },
    async addRelay(host) {
      const [mailbox] = world.plan.mailboxes;
      const file = path.join(home, 'relay.json');
      writeFileSync(file, JSON.stringify({ user: mailbox?.address, password: mailbox?.oldPassword }), { mode: 0o600 });
      await atTheMachine('mail', 'relay', 'oldhost', 'old', `${host}:587`, '--login', file);
      rmSync(file);
    },
    async keepArchive() {
      const directory = path.join(home, 'archive');
      await atTheMachine('mail', 'archive', directory);
      await atTheMachine('mail', 'restore', directory, '--mailbox', world.plan.mailboxes[0]?.address ?? '');
    },
    end,
    async stop() {
      await end();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

type Started = { readonly child: ChildProcess; readonly url: string };

async function goneOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise((resolve) => child.once('exit', resolve));
}

function portOf(child: ChildProcess, log: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the bot did not start in time\n${log()}`)), READY_LIMIT_MS);
    child.on('message', (message) => {
      const parsed = ready.safeParse(message);
      if (!parsed.success) return;
      clearTimeout(timer);
      resolve(parsed.data.port);
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`the bot ended with ${code} before it was ready\n${log()}`));
    });
  });
}
