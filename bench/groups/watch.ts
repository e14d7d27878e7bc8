import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type PersonSeed, TEAM } from '../../rehearsal/slack/people.ts';
import type { Happening, Person, Workspace } from '../../rehearsal/slack/workspace.ts';
import { openWorld } from '../../rehearsal/world/world.ts';
import { median, percentile } from '../interleave.ts';
import { peakMibOf } from '../memory.ts';
import type { Measured } from '../targets.ts';
import { measureMany } from '../watch/many.ts';
import { type Doing, type Done, everything } from '../watch/people.ts';
import { startBare, startWatching } from '../watch/processes.ts';
import { OF_FIFTY, writeRecords } from '../watch/records.ts';

const SEED = 1;
const MIGRATIONS = 50;
const PEOPLE = 40;
/** Every look of every migration is due at the start: that is measured by itself, and is over by then. */
const START_TIMES = 100;
const SETTLE_MS = 45_000;
const WARM_UP = 60;
const TIMES = 420;
const EVERY_MS = 120;
const BARE_TIMES = 120;
const SEEN_LIMIT_MS = 5_000;

/** Fifty migrations and people who never rest; then two hundred for five minutes, and what that costs. */
export async function measureWatch(): Promise<Measured> {
  const fifty = await measureFifty();
  return { ...fifty, ...(await measureMany()) };
}

/**
 * One bot watches fifty migrations, from before the rewrite to the last days, at the product's own intervals against
 * the rehearsal's servers. Forty people type, press, submit and open homes, one of them every so often, whether the one
 * before was answered or not. Each is timed to the acknowledgement, and to the first thing that its person sees of it.
 * The same people do the same to a bare app of the same library that only acknowledges.
 */
async function measureFifty(): Promise<Measured> {
  const world = await openWorld({ seed: SEED, slack: { people: [...TEAM, ...crowd()] } });
  const home = mkdtempSync(path.join(tmpdir(), 'bench-watch-'));
  try {
    const channels = await channelsOf(world.slack);
    const dataDir = path.join(home, 'data');
    mkdirSync(dataDir);
    await writeRecords(world, dataDir, channels, OF_FIFTY);
    const bare = await startBare(world, home);
    const bot = await startWatching(world, home, dataDir);
    try {
      world.start();
      world.slack.connectBot(bot.url);
      const doings = everything(world.slack);
      const atStart = await act(world.slack, channels, doings, START_TIMES);
      await delay(SETTLE_MS);
      await act(world.slack, channels, doings, WARM_UP);
      bot.child.send('reset');
      const done = await act(world.slack, channels, doings, TIMES);
      const told = await bot.tell();
      const memory = peakMibOf(bot.child.pid ?? 0);
      world.slack.connectBot(bare.url);
      const bareDone = await act(world.slack, channels, doings, BARE_TIMES, false);
      return {
        'watch-ack': percentile(
          done.map(({ ackMs }) => ackMs),
          0.99,
        ),
        'watch-ack-median': median(done.map(({ ackMs }) => ackMs)),
        'watch-seen': percentile(
          done.map(({ seenMs }) => seenMs),
          0.99,
        ),
        'watch-seen-median': median(done.map(({ seenMs }) => seenMs)),
        'watch-start-ack': percentile(
          atStart.map(({ ackMs }) => ackMs),
          0.99,
        ),
        'watch-start-ack-median': median(atStart.map(({ ackMs }) => ackMs)),
        'watch-bare': percentile(
          bareDone.map(({ ackMs }) => ackMs),
          0.99,
        ),
        'watch-bare-median': median(bareDone.map(({ ackMs }) => ackMs)),
        'watch-loop': told.loopMs,
        'watch-looks': told.looks,
        'watch-memory': memory,
      };
    } finally {
      await Promise.all([bot.stop(), bare.stop()]);
    }
  } finally {
    await world.close();
    rmSync(home, { recursive: true, force: true });
  }
}

const crowd = (): readonly PersonSeed[] =>
  Array.from({ length: PEOPLE }, (_, n) => ({
    name: `person${n}`,
    realName: `Person ${n}`,
    timeZone: n % 2 === 0 ? 'Asia/Tokyo' : 'Europe/Berlin',
    locale: n % 2 === 0 ? 'ja-JP' : 'en-GB',
  }));

async function channelsOf(slack: Workspace): Promise<readonly string[]> {
  const made = [slack.channel.id];
  while (made.length < MIGRATIONS) made.push((await slack.createChannel(`move-${made.length}`)).id);
  return made;
}

async function act(
  slack: Workspace,
  channels: readonly string[],
  doings: readonly Doing[],
  times: number,
  isSeen = true,
): Promise<readonly Done[]> {
  const people = slack.people.filter(({ name }) => name.startsWith('person'));
  const under: Promise<Done | undefined>[] = [];
  const startedAt = performance.now();
  for (let index = 0; index < times; index += 1) {
    await delay(Math.max(0, startedAt + index * EVERY_MS - performance.now()));
    const [doing, person] = [doings[index % doings.length], people[index % people.length]];
    const channel = channels[(index * 7) % channels.length];
    if (doing === undefined || person === undefined || channel === undefined) throw new Error('nobody to act');
    under.push(timed(slack, doing, person, channel, isSeen));
  }
  return (await Promise.all(under)).filter((one) => one !== undefined);
}

/** Undefined where there was nothing to press. One that Slack waited for in vain counts with all that it waited. Throws where one was refused. */
async function timed(
  slack: Workspace,
  doing: Doing,
  person: Person,
  channel: string,
  isSeen: boolean,
): Promise<Done | undefined> {
  const begunAt = performance.now();
  const first = Promise.withResolvers<number>();
  const unlisten = slack.onHappening((happening) => {
    if (isFor(happening, person)) first.resolve(performance.now() - begunAt);
  });
  try {
    const ack = await doing(slack, person, channel);
    if (ack === undefined) return undefined;
    if (ack.outcome === 'refused') throw new Error(`a request was refused: ${JSON.stringify(ack.body)}`);
    // A form that closes, or shows what is wrong, is seen with the acknowledgement.
    if (!isSeen || ack.body.response_action !== undefined) return { ackMs: ack.tookMs, seenMs: ack.tookMs };
    const seenMs = await Promise.race([first.promise, delay(SEEN_LIMIT_MS, SEEN_LIMIT_MS, { ref: false })]);
    return { ackMs: ack.tookMs, seenMs };
  } finally {
    unlisten();
  }
}

function isFor(happening: Happening, person: Person): boolean {
  return 'view' in happening ? happening.view.user === person.id : happening.message.onlyFor === person.id;
}
