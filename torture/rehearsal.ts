import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { type BotProcess, startBot } from '../rehearsal/play/bot-process.ts';
import { gateOf, kindOf } from '../rehearsal/play/channel.ts';
import { createJudge } from '../rehearsal/play/judge.ts';
import { playTeam } from '../rehearsal/play/team.ts';
import { createTranscript } from '../rehearsal/play/transcript.ts';
import { passed } from '../rehearsal/play/world-facts.ts';
import { speaking } from '../rehearsal/slack/people.ts';
import type { Workspace } from '../rehearsal/slack/workspace.ts';
import { randomFrom } from '../rehearsal/world/random.ts';
import { openWorld, type World } from '../rehearsal/world/world.ts';
import { type Disturbing, failOverAndOver, killOverAndOver } from './disturb.ts';
import { type Ledger, ledgerOf, outboxIdOf } from './ledger.ts';
import { persistentHands, persistentMachine } from './persistent.ts';

export const KINDS = ['none', 'kills', 'slack', 'both'] as const;
export type Kind = (typeof KINDS)[number];

/** What became of a world that was disturbed. Each list names what it counts. */
export type Outcome = {
  readonly seed: number;
  readonly kind: Kind;
  readonly faults: number;
  readonly kills: number;
  /** Mail, announcements, entries of the journal; or the rehearsal did not come to its end. */
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly leaked: readonly string[];
  /** What the channel heard that must not depend on when who died: opened gates, the end. */
  readonly heard: readonly string[];
  readonly wallSeconds: number;
};

const WALL_LIMIT_MS = 280_000;
/** Nothing has been said for so long: what waited has been delivered. */
const STILL_MS = 3_000;
const STILL_LIMIT_MS = 20_000;

/** A whole rehearsal in which the bot is killed, Slack fails, or both; then its record and its channel are looked at. */
export async function rehearseDisturbed(
  seed: number,
  kind: Kind,
  kills: number,
  print: (line: string) => void,
): Promise<Outcome> {
  const startedAt = Date.now();
  const world = await openWorld({ seed, slack: { people: speaking('en') } });
  const judge = createJudge(world, startedAt, 'en');
  const random = randomFrom(seed).fork(`torture ${kind}`);
  const disturbing: Disturbing[] = [];
  let failure: string | undefined;
  let ledger: Ledger | undefined;
  let leaked: readonly string[] = [];
  const transcript = createTranscript({
    people: world.slack.people,
    slack: world.slack,
    startedAt,
    lang: 'en',
    print,
    privateLines: 4,
  });
  const stopShowing = world.slack.onHappening(transcript.show);
  const bot = await startBot(world);
  try {
    world.slack.connectBot(bot.url);
    world.start();
    const staged: World = { ...world, slack: persistentHands(world.slack) };
    if (kind === 'kills' || kind === 'both') disturbing.push(killOverAndOver(bot, world.slack, random, kills, print));
    if (kind === 'slack' || kind === 'both') disturbing.push(failOverAndOver(world.slack, random.fork('slack')));
    await Promise.race([playTeam({ world: staged, bot: persistentMachine(bot), transcript, lang: 'en' }), tooLong()]);
  } catch (error) {
    failure = `${error instanceof Error ? error.message : String(error)}\n${bot.log().slice(-3_000)}`;
  }
  try {
    for (const one of disturbing) await one.stop();
    if (failure === undefined) await still(world.slack);
    await bot.end();
    ledger = await ledgerOf(bot.dataDir);
    leaked = await secretsOut(world, bot);
  } catch (error) {
    failure ??= error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  stopShowing();
  judge.stop();
  const wallSeconds = Math.round((Date.now() - startedAt) / 100) / 10;
  const facts = { ...judge.facts(failure), seed, lang: 'en', wallSeconds } as const;
  await bot.stop();
  await world.close();
  const counts = disturbing.map((one) => one.counts);
  const sum = (of: (counts: Disturbing['counts']) => number) => counts.reduce((total, each) => total + of(each), 0);
  const verdict = ledger === undefined ? { lost: [], doubled: [] } : compare(ledger, world.slack);
  return {
    seed,
    kind,
    faults: sum((each) => each.kills + each.slack + each.outages),
    kills: sum((each) => each.kills),
    lost: [
      ...(failure === undefined ? [] : [failure]),
      ...(failure === undefined && !passed(facts) ? [JSON.stringify({ ...facts, sent: undefined })] : []),
      ...verdict.lost,
    ],
    doubled: verdict.doubled,
    leaked,
    heard: heardIn(world.slack),
    wallSeconds,
  };
}

function tooLong(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`not finished after ${WALL_LIMIT_MS / 1_000} s`)), WALL_LIMIT_MS).unref();
  });
}

async function still(slack: Workspace): Promise<void> {
  for (const startedAt = Date.now(); Date.now() - startedAt < STILL_LIMIT_MS; ) {
    const before = slack.happenings().length;
    await delay(STILL_MS);
    if (slack.happenings().length === before) return;
  }
}

/** The record against itself, and what stands before readers against the record. */
function compare(ledger: Ledger, slack: Workspace): Pick<Outcome, 'lost' | 'doubled'> {
  const times = shownTimes(slack);
  const implied = [...ledger.posts.values()];
  const lost: string[] = [];
  if (!ledger.chain.ok) lost.push(`the journal's chain does not hold: ${JSON.stringify(ledger.chain)}`);
  // As they are stored: what is undefined is not there.
  if (!isDeepStrictEqual(stored(ledger.rebuilt), stored(ledger.facts)))
    lost.push('the journal does not rebuild the facts');
  if (!isDeepStrictEqual(implied, ledger.implied)) lost.push('the outbox is not what the journal implies');
  for (const [id, kind] of ledger.posts) if (!times.has(id)) lost.push(`${kind} ${id} stood before nobody`);
  if (ledger.open > 0) lost.push(`${ledger.open} messages wait in the outbox`);
  const twice = [...times].filter(([, count]) => count > 1);
  return { lost, doubled: twice.map(([id, count]) => `${id} stands ${count} times`) };
}

const stored = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

/** How often each message of the outbox stands in the channel or with a person: by its metadata, or the name of its file. */
function shownTimes(slack: Workspace): ReadonlyMap<string, number> {
  const everywhere = [...slack.messages(), ...slack.people.flatMap((person) => slack.directMessages(person))];
  const times = new Map<string, number>();
  for (const message of everywhere) {
    const id = outboxIdOf(message);
    const fromFiles = (message.files ?? []).flatMap((name) => /-([0-9A-Z]{26}\.\d+)\.\w+$/.exec(name)?.[1] ?? []);
    for (const one of new Set([...(id === undefined ? [] : [id]), ...fromFiles]))
      times.set(one, (times.get(one) ?? 0) + 1);
  }
  return times;
}

/** Opened gates in their order, and the end. A gate that is taken back and opened again is heard of once. */
function heardIn(slack: Workspace): readonly string[] {
  const heard = slack.messages().flatMap((message) => {
    const kind = kindOf(message);
    if (kind === 'gate-opened') return [`gate-opened ${gateOf(message)}`];
    return kind === 'report' ? ['report'] : [];
  });
  return [...new Set(heard)];
}

/** Passwords of the world, wherever they must not be: the log, Slack, the files of the store. */
async function secretsOut(world: World, bot: BotProcess): Promise<readonly string[]> {
  const secrets = world.plan.mailboxes.flatMap(({ oldPassword, newPassword }) => [oldPassword, newPassword]);
  const places: [string, string][] = [
    ['the log', bot.log()],
    ['Slack', JSON.stringify([world.slack.calls(), world.slack.happenings()])],
  ];
  for (const file of await readdir(bot.dataDir)) {
    if (!file.startsWith('bot.sqlite')) continue;
    places.push([file, readFileSync(path.join(bot.dataDir, file)).toString('latin1')]);
  }
  return places.flatMap(([place, text]) =>
    secrets.filter((secret) => text.includes(secret)).map((secret) => `${place} holds ${secret.slice(0, 3)}…`),
  );
}
