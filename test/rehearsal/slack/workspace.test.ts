import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkspace, type Workspace } from '../../../rehearsal/slack/workspace.ts';

let workspace: Workspace;
let app: App;
const heard: string[] = [];

beforeAll(async () => {
  workspace = await openWorkspace({ groups: [{ handle: 'approvers', name: 'Approvers', people: ['aoi', 'ken'] }] });
  const receiver = new HTTPReceiver({ signingSecret: workspace.signingSecret, logLevel: LogLevel.ERROR });
  app = new App({
    token: workspace.botToken,
    receiver,
    convoStore: false,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: workspace.apiUrl, allowAbsoluteUrls: false, retryConfig: { retries: 0 } },
  });
  tinyApp(app);
  const server = await app.start(0);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  workspace.connectBot(`http://127.0.0.1:${address.port}/slack/events`);
});

afterAll(async () => {
  await app.stop();
  await workspace.close();
});

test('a slash command is answered for its author alone, by response_url and by the acknowledgement', async () => {
  const aoi = workspace.person('aoi');
  const ack = await workspace.slash(aoi, '/migration status now');
  expect(ack).toMatchObject({ outcome: 'acknowledged', status: 200 });
  const reply = await workspace.waitFor('the reply', () =>
    workspace.messages().find((each) => each.text === 'heard: status now'),
  );
  expect(reply).toMatchObject({ answers: '/migration status now' });
  expect(reply).toMatchObject({ onlyFor: aoi.id, user: workspace.botUserId, channel: workspace.channel.id });

  await workspace.slash(aoi, '/migration inline');
  expect(workspace.messages().at(-1)).toMatchObject({
    text: 'said in the acknowledgement',
    onlyFor: aoi.id,
    answers: '/migration inline',
  });
});

test('a posted message is pinned, edited in place by a click, and keeps what it said before', async () => {
  const ken = workspace.person('ken');
  await workspace.slash(ken, '/migration post');
  const posted = await workspace.waitFor('the message', () =>
    workspace.messages().find((each) => each.text === 'May we?' && each.pinned),
  );
  expect(posted.metadata).toEqual({ event_type: 'ask', event_payload: { id: '1' } });

  expect(await workspace.click(ken, posted, 'approve', 'gate-2')).toMatchObject({ outcome: 'acknowledged' });
  const edited = await workspace.waitFor('the edit', () =>
    workspace.messages().find((each) => each.ts === posted.ts && each.text !== 'May we?'),
  );
  expect(edited.text).toBe(`${ken.id} approves gate-2`);
  expect(edited.blocks).toEqual([]);
  expect(edited.earlier.map((each) => each.text)).toEqual(['May we?']);
  await expect(workspace.click(ken, edited, 'approve')).rejects.toThrow('nothing called approve');
});

test('a modal opens, refuses what is wrong, answers with the next view, and is submitted', async () => {
  const mika = workspace.person('mika');
  await workspace.slash(mika, '/migration start');
  const view = await workspace.waitFor('the modal', () =>
    workspace.views().find((each) => each.callbackId === 'start'),
  );
  expect(view.user).toBe(mika.id);

  await expect(workspace.submitView(mika, view, {})).rejects.toThrow('"Domain" (domain) must be filled in');
  await expect(workspace.submitView(mika, view, { domain: 'a', colour: 'red' })).rejects.toThrow(
    'no such field: colour',
  );
  await expect(workspace.submitView(mika, view, { domain: 'a', scope: 'half' })).rejects.toThrow('offers no "half"');

  const wrong = await workspace.submitView(mika, view, { domain: 'nonsense' });
  expect(wrong.errors).toEqual({ domain_block: 'not a domain' });

  const approvers = [workspace.person('aoi').id, workspace.person('ken').id];
  const right = await workspace.submitView(mika, view, { domain: 'kitano.example', scope: 'whole', approvers });
  expect(right.next).toMatchObject({ callbackId: 'confirm', type: 'modal' });
  expect(heard).toContain(JSON.stringify(['kitano.example', 'whole', approvers, 'en']));

  if (right.next === undefined) throw new Error('no second view');
  expect(await workspace.submitView(mika, right.next)).toMatchObject({ ack: { outcome: 'acknowledged' }, errors: {} });
});

test('home, direct messages, other channels, groups and time zones', async () => {
  const ritu = workspace.person('ritu');
  await workspace.openHome(ritu);
  const home = await workspace.waitFor('the home', () => workspace.views().find((each) => each.type === 'home'));
  expect(home.user).toBe(ritu.id);
  await workspace.clickInView(ritu, home, 'greet');
  const greeting = await workspace.waitFor('a direct message', () => workspace.directMessages(ritu)[0]);
  expect(greeting.text).toBe('hello 19800');

  const other = await workspace.createChannel('second-move');
  await workspace.slash(ritu, '/migration post', other.id);
  await workspace.waitFor('the other channel', () =>
    workspace.messages(other.id).find((each) => each.text === 'May we?'),
  );
  expect(await workspace.api('usergroups.list', {})).toMatchObject({
    ok: true,
    usergroups: [{ handle: 'approvers', user_count: 2 }],
  });
});

test('a lost answer leaves the message standing although the bot saw an error', async () => {
  const dana = workspace.person('dana');
  const before = workspace.messages().filter((each) => each.text === 'May we?').length;
  workspace.fail('chat.postMessage', { kind: 'lost-answer' });
  await workspace.slash(dana, '/migration post');
  await workspace.waitFor('the error', () => (heard.includes('post failed') ? true : undefined));
  expect(workspace.messages().filter((each) => each.text === 'May we?')).toHaveLength(before + 1);

  workspace.fail('chat.postMessage', { kind: 'lost-request' });
  heard.length = 0;
  await workspace.slash(dana, '/migration post');
  await workspace.waitFor('the error', () => (heard.includes('post failed') ? true : undefined));
  expect(workspace.messages().filter((each) => each.text === 'May we?')).toHaveLength(before + 1);
});

test('a bot that does not answer in time, or is not there, is told apart from one that answers', async () => {
  const aoi = workspace.person('aoi');
  expect(await workspace.slash(aoi, '/migration silent')).toMatchObject({ outcome: 'timed-out' });
  workspace.connectBot('http://127.0.0.1:9/slack/events');
  expect(await workspace.slash(aoi, '/migration status')).toMatchObject({ outcome: 'unreachable' });
});

/** As small a bot as shows every edge of the workspace. */
const tinyApp = (bot: App): void => {
  bot.command('/migration', async ({ command, ack, respond, client, body }) => {
    if (command.text === 'silent') return;
    if (command.text === 'inline') return ack('said in the acknowledgement');
    await ack();
    if (command.text === 'start') {
      await client.views.open({ trigger_id: body.trigger_id, view: START });
      return;
    }
    if (command.text !== 'post') {
      await respond(`heard: ${command.text}`);
      return;
    }
    try {
      const message = await client.chat.postMessage({
        channel: command.channel_id,
        text: 'May we?',
        blocks: ASK,
        metadata: { event_type: 'ask', event_payload: { id: '1' } },
      });
      await client.pins.add({ channel: command.channel_id, timestamp: String(message.ts) });
    } catch {
      heard.push('post failed');
    }
  });
  bot.action('approve', async ({ ack, action, body, client }) => {
    await ack();
    if (
      action.type !== 'button' ||
      body.type !== 'block_actions' ||
      body.message === undefined ||
      body.channel === undefined
    )
      return;
    await client.chat.update({
      channel: body.channel.id,
      ts: body.message.ts,
      text: `${body.user.id} approves ${action.value}`,
      blocks: [],
    });
  });
  bot.view('start', async ({ ack, view }) => {
    const values = view.state.values;
    const domain = values.domain_block?.domain?.value ?? '';
    if (!domain.includes('.')) return ack({ response_action: 'errors', errors: { domain_block: 'not a domain' } });
    const scope = values.scope_block?.scope?.selected_option?.value;
    heard.push(
      JSON.stringify([
        domain,
        scope,
        values.approvers_block?.approvers?.selected_users,
        values.language_block?.language?.selected_option?.value,
      ]),
    );
    return ack({ response_action: 'push', view: CONFIRM });
  });
  bot.view('confirm', async ({ ack }) => ack());
  bot.event('app_home_opened', async ({ event, client }) => {
    await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: GREET } });
  });
  bot.action('greet', async ({ ack, body, client }) => {
    await ack();
    const { user } = await client.users.info({ user: body.user.id });
    await client.chat.postMessage({ channel: body.user.id, text: `hello ${user?.tz_offset}` });
  });
};

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const button = (text: string, actionId: string, value: string) => ({
  type: 'button' as const,
  text: plain(text),
  action_id: actionId,
  value,
});
const GREET = [{ type: 'actions' as const, block_id: 'greetings', elements: [button('Greet', 'greet', 'x')] }];
const ASK = [
  {
    type: 'actions' as const,
    block_id: 'ask',
    elements: [button('Yes to 1', 'approve', 'gate-1'), button('Yes to 2', 'approve', 'gate-2')],
  },
];
const CONFIRM = {
  type: 'modal' as const,
  callback_id: 'confirm',
  title: plain('Sure?'),
  submit: plain('Yes'),
  blocks: [{ type: 'section' as const, text: plain('Start now?') }],
};
const choices = (values: readonly string[]) => values.map((value) => ({ text: plain(value), value }));
const START = {
  type: 'modal' as const,
  callback_id: 'start',
  title: plain('Start'),
  submit: plain('Start'),
  blocks: [
    {
      type: 'input' as const,
      block_id: 'domain_block',
      label: plain('Domain'),
      element: { type: 'plain_text_input' as const, action_id: 'domain' },
    },
    {
      type: 'input' as const,
      block_id: 'scope_block',
      optional: true,
      label: plain('Scope'),
      element: { type: 'static_select' as const, action_id: 'scope', options: choices(['mail', 'whole']) },
    },
    {
      type: 'input' as const,
      block_id: 'approvers_block',
      optional: true,
      label: plain('Approvers'),
      element: { type: 'multi_users_select' as const, action_id: 'approvers' },
    },
    {
      type: 'input' as const,
      block_id: 'language_block',
      label: plain('Language'),
      element: {
        type: 'radio_buttons' as const,
        action_id: 'language',
        options: choices(['en', 'ja']),
        initial_option: { text: plain('en'), value: 'en' },
      },
    },
  ],
};
