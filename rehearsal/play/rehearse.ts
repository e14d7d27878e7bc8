import { speaking } from '../slack/people.ts';
import { openWorld } from '../world/world.ts';
import { startBot } from './bot-process.ts';
import { createJudge } from './judge.ts';
import { narration } from './narration.ts';
import { playTeam } from './team.ts';
import { createTranscript, zoneOf } from './transcript.ts';
import type { WorldFacts } from './world-facts.ts';

export type RehearsalOptions = {
  readonly seed: number;
  readonly lang: 'en' | 'ja';
  readonly print: (line: string) => void;
};

const WALL_LIMIT_MS = 110_000;

/** One rehearsal from start to cancelled; resolves with what the world knows, also when it went wrong. */
export async function rehearse({ seed, lang, print }: RehearsalOptions): Promise<WorldFacts> {
  const startedAt = Date.now();
  const world = await openWorld({ seed, slack: { people: speaking(lang) } });
  const transcript = createTranscript({
    people: world.slack.people,
    slack: world.slack,
    startedAt,
    lang,
    print,
    privateLines: 4,
  });
  print(narration(lang).times(zoneOf(world.slack.people)));
  const stopShowing = world.slack.onHappening(transcript.show);
  const judge = createJudge(world, startedAt, lang);
  let failure: string | undefined;
  try {
    const bot = await startBot(world);
    try {
      world.slack.connectBot(bot.url);
      world.start();
      await Promise.race([playTeam({ world, bot, transcript, lang }), tooLong()]);
    } catch (error) {
      failure = `${error instanceof Error ? error.message : String(error)}\n${bot.log().slice(-4_000)}`;
    } finally {
      await bot.stop();
    }
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
  }
  judge.stop();
  stopShowing();
  const facts = judge.facts(failure);
  await world.close();
  return { seed, lang, ...facts, wallSeconds: Math.round((Date.now() - startedAt) / 100) / 10 };
}

function tooLong(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`not finished after ${WALL_LIMIT_MS / 1_000} s`)), WALL_LIMIT_MS).unref();
  });
}
