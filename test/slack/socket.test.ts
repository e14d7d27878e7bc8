import { createServer } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ConfigError } from '../../src/config.ts';
import { createLogger } from '../../src/log.ts';
import { createSlack, type SlackDoor } from '../../src/slack/app.ts';
import { openSocketSlack } from './socket-slack.ts';

/** The door in Socket Mode, with the channels that it was asked for and the lines that it logged. */
function aDoor(apiUrl: string): { readonly door: SlackDoor; readonly asked: string[]; readonly logged: string[] } {
  const [asked, logged]: [string[], string[]] = [[], []];
  const nobody = () => Promise.reject(new Error('nobody calls this'));
  const door = createSlack({
    config: {
      slack: { botToken: 'xoxb-1', apiUrl, connection: { mode: 'socket', appToken: 'xapp-1' } },
      teamTimeZone: 'UTC',
    },
    service: {
      start: nobody,
      change: nobody,
      read: nobody,
      history: nobody,
      journal: nobody,
      lookNow: nobody,
      lookSoon: nobody,
      preview: nobody,
      inTeam: async ({ teamId }) => {
        asked.push(teamId);
        return [];
      },
      inChannel: async ({ channelId }) => {
        asked.push(channelId);
        return undefined;
      },
    },
    asked: { key: () => '', keep: async () => {}, forget: async () => {}, list: async () => [] },
    preferences: {
      userLanguage: async () => undefined,
      setUserLanguage: nobody,
      userHours: async () => undefined,
      setUserHours: nobody,
    },
    log: createLogger({ level: 'info', destination: { write: (line: string) => void logged.push(line) } }),
    now: Date.now,
    socketLink: { firstWaitMs: 20 },
  });
  onTestFinished(door.stop);
  return { door, asked, logged };
}

const status = (apiUrl: string) => ({
  command: '/migration',
  text: 'status',
  team_id: 'T1',
  channel_id: 'C7',
  user_id: 'U1',
  response_url: `${apiUrl}respond`,
  trigger_id: 't',
});
const refusal = { response_type: 'ephemeral', text: expect.stringContaining('/migration start') };

test('Socket Mode: the same door over a socket that the bot opens, and leaves when it stops', async () => {
  const slack = await openSocketSlack();
  const { door, asked } = aDoor(slack.apiUrl);
  expect(await door.start()).toEqual({});
  await slack.connected;
  expect(await slack.send('slash_commands', status(slack.apiUrl))).toMatchObject(refusal);
  expect(asked).toEqual(['C7']);
  await door.stop();
  await slack.disconnected;
});

test('Socket Mode: the App Home is acknowledged at once and then shown', async () => {
  const slack = await openSocketSlack();
  const { door, asked } = aDoor(slack.apiUrl);
  await door.start();
  await slack.connected;
  const event = { type: 'app_home_opened', user: 'U1', channel: 'D1', tab: 'home', event_ts: '1.0' };
  const payload = { type: 'event_callback', team_id: 'T7', api_app_id: 'A1', event, event_id: 'Ev1', event_time: 1 };
  expect(await slack.send('events_api', payload)).toEqual({});
  await vi.waitFor(() => expect(asked).toEqual(['T7']));
});

test('Socket Mode: Slack away at the start is said in one line, and found when it is back', async () => {
  const port = await freePort();
  const { door, logged } = aDoor(`http://127.0.0.1:${port}/api/`);
  expect(await door.start()).toEqual({});
  await vi.waitFor(() => expect(logged).not.toEqual([]));
  const slack = await openSocketSlack({ port });
  await slack.connected;
  expect(await slack.send('slash_commands', status(slack.apiUrl))).toMatchObject(refusal);
  const troubles = logged.filter((line) => JSON.parse(line).level !== 'info');
  expect(troubles).toHaveLength(1);
  expect(troubles[0]).toContain('Slack cannot be reached in Socket Mode (ECONNREFUSED)');
  expect(troubles[0]).not.toContain('stack');
});

test('Socket Mode: a connection that breaks is opened again, also when the first tries fail', async () => {
  let failures = 0;
  const slack = await openSocketSlack({ refuse: () => (failures-- > 0 ? 'internal_error' : undefined) });
  const { door } = aDoor(slack.apiUrl);
  await door.start();
  failures = 2;
  slack.breakOff();
  await vi.waitFor(() => expect(slack.links()).toBe(2), 5_000);
  expect(failures).toBeLessThanOrEqual(0);
  expect(await slack.send('slash_commands', status(slack.apiUrl))).toMatchObject(refusal);
});

test.each([
  ['auth.test', 'SLACK_BOT_TOKEN', 'account_inactive'],
  ['apps.connections.open', 'SLACK_APP_TOKEN', 'invalid_auth'],
])('Socket Mode: a token that %s refuses stops the start and names %s', async (refused, variable, error) => {
  const slack = await openSocketSlack({ refuse: (method) => (method === refused ? error : undefined) });
  const failed = await aDoor(slack.apiUrl)
    .door.start()
    .catch((reason: unknown) => reason);
  expect(failed).toBeInstanceOf(ConfigError);
  expect(String(failed)).toContain(`${variable}: is refused by Slack (${error})\n`);
  expect(String(failed)).toContain('How to get it: api.slack.com/apps');
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
