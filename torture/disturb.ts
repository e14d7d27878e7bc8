import { setTimeout as delay } from 'node:timers/promises';
import type { BotProcess, Death } from '../rehearsal/play/bot-process.ts';
import type { Fault } from '../rehearsal/slack/faults.ts';
import type { Workspace } from '../rehearsal/slack/workspace.ts';
import type { Random } from '../rehearsal/world/random.ts';

export type Counts = { kills: number; writes: number; slack: number; outages: number };
export type Disturbing = { readonly counts: Counts; readonly stop: () => Promise<void> };

const METHODS = [
  'chat.postMessage',
  'chat.update',
  'users.info',
  'conversations.open',
  'pins.add',
  'views.open',
] as const;
const FAULTS: readonly Fault[] = [
  { kind: 'lost-answer' },
  { kind: 'lost-request' },
  { kind: 'server-error' },
  { kind: 'late-server-error' },
  { kind: 'rate-limited', retryAfterSeconds: 1 },
  { kind: 'slow', delayMs: 900 },
];
const RESTART_LIMIT_MS = 30_000;

/**
 * Kills the bot `kills` times: at moments of chance, at the very moment when a message stands in the channel, a chance
 * moment after something was acknowledged, and before or after a commit. Each time it is started again on its data.
 */
export function killOverAndOver(
  bot: BotProcess,
  slack: Workspace,
  random: Random,
  kills: number,
  print: (line: string) => void,
): Disturbing {
  const counts: Counts = { kills: 0, writes: 0, slack: 0, outages: 0 };
  let stopped = false;
  let isDead = false;
  const life = async (): Promise<void> => {
    const how = random.pick(['moment', 'posted', 'commit', 'commit'] as const);
    const death: Death | undefined =
      how === 'commit' ? { commit: random.int(1, 60), when: random.pick(['before', 'after'] as const) } : undefined;
    if (isDead) await startAgain(bot, slack, death);
    isDead = false;
    print(`-- life ${counts.kills + 1}: ends by ${how} ${death === undefined ? '' : JSON.stringify(death)}`);
    const diedAlone = bot.ended();
    const doomed = new AbortController();
    await Promise.race(
      [
        diedAlone,
        how === 'posted' ? postedIn(slack, doomed.signal) : undefined,
        delay(random.int(300, how === 'moment' ? 3_500 : 6_000), undefined, { signal: doomed.signal }).catch(() => {}),
      ].filter((one) => one !== undefined),
    );
    doomed.abort();
    if (how === 'posted') await delay(random.int(0, 15));
    if (stopped) return;
    counts.kills += 1;
    if (how === 'commit') counts.writes += 1;
    await bot.kill();
    isDead = true;
    print(`-- killed ${counts.kills}`);
  };
  const run = (async () => {
    while (!stopped && counts.kills < kills) await life();
    if (isDead) await startAgain(bot, slack);
  })();
  return {
    counts,
    async stop() {
      stopped = true;
      await run;
    },
  };
}

/** A person at the machine may hold the store for a moment: then the bot refuses to start, and is started again. */
async function startAgain(bot: BotProcess, slack: Workspace, death?: Death): Promise<void> {
  for (const startedAt = Date.now(); ; ) {
    try {
      // One that died at a commit of its own start is started without a death in it.
      await bot.restart(Date.now() - startedAt > 3_000 ? undefined : death);
      slack.connectBot(bot.url);
      return;
    } catch (error) {
      if (Date.now() - startedAt > RESTART_LIMIT_MS) throw error;
      await delay(200);
    }
  }
}

function postedIn(slack: Workspace, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const stop = slack.onHappening((happening) => {
      if (happening.kind !== 'posted' || happening.message.onlyFor !== undefined) return;
      stop();
      resolve();
    });
    signal.addEventListener('abort', () => {
      stop();
      resolve();
    });
  });
}

/** Slack's calls go wrong in every way, now and then all of Slack is away for a few seconds. */
export function failOverAndOver(slack: Workspace, random: Random): Disturbing {
  const counts: Counts = { kills: 0, writes: 0, slack: 0, outages: 0 };
  const stopping = new AbortController();
  const run = (async () => {
    while (!stopping.signal.aborted) {
      await delay(random.int(800, 3_500), undefined, { signal: stopping.signal }).catch(() => {});
      if (random.chance(0.05)) {
        slack.setDown(true);
        counts.outages += 1;
        await delay(random.int(1_000, 3_000), undefined, { signal: stopping.signal }).catch(() => {});
        slack.setDown(false);
      } else {
        slack.fail(random.pick([...METHODS]), random.pick([...FAULTS]));
        counts.slack += 1;
      }
    }
  })();
  return {
    counts,
    async stop() {
      stopping.abort();
      await run;
    },
  };
}
