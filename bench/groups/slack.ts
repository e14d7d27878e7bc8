import { setTimeout as delay } from 'node:timers/promises';
import { startBot } from '../../rehearsal/play/bot-process.ts';
import { openWorld, type World } from '../../rehearsal/world/world.ts';
import { median, percentile } from '../interleave.ts';
import { peakMibOf } from '../memory.ts';
import { accepted, keepLooking } from '../slack/load.ts';
import { watchMigration } from '../slack/migration.ts';
import type { Measured } from '../targets.ts';

const SEED = 1;
const COMMANDS = ['status', 'gate', 'clients'] as const;
const WARM_UP = 90;
const TIMES = 400;
const EVERY_MS = 75;

/**
 * A real bot with a migration under watch, whose sweeps and surveys never pause, and a person who types a command every
 * so often, whether the last one was answered or not. Each is timed from the request to the end of the answer to it.
 */
export async function measureSlack(): Promise<Measured> {
  const world = await openWorld({ seed: SEED });
  try {
    const bot = await startBot(world);
    try {
      world.slack.connectBot(bot.url);
      world.start();
      await watchMigration(world, bot);
      return { ...(await measureUnderLooks(world)), 'slack-memory': peakMibOf(bot.pid) };
    } finally {
      await bot.stop();
    }
  } finally {
    await world.close();
  }
}

async function measureUnderLooks(world: World): Promise<Measured> {
  const sweeping = keepLooking(world, world.slack.person('ken'), 'zone vantages');
  const surveying = keepLooking(world, world.slack.person('mika'), 'logins survey');
  await typeCommands(world, WARM_UP);
  const before = sweeping.ended() + surveying.ended();
  const tookMs = await typeCommands(world, TIMES);
  const looks = sweeping.ended() + surveying.ended() - before;
  await Promise.all([sweeping.stop(), surveying.stop()]);
  return {
    'slack-ack': percentile(tookMs, 0.99),
    'slack-ack-median': median(tookMs),
    'slack-looks': looks,
  };
}

async function typeCommands({ slack }: World, times: number): Promise<readonly number[]> {
  const jonas = slack.person('jonas');
  const typed: Promise<number>[] = [];
  const startedAt = performance.now();
  for (let index = 0; index < times; index += 1) {
    await delay(Math.max(0, startedAt + index * EVERY_MS - performance.now()));
    const command = COMMANDS[index % COMMANDS.length] ?? 'status';
    typed.push(slack.slash(jonas, `/migration ${command}`).then((ack) => accepted(ack).tookMs));
  }
  return await Promise.all(typed);
}
