import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import type { Workspace } from '../../rehearsal/slack/workspace.ts';

const MAIN = path.join(import.meta.dirname, '../../src/main.ts');
const READY_MS = 15_000;

const lineSchema = z.looseObject({ msg: z.string(), port: z.number().optional(), healthPort: z.number().optional() });

export type Ended = {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
};

export type BotProcess = {
  readonly port: number;
  readonly healthUrl: string;
  readonly kill: (signal: 'SIGKILL' | 'SIGTERM' | 'SIGINT') => void;
  /** Resolves when it has ended, by itself or by a signal. */
  readonly ended: Promise<Ended>;
};

/** What `npm start` needs to talk to a workspace on loopback, and to nothing else in the world. */
export function environmentFor(workspace: Workspace, dataDir: string): Readonly<Record<string, string>> {
  return {
    SLACK_BOT_TOKEN: workspace.botToken,
    SLACK_SIGNING_SECRET: workspace.signingSecret,
    SLACK_API_URL: workspace.apiUrl,
    PORT: '0',
    HEALTH_PORT: '0',
    DATA_DIR: dataDir,
    // Nobody answers there: the walk down the DNS tree ends where it begins.
    ROOT_HINTS: '127.0.0.99',
    SITE_RESOLVERS: '127.0.0.99',
  };
}

/** Runs `src/main.ts` with this environment and no other, in the data directory, to its end. */
export function launch(
  dataDir: string,
  environment: Readonly<Record<string, string>>,
): { readonly child: ChildProcess; readonly ended: Promise<Ended>; readonly lines: AsyncIterable<string> } {
  const child = spawn(process.execPath, [MAIN], {
    cwd: dataDir,
    env: { PATH: process.env.PATH ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    out += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    err += chunk;
  });
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, signal: child.signalCode, out, err }));
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await ended;
  });
  return { child, ended, lines: createInterface(child.stdout) };
}

/** Starts the bot and connects the workspace to it. Rejects with all it said when it does not come up. */
export async function startBot(
  workspace: Workspace,
  dataDir: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<BotProcess> {
  const { child, ended, lines } = launch(dataDir, { ...environmentFor(workspace, dataDir), ...environment });
  const ready = (async () => {
    for await (const line of lines) {
      const parsed = lineSchema.safeParse(JSON.parse(line));
      if (parsed.success && parsed.data.msg === 'ready') return parsed.data;
    }
    return undefined;
  })();
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), READY_MS);
  const said = await Promise.race([ready, late.promise]);
  clearTimeout(timer);
  const { port, healthPort } = said ?? {};
  if (port === undefined || healthPort === undefined) {
    child.kill('SIGKILL');
    const { out, err } = await ended;
    throw new Error(`the bot did not start:\n${out}\n${err}`);
  }
  workspace.connectBot(`http://127.0.0.1:${port}/slack/events`);
  return { port, healthUrl: `http://127.0.0.1:${healthPort}`, kill: (signal) => child.kill(signal), ended };
}

/** Resolves when nothing waits in the outbox, as the bot's own metrics say in a second look a tick later. */
export async function allDelivered(bot: BotProcess, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  let clear = 0;
  for (;;) {
    const text = await (await fetch(`${bot.healthUrl}/metrics`)).text();
    clear = /^mail_migration_bot_outbox_age_seconds 0$/m.test(text) ? clear + 1 : 0;
    if (clear === 2) return;
    if (Date.now() > deadline) throw new Error('announcements still wait');
    await new Promise((resolve) => setTimeout(resolve, clear === 0 ? 200 : 1_100));
  }
}
