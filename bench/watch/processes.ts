import { type ChildProcess, fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { World } from '../../rehearsal/world/world.ts';

export type Running = { readonly child: ChildProcess; readonly url: string; readonly stop: () => Promise<void> };

/** A bare app of the same library, as a process of its own. */
export async function startBare(world: World, home: string): Promise<Running> {
  return start(path.join(import.meta.dirname, 'bare.ts'), [], home, environmentOf(world, home));
}

/** The bot as a process of its own, in this world, on the records of that data directory. */
export async function startWatching(
  world: World,
  home: string,
  dataDir: string,
): Promise<Running & { readonly tell: () => Promise<Told> }> {
  const file = path.join(home, 'staging.json');
  writeFileSync(file, JSON.stringify({ addressBook: world.addressBook, trust: world.trust }));
  const environment = { ...environmentOf(world, home), DATA_DIR: dataDir };
  const running = await start(path.join(import.meta.dirname, 'bot.ts'), [file], home, environment);
  const tell = (): Promise<Told> =>
    new Promise((resolve) => {
      const hear = (message: unknown): void => {
        const told = toldSchema.safeParse(message);
        if (!told.success) return;
        running.child.off('message', hear);
        resolve(told.data);
      };
      running.child.on('message', hear);
      running.child.send('tell');
    });
  return { ...running, tell };
}

const toldSchema = z.object({
  kind: z.literal('told'),
  /** Delay of the event loop, p99. */
  loopMs: z.number(),
  looks: z.int(),
  /** Processor time since the reset. */
  cpuMs: z.number(),
  rssMib: z.number(),
  /** How late looks began since the reset, p99; null: none began. */
  lagSeconds: z.number().nullable(),
});
export type Told = z.infer<typeof toldSchema>;
const readySchema = z.object({ kind: z.literal('ready'), port: z.int() });

const environmentOf = (world: World, home: string): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HOME: home,
  SLACK_BOT_TOKEN: world.slack.botToken,
  SLACK_SIGNING_SECRET: world.slack.signingSecret,
  SLACK_API_URL: world.slack.apiUrl,
  PORT: '0',
  HEALTH_PORT: '0',
  ROOT_HINTS: world.rootHints.join(','),
  SITE_RESOLVERS: world.siteResolvers.join(','),
  LOG_LEVEL: 'error',
  // As the image starts it.
  MALLOC_ARENA_MAX: '1',
});

function start(file: string, words: readonly string[], cwd: string, env: Record<string, string>): Promise<Running> {
  const child = fork(file, [...words], { cwd, env, silent: true, execArgv: ['--max-semi-space-size=8'] });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => said.push(chunk.toString('utf8')));
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`ended with ${code} before it was ready\n${said.join('')}`)));
    child.on('message', (message) => {
      const told = readySchema.safeParse(message);
      if (told.success)
        resolve({ child, url: `http://127.0.0.1:${told.data.port}/slack/events`, stop: () => stopped(child) });
    });
  });
}

async function stopped(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await Promise.race([gone, delay(8_000, undefined, { ref: false })]);
  child.kill('SIGKILL');
}
