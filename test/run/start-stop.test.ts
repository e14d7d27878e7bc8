import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openWorkspace, type Workspace } from '../../rehearsal/slack/workspace.ts';
import { ledgerOf, standing } from '../../torture/ledger.ts';
import { temporaryDirectory } from '../store/temporary.ts';
import { environmentFor, launch, startBot } from './bot-process.ts';
import { startMigration } from './team.ts';

let workspace: Workspace;
beforeAll(async () => {
  workspace = await openWorkspace();
});
afterAll(() => workspace.close());

/** Runs `main.ts` to its end with one part of a good environment changed. */
function startWith(dataDir: string, change: Readonly<Record<string, string>>) {
  return launch(dataDir, { ...environmentFor(workspace, dataDir), ...change }).ended;
}

describe('a start', () => {
  it('with a wrong environment ends with 1 and names the variables, what they are for and how to get them', async () => {
    const dataDir = temporaryDirectory();
    const { code, out, err } = await startWith(dataDir, {
      SLACK_BOT_TOKEN: 'xoxp-person',
      TEAM_TIME_ZONE: 'Mars/Olympus',
    });
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toContain('SLACK_BOT_TOKEN: does not start with xoxb-');
    expect(err).toContain('OAuth & Permissions');
    expect(err).toContain('TEAM_TIME_ZONE: is not a time zone that this machine knows');
    expect(err).not.toContain('xoxp-person');
    expect(err).not.toMatch(/^\s+at /m);
    expect(existsSync(path.join(dataDir, 'bot.sqlite'))).toBe(false);
  });

  it('on a port that is taken names the variable, and leaves nothing behind that holds the data', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void taken.close());
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? String(address.port) : '';
    const dataDir = temporaryDirectory();
    for (const variable of ['HEALTH_PORT', 'PORT']) {
      const host = variable === 'PORT' ? { PORT: port } : { HEALTH_PORT: port };
      const { code, err } = await startWith(dataDir, host);
      expect(code).toBe(1);
      expect(err).toContain(`${variable}: is in use by another program`);
      expect(err).not.toMatch(/^\s+at /m);
    }
    expect(existsSync(path.join(dataDir, 'bot.sock'))).toBe(false);
  });

  it.each([
    ['auth.test', 'SLACK_BOT_TOKEN'],
    ['apps.connections.open', 'SLACK_APP_TOKEN'],
  ])('with a token that Slack refuses at %s ends with 1 and names %s', async (method, variable) => {
    workspace.fail(method, { kind: 'refused', error: 'invalid_auth' });
    const { code, err } = await startWith(temporaryDirectory(), { SLACK_APP_TOKEN: workspace.appToken });
    expect(code).toBe(1);
    expect(err).toContain(`${variable}: is refused by Slack (invalid_auth)`);
    expect(err).toContain('How to get it: api.slack.com/apps');
    expect(err).not.toMatch(/^\s+at /m);
  });

  it('in Socket Mode with Slack away is ready all the same, says so in a line without a stack, and stops', async () => {
    const dataDir = temporaryDirectory();
    const away = { SLACK_APP_TOKEN: workspace.appToken, SLACK_API_URL: 'http://127.0.0.99:3999/api/' };
    const { child, ended, lines } = launch(dataDir, { ...environmentFor(workspace, dataDir), ...away });
    for await (const line of lines) if (JSON.parse(line).msg === 'ready') child.kill('SIGTERM');
    const { code, out, err } = await ended;
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Slack cannot be reached in Socket Mode (ECONNREFUSED)');
    expect(out).not.toContain('"stack"');
  });

  it('in a place where no directory can be made says so at once', async () => {
    const { code, out, err } = await startWith(temporaryDirectory(), { DATA_DIR: '/proc/no-such-place' });
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toContain('Cannot write in /proc/no-such-place');
  });

  it('beside another one on the same data refuses and says who has it', async () => {
    const dataDir = temporaryDirectory();
    const first = await startBot(workspace, dataDir);
    const second = await startWith(dataDir, {});
    expect(second.code).toBe(1);
    expect(second.err).toContain('Another process uses');
    expect(second.err).toContain(dataDir);
    const { pid } = JSON.parse(readFileSync(path.join(dataDir, 'bot.sqlite.lock.json'), 'utf8'));
    expect(second.err).toContain(String(pid));
    expect((await fetch(`${first.healthUrl}/healthz`)).status).toBe(200);
    first.kill('SIGTERM');
    expect(await first.ended).toMatchObject({ code: 0 });
  });

  it('makes what it needs, for its owner alone, and is ready', async () => {
    const dataDir = path.join(temporaryDirectory(), 'data');
    const bot = await startBot(workspace, path.dirname(dataDir), { DATA_DIR: dataDir });
    const ready = await fetch(`${bot.healthUrl}/readyz`);
    expect(await ready.json()).toMatchObject({
      ready: true,
      checks: ['store', 'slack', 'agenda', 'outbox', 'disk'].map((name) => ({ name })),
    });
    expect(await (await fetch(`${bot.healthUrl}/metrics`)).text()).toMatch(/^mail_migration_bot_disk_free_bytes \d+$/m);
    for (const file of ['bot.sqlite', 'vault.key', 'bot.sock'])
      expect(statSync(path.join(dataDir, file)).mode & 0o077).toBe(0);
    bot.kill('SIGINT');
    expect(await bot.ended).toMatchObject({ code: 0 });
    expect(existsSync(path.join(dataDir, 'bot.sock'))).toBe(false);
    expect(existsSync(path.join(dataDir, 'bot.sqlite.lock.json'))).toBe(false);
  });
});

describe('SIGTERM', () => {
  it('in the midst of a burst lets what was taken end, takes no more, and exits 0', async () => {
    const dataDir = temporaryDirectory();
    const bot = await startBot(workspace, dataDir);
    await startMigration(workspace);
    const names = Array.from({ length: 30 }, (_, index) => `client-${index}`);
    const acks = names.map((name) => workspace.slash(workspace.person('aoi'), `/migration clients add ${name}`));
    await Promise.race(acks);
    bot.kill('SIGTERM');
    const answers = await Promise.all(acks);
    const ended = await bot.ended;
    expect(ended).toMatchObject({ code: 0, err: '' });
    expect(ended.out).not.toMatch(/"level":"(error|fatal)"/);

    const kept = (await ledgerOf(dataDir)).facts.clients.map(({ name }) => name);
    const done = names.filter(
      (_, index) => answers[index]?.outcome === 'acknowledged' && JSON.stringify(answers[index]?.body).includes('✓'),
    );
    expect(done.length).toBeGreaterThan(0);
    expect(done.filter((name) => !kept.includes(name))).toEqual([]);
    // None was taken and left without an answer in the midst of it.
    expect(answers.filter(({ outcome }) => outcome === 'timed-out' || outcome === 'refused')).toEqual([]);
  });

  it('says that it is stopping while requests are finished; a second one ends it at once', async () => {
    const bot = await startBot(workspace, temporaryDirectory());
    // A post that Slack leaves without an answer holds the stop up.
    workspace.fail('chat.postMessage', { kind: 'slow', delayMs: 30_000 }, 1);
    await startMigration(workspace);
    bot.kill('SIGTERM');
    const ready = () => fetch(`${bot.healthUrl}/readyz`);
    await expect.poll(async () => (await ready()).status, { timeout: 3_000 }).toBe(503);
    expect(await (await ready()).json()).toMatchObject({
      ready: false,
      checks: [{ name: 'process', ok: false, detail: 'is stopping' }, {}, {}, {}, {}, {}],
    });
    const from = performance.now();
    bot.kill('SIGTERM');
    expect(await bot.ended).toMatchObject({ code: 1, err: '' });
    expect(performance.now() - from).toBeLessThan(2_000);
  });

  it('while Slack leaves a post without an answer exits soon all the same; the next start delivers it', async () => {
    const dataDir = temporaryDirectory();
    const bot = await startBot(workspace, dataDir);
    workspace.fail('chat.postMessage', { kind: 'slow', delayMs: 30_000 }, 1);
    const before = standing(workspace).length;
    await startMigration(workspace);
    const from = performance.now();
    bot.kill('SIGTERM');
    expect(await bot.ended).toMatchObject({ code: 0 });
    expect(performance.now() - from).toBeLessThan(9_000);
    expect(standing(workspace)).toHaveLength(before);
    const next = await startBot(workspace, dataDir);
    await workspace.waitFor('the start', () => standing(workspace)[before], 10_000);
    next.kill('SIGTERM');
    expect(await next.ended).toMatchObject({ code: 0 });
  });
});
