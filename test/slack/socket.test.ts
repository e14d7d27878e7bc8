import { expect, test } from 'vitest';
import { createLogger } from '../../src/log.ts';
import { createSlack } from '../../src/slack/app.ts';
import { openSocketSlack } from './socket-slack.ts';

test('Socket Mode: the same door over a socket that the bot opens, and leaves when it stops', async () => {
  const slack = await openSocketSlack();
  const asked: string[] = [];
  const nobody = () => Promise.reject(new Error('nobody calls this'));
  const door = createSlack({
    config: {
      slack: { botToken: 'xoxb-1', apiUrl: slack.apiUrl, connection: { mode: 'socket', appToken: 'xapp-1' } },
      teamTimeZone: 'UTC',
    },
    service: {
      start: nobody,
      change: nobody,
      read: nobody,
      history: nobody,
      lookNow: nobody,
      inChannel: async ({ channelId }) => {
        asked.push(channelId);
        return undefined;
      },
    },
    log: createLogger({ level: 'silent' }),
    now: Date.now,
  });
  expect(await door.start()).toEqual({});
  await slack.connected;
  const answer = await slack.send('slash_commands', {
    command: '/migration',
    text: 'status',
    team_id: 'T1',
    channel_id: 'C7',
    user_id: 'U1',
    response_url: `${slack.apiUrl}respond`,
    trigger_id: 't',
  });
  expect(answer).toMatchObject({ response_type: 'ephemeral', text: expect.stringContaining('/migration start') });
  expect(asked).toEqual(['C7']);
  await door.stop();
  await slack.disconnected;
});
