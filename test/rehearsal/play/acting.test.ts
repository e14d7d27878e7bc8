import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createActing } from '../../../rehearsal/play/acting.ts';
import { openWorkspace, type Workspace } from '../../../rehearsal/slack/workspace.ts';

let slack: Workspace;
let app: App;
const heard: string[] = [];
let isOpen = false;

/** A bot with one gate: shut at first, it opens a little after it has refused something. */
beforeAll(async () => {
  slack = await openWorkspace();
  const receiver = new HTTPReceiver({ signingSecret: slack.signingSecret, logLevel: LogLevel.ERROR });
  const clientOptions = { slackApiUrl: slack.apiUrl, allowAbsoluteUrls: false, retryConfig: { retries: 0 } };
  app = new App({ token: slack.botToken, receiver, convoStore: false, logLevel: LogLevel.ERROR, clientOptions });
  app.command('/migration', async ({ ack, respond, command, client }) => {
    await ack();
    heard.push(command.text);
    await respond(isOpen ? '✓ taken' : '✗ Switch-back is not open.');
    if (isOpen) return;
    isOpen = true;
    await client.chat.postMessage({
      channel: command.channel_id,
      text: 'open again',
      metadata: { event_type: 'gate', event_payload: { kind: 'gate-opened', gate: 'switch-back' } },
    });
  });
  const server = await app.start(0);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  slack.connectBot(`http://127.0.0.1:${address.port}/slack/events`);
});

afterAll(async () => {
  await app.stop();
  await slack.close();
});

test('what a gate refuses is said once more when it has opened again', async () => {
  const did: string[] = [];
  const transcript = { show: () => {}, did: (_: unknown, what: string) => void did.push(what), aside: () => {} };
  const acting = createActing({ world: { slack }, transcript, lang: 'en' });
  const line = '/migration clients restored c1';
  await acting.sayWhenOpen(acting.people.aoi, line, 'switch-back');
  expect(did).toEqual([line, line]);
  expect(heard).toEqual(['clients restored c1', 'clients restored c1']);
  expect(await acting.answerTo(acting.people.ken, '/migration status')).toMatchObject({ text: '✓ taken' });
});
