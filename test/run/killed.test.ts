import { describe, expect, it, onTestFinished } from 'vitest';
import { kindOf } from '../../rehearsal/play/channel.ts';
import { EVERY_SCOPE } from '../../rehearsal/slack/seed.ts';
import { openWorkspace, type Workspace, type WorkspaceOptions } from '../../rehearsal/slack/workspace.ts';
import { type Random, randomFrom } from '../../rehearsal/world/random.ts';
import { wordsFor } from '../../src/words/words.ts';
import { ledgerOf, standing } from '../../torture/ledger.ts';
import { hasButton, saidIn } from '../slack/house.ts';
import { temporaryDirectory } from '../store/temporary.ts';
import { allDelivered, type BotProcess, startBot } from './bot-process.ts';
import { isDone, startMigration } from './team.ts';

const REPEAT = (['en', 'ja'] as const).map((lang) =>
  wordsFor(lang, { style: 'slack', timeZone: 'UTC' }).t('slack:repeat'),
);

async function workspaceForTest(options: WorkspaceOptions = {}): Promise<Workspace> {
  const workspace = await openWorkspace(options);
  onTestFinished(() => workspace.close());
  return workspace;
}

/** Kills the bot at the very moment when a message of its stands in the channel, before it hears so. */
function killAtPost(workspace: Workspace, bot: BotProcess): void {
  const stop = workspace.onHappening((happening) => {
    if (happening.kind !== 'posted' || happening.message.onlyFor !== undefined) return;
    stop();
    bot.kill('SIGKILL');
  });
}

/** Tells of each acknowledgement; kills the bot a chance moment after a chance number of them. */
function killAfter(bot: BotProcess, random: Random): () => void {
  let left = random.int(1, 10);
  const laterMs = random.int(0, 20);
  return () => {
    left -= 1;
    if (left === 0) setTimeout(() => bot.kill('SIGKILL'), laterMs);
  };
}

describe('a bot that is killed', () => {
  it('in bursts of commands, again and again, loses and doubles nothing', { timeout: 60_000 }, async () => {
    const random = randomFrom(20_261_201);
    const workspace = await workspaceForTest();
    const dataDir = temporaryDirectory();
    let bot = await startBot(workspace, dataDir);
    await startMigration(workspace);
    const acknowledged: string[] = [];
    let doneStates = 0;

    for (let life = 0; life < 8; life += 1) {
      const names = Array.from({ length: 12 }, (_, index) => `life${life}-${index}`);
      const heard = life % 2 === 0 ? killAfter(bot, random) : () => {};
      if (life % 2 === 1) killAtPost(workspace, bot);
      await Promise.all([
        ...names.map(async (name) => {
          if (!(await isDone(workspace, 'aoi', `/migration clients add ${name}`))) return;
          acknowledged.push(name);
          heard();
        }),
        ...['pause', 'resume'].map(async (line) => {
          if (await isDone(workspace, 'ken', `/migration ${line}`)) doneStates += 1;
        }),
      ]);
      const late = setTimeout(() => bot.kill('SIGKILL'), 3_000);
      expect(await bot.ended).toMatchObject({ signal: 'SIGKILL' });
      clearTimeout(late);
      bot = await startBot(workspace, dataDir);
    }
    await isDone(workspace, 'ken', '/migration resume');
    // No inventory is done without a mailbox.
    await isDone(workspace, 'ken', '/migration mailboxes add aoi@kitano.example');
    expect(await isDone(workspace, 'ken', '/migration step inventory done')).toBe(true);
    // Slack takes a message a second, and several may wait.
    const prompt = await workspace.waitFor(
      'the next step',
      () => workspace.messages().find((message) => hasButton(message, 'step-done')),
      15_000,
    );
    expect(await workspace.click(workspace.person('aoi'), prompt, 'step-done')).toMatchObject({
      outcome: 'acknowledged',
    });
    await allDelivered(bot, 20_000);
    bot.kill('SIGTERM');
    expect(await bot.ended).toMatchObject({ code: 0 });

    const ledger = await ledgerOf(dataDir);
    expect(ledger.chain).toMatchObject({ ok: true });
    expect(ledger.rebuilt).toEqual(ledger.facts);
    expect(acknowledged.length).toBeGreaterThan(8);
    const known = ledger.facts.clients.map(({ name }) => name);
    expect(acknowledged.filter((name) => !known.includes(name))).toEqual([]);
    expect(new Set(known).size).toBe(known.length);
    const states = ledger.events.filter(({ kind }) => kind === 'paused' || kind === 'resumed');
    expect(states.length).toBeGreaterThanOrEqual(doneStates);
    expect(ledger.events).toContainEqual(expect.objectContaining({ kind: 'step-marked', step: 'prepare' }));

    expect(ledger.open).toBe(0);
    expect([...ledger.posts.values()]).toEqual(ledger.implied);
    const shown = standing(workspace);
    expect(shown.map(({ id }) => id).filter((id) => ledger.posts.has(id))).toEqual([...ledger.posts.keys()]);
    // Beside them stand the messages that are edited: the status, and a prompt of each step that was begun, each once.
    const others = shown.filter(({ id }) => !ledger.posts.has(id));
    expect(others.map(({ message }) => kindOf(message)).sort()).toEqual(['status', 'step-prompt', 'step-prompt']);
    expect(new Set(shown.map(({ id }) => id)).size).toBe(shown.length);
  });

  it('where it may not read the channel, loses nothing and marks what it says again', { timeout: 40_000 }, async () => {
    const botScopes = EVERY_SCOPE.filter((scope) => !scope.endsWith(':history'));
    const workspace = await workspaceForTest({ botScopes, strictScopes: true });
    const dataDir = temporaryDirectory();
    let bot = await startBot(workspace, dataDir);
    await startMigration(workspace);
    await allDelivered(bot, 10_000);
    for (const line of ['pause', 'resume']) {
      killAtPost(workspace, bot);
      await isDone(workspace, 'ken', `/migration ${line}`);
      expect(await bot.ended).toMatchObject({ signal: 'SIGKILL' });
      const before = standing(workspace).length;
      bot = await startBot(workspace, dataDir);
      await workspace.waitFor('what is said again', () => standing(workspace)[before]);
    }
    await allDelivered(bot, 10_000);
    bot.kill('SIGTERM');
    expect(await bot.ended).toMatchObject({ code: 0 });

    const ledger = await ledgerOf(dataDir);
    expect(ledger.open).toBe(0);
    const told = standing(workspace).filter(({ id }) => ledger.posts.has(id));
    const again = (message: (typeof told)[number]) => REPEAT.some((words) => saidIn(message.message).includes(words));
    // Each was posted by a bot that died of it, and once more by the next one, which could not know.
    const twice = told.filter(({ id }) => ledger.posts.get(id) === 'state');
    expect(twice.map(({ id }) => id)).toEqual(
      [...ledger.posts].filter(([, kind]) => kind === 'state').flatMap(([id]) => [id, id]),
    );
    expect(twice.map(again)).toEqual([false, true, false, true]);
    expect(standing(workspace).filter(({ id, message }) => !ledger.posts.has(id) && message.pinned)).toHaveLength(1);
    expect(told.filter((one) => !twice.includes(one)).map(again)).toEqual([false]);
  });
});
