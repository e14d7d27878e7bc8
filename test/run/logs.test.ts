import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { openWorkspace } from '../../rehearsal/slack/workspace.ts';
import { hasButton } from '../slack/house.ts';
import { temporaryDirectory } from '../store/temporary.ts';
import { allDelivered, startBot } from './bot-process.ts';
import { isDone, startMigration } from './team.ts';

const lineSchema = z.looseObject({
  level: z.string(),
  msg: z.string(),
  migration: z.string().optional(),
  request: z.string().optional(),
  look: z.string().optional(),
});

describe('the log of a real run at debug', () => {
  it('names the migration on each line that is about one, the request on each that came of one, and no secret', async () => {
    const workspace = await openWorkspace();
    onTestFinished(() => workspace.close());
    const dataDir = temporaryDirectory();
    const bot = await startBot(workspace, dataDir, { LOG_LEVEL: 'debug' });
    workspace.fail('pins.add', { kind: 'refused', error: 'missing_scope' });
    await startMigration(workspace);
    await isDone(workspace, 'ken', '/migration mailboxes add aoi@kitano.example');
    await isDone(workspace, 'ken', '/migration clients add scanner');
    // Trouble is what makes lines: posts that are refused, forms that are not taken, people whom nobody knows.
    workspace.fail('chat.postMessage', { kind: 'refused', error: 'channel_not_found' }, 2);
    workspace.fail('users.info', { kind: 'refused', error: 'internal_error' }, 2);
    workspace.fail('views.open', { kind: 'refused', error: 'expired_trigger_id' }, 1);
    await isDone(workspace, 'ken', '/migration pause');
    await isDone(workspace, 'ken', '/migration resume');
    await isDone(workspace, 'aoi', '/migration check');
    await isDone(workspace, 'aoi', '/migration clients import');
    const prompt = workspace.messages().find((message) => hasButton(message, 'step-done'));
    if (prompt !== undefined) await workspace.click(workspace.person('aoi'), prompt, 'step-done');
    await allDelivered(bot, 500).catch(() => {});
    const metrics = await (await fetch(`${bot.healthUrl}/metrics`)).text();
    for (const name of ['kitano.example', workspace.channel.id, workspace.teamId]) expect(metrics).not.toContain(name);
    const labels = new Set([...metrics.matchAll(/[{,]([a-z_]+)="/g)].map((match) => match[1] ?? ''));
    const known = ['class', 'kind', 'lane', 'le', 'look', 'node', 'outcome', 'quantile', 'state', 'version', 'what'];
    expect([...labels].filter((label) => !known.includes(label))).toEqual([]);
    bot.kill('SIGTERM');
    const { code, out, err } = await bot.ended;
    expect({ code, err }).toEqual({ code: 0, err: '' });

    const lines = out
      .split('\n')
      .filter((line) => line !== '')
      .map((text) => ({ text, line: lineSchema.parse(JSON.parse(text)) }));
    const about = lines.filter(({ text }) =>
      ['kitano.example', workspace.channel.id, 'scanner', '"outbox"', '"look"'].some((name) => text.includes(name)),
    );
    expect(about.length, out).toBeGreaterThan(0);
    expect(about.filter(({ line }) => line.migration === undefined).map(({ text }) => text)).toEqual([]);
    expect(new Set(about.map(({ line }) => line.migration)).size).toBe(1);
    const asked = lines.filter(({ line }) => line.msg === 'a request of Slack was carried out').map(({ line }) => line);
    // All but the start, before which there was none, were about one.
    expect(asked.filter(({ migration }) => migration !== undefined).length).toBeGreaterThan(4);
    expect(new Set(asked.map(({ request }) => request)).size).toBe(asked.length);
    expect(lines.some(({ line }) => line.look !== undefined && line.migration !== undefined)).toBe(true);
    for (const secret of [workspace.botToken, workspace.signingSecret]) expect(out).not.toContain(secret);
    expect(out).not.toMatch(/xox[a-z]-|xapp-|hooks\.slack|response_url/);
  }, 30_000);
});
