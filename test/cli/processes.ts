import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { runCommandLine } from '../../src/cli/run.ts';
import { createMigrationStore, type StoredMigration } from '../../src/store/migrations.ts';
import { openSqlite } from '../../src/store/sqlite.ts';

const CLI = path.join(import.meta.dirname, '../../src/cli/main.ts');
const BOT = path.join(import.meta.dirname, 'socket-bot.ts');

export type Ended = { readonly status: number | null; readonly out: string; readonly err: string };

/** Runs the command line as its own process in a data directory, with nothing of this environment but its path. */
export async function runProcess(
  dataDir: string,
  argv: readonly string[],
  options: { readonly input?: string | Uint8Array; readonly environment?: Readonly<Record<string, string>> } = {},
): Promise<Ended> {
  const env = { PATH: process.env.PATH ?? '', DATA_DIR: dataDir, ...options.environment };
  const child = spawn(process.execPath, [CLI, ...argv], { env, cwd: dataDir, stdio: 'pipe' });
  child.stdin.end(options.input ?? '');
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { status: child.exitCode, out, err };
}

/** The same within this process, where nothing depends on its being one of its own: a start costs most of a second. */
export async function runHere(
  dataDir: string,
  argv: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  let [out, err] = ['', ''];
  const status = await runCommandLine(argv, {
    environment: { DATA_DIR: dataDir, ...environment },
    envFile: path.join(dataDir, '.env'),
    out: (line) => {
      out += `${line}\n`;
    },
    err: (line) => {
      err += `${line}\n`;
    },
  });
  return { status, out, err };
}

/** A process that holds the store of a data directory and answers on its socket, as the bot does. */
export async function startBot(
  dataDir: string,
): Promise<{ readonly told: () => Promise<string>; readonly stop: () => Promise<void> }> {
  const child = spawn(process.execPath, [BOT, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  onTestFinished(stop);
  await lines.next();
  return { told: async () => String((await lines.next()).value), stop };
}

/** Puts a migration with a journal of so many entries into the store of a data directory. */
export async function plantMigration(
  dataDir: string,
  id: string,
  channelId: string,
  entries = 0,
  ended = false,
  parts: Pick<StoredMigration, 'facts' | 'sightings'> = { facts: {}, sightings: {} },
): Promise<void> {
  const adapter = openSqlite({ path: path.join(dataDir, 'bot.sqlite') });
  const store = createMigrationStore<StoredMigration>(adapter, () => ({ id, facts: {}, sightings: {} }));
  const journal = Array.from({ length: entries }, (_, at) => ({
    at,
    who: { kind: 'bot' } as const,
    event: { kind: 'test', at },
  }));
  await store.commit({
    id,
    expectedVersion: 0,
    migration: { id, ...parts },
    place: { teamId: 'T1', channelId },
    journal,
    outbox: [],
    ended,
  });
  await adapter.disconnect();
}

async function text(stream: NodeJS.ReadableStream): Promise<string> {
  let whole = '';
  for await (const chunk of stream.setEncoding('utf8')) whole += chunk;
  return whole;
}
