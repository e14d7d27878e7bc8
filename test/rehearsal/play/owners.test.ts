import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { createActing, type TeamParts } from '../../../rehearsal/play/acting.ts';
import { clientsOf, concerns, type OwnedClient } from '../../../rehearsal/play/client-owners.ts';
import { createJudge } from '../../../rehearsal/play/judge.ts';
import { listClients, onBehalf, ownersAct } from '../../../rehearsal/play/owners.ts';
import type { Person } from '../../../rehearsal/slack/workspace.ts';
import { openWorld, type World } from '../../../rehearsal/world/world.ts';

const SEED = 3;
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const aWorld = async (): Promise<World> => {
  const world = await openWorld({ seed: SEED });
  closing.push(() => world.close());
  return world;
};
type Phase = 'pin' | 'rewrite' | 'restore';
const buttonsFor = (ids: readonly string[], person: Person, phase: Phase) => [
  {
    type: 'actions',
    elements: ids.map((client) => ({
      type: 'button',
      action_id: 'client-done',
      text: { type: 'plain_text', text: 'Done' },
      value: JSON.stringify({ m: 'M1', person: person.id, phase, client }),
    })),
  },
];
const metadata = { event_type: 'announcement', event_payload: { kind: 'owner-tasks' } };

/** What the bot would send: one message with a button for each client. */
async function ask(world: World, person: Person, phase: Phase, ids: readonly string[]): Promise<void> {
  const opened = await world.slack.api('conversations.open', { users: person.id });
  const { id: channel } = z.object({ id: z.string() }).parse(opened.channel);
  await world.slack.api('chat.postMessage', { channel, text: 'ask', blocks: buttonsFor(ids, person, phase), metadata });
}
const inSlack = (world: World): readonly (OwnedClient & { readonly owner: Person })[] =>
  clientsOf(world).flatMap((client) => (client.owner === undefined ? [] : [{ ...client, owner: client.owner }]));
const clientFacts = (judge: ReturnType<typeof createJudge>) =>
  judge.facts().told.filter(({ kind }) => kind === 'client');

test('each client has an owner, one of them nobody in Slack, and whoever forgets can be reminded there', async () => {
  for (let seed = 1; seed <= 3; seed += 1) {
    const world = await openWorld({ seed });
    try {
      const all = clientsOf(world);
      expect(all.filter(({ owner }) => owner === undefined)).toHaveLength(1);
      expect(all.find(({ plan }) => plan.forgetsToRestore)?.owner).toBeDefined();
    } finally {
      await world.close();
    }
  }
}, 60_000);

test('of each client its owner must be asked once in each phase, and nobody else', async () => {
  const world = await aWorld();
  const judge = createJudge(world, Date.now(), 'en');
  const [first] = inSlack(world);
  if (first === undefined) throw new Error('nobody owns anything');
  const due = inSlack(world).flatMap(({ id, plan, owner }) =>
    (['pin', 'rewrite', 'restore'] as const)
      .filter((phase) => concerns(plan, phase))
      .map((phase) => `@${owner.name} ${phase} ${id}`),
  );
  expect(new Set(clientFacts(judge).map(({ names }) => names))).toEqual(new Set(due));
  expect(clientFacts(judge).every(({ saidAt }) => saidAt === undefined)).toBe(true);

  const names = `@${first.owner.name} pin ${first.id}`;
  const fact = (name: string) => clientFacts(judge).find((one) => one.names === name);
  await ask(world, first.owner, 'pin', [first.id]);
  expect(fact(names)).toMatchObject({ saidAt: expect.any(Number), because: [] });
  await ask(world, first.owner, 'pin', [first.id]);
  expect(fact(names)?.because).toHaveLength(1);

  const stranger = world.slack.people.find(({ id }) => id !== first.owner.id);
  if (stranger === undefined) throw new Error('nobody else is there');
  await ask(world, stranger, 'pin', [first.id]);
  expect(fact(`@${stranger.name} pin ${first.id}`)?.because).toHaveLength(1);
}, 30_000);

test('owners press what their own message asks for, whoever forgets only once reminded; another does it for one outside', async () => {
  const world = await aWorld();
  const pressed: string[] = [];
  const typed: string[] = [];
  await aBot(world, pressed, typed);
  const transcript = { show: () => {}, did: () => {}, aside: () => {} };
  const acting = createActing({ world, transcript, lang: 'en' });
  const parts = { world, transcript, lang: 'en' } as const satisfies Omit<TeamParts, 'bot'>;
  const owners = ownersAct(parts, acting);
  closing.push(owners.stop);

  await listClients(parts, acting);
  const all = clientsOf(world);
  const outside = all.find(({ owner }) => owner === undefined);
  expect(typed[0]).toMatch(/^clients add /);
  for (const { owner } of inSlack(world)) expect(typed[0]).toContain(`<@${owner.id}>`);
  expect(typed[1]).toBe(`clients owner ${outside?.id} "Mr Sato of the warehouse"`);

  const own = Map.groupBy(inSlack(world), ({ owner }) => owner);
  for (const phase of ['pin', 'restore'] as const) {
    for (const [person, clients] of own)
      await ask(
        world,
        person,
        phase,
        clients.map(({ id }) => id),
      );
    await onBehalf(parts, acting, phase);
    await owners.done(phase);
  }
  const forgotten = all.find(({ plan }) => plan.forgetsToRestore);
  const isBack = (id: string | undefined) =>
    world.team.clients().find(({ plan }) => plan.id === id)?.restoredAt !== undefined;
  expect(world.team.clients().every(({ pinnedAt }) => pinnedAt !== undefined)).toBe(true);
  expect(isBack(forgotten?.plan.id)).toBe(false);
  expect(isBack(outside?.plan.id)).toBe(true);
  expect(typed.slice(2)).toEqual([`clients pinned ${outside?.id}`, `clients restored ${outside?.id}`]);

  owners.remind();
  await owners.done('restore');
  expect(isBack(forgotten?.plan.id)).toBe(true);
  // Each once, by its owner.
  const expected = inSlack(world).flatMap(({ id, owner }) => [`${owner.id} pin ${id}`, `${owner.id} restore ${id}`]);
  expect(pressed.toSorted()).toEqual(expected.toSorted());
}, 40_000);

/** Takes every line, and takes a button off the message that it was pressed in. */
async function aBot(world: World, pressed: string[], typed: string[]): Promise<void> {
  const { slack } = world;
  const receiver = new HTTPReceiver({ signingSecret: slack.signingSecret, logLevel: LogLevel.ERROR });
  const clientOptions = { slackApiUrl: slack.apiUrl, allowAbsoluteUrls: false, retryConfig: { retries: 0 } };
  const app = new App({ token: slack.botToken, receiver, convoStore: false, logLevel: LogLevel.ERROR, clientOptions });
  app.command('/migration', async ({ ack, respond, command }) => {
    await ack();
    typed.push(command.text);
    await respond('✓ taken');
  });
  const value = z.object({ person: z.string(), phase: z.enum(['pin', 'rewrite', 'restore']), client: z.string() });
  const click = z.object({
    user: z.object({ id: z.string() }),
    channel: z.object({ id: z.string() }),
    message: z.object({ ts: z.string() }),
    actions: z.array(z.object({ value: z.string() })),
  });
  const left = new Map<string, readonly string[]>();
  app.action('client-done', async ({ ack, body, client }) => {
    await ack();
    const { user, channel, message, actions } = click.parse(body);
    const done = value.parse(JSON.parse(actions[0]?.value ?? ''));
    pressed.push(`${user.id} ${done.phase} ${done.client}`);
    const own = inSlack(world).flatMap(({ id, owner }) => (owner.id === done.person ? [id] : []));
    const open = (left.get(message.ts) ?? own).filter((id) => id !== done.client);
    left.set(message.ts, open);
    const person = slack.people.find(({ id }) => id === done.person);
    const blocks = person === undefined || open.length === 0 ? [] : buttonsFor(open, person, done.phase);
    await client.apiCall('chat.update', { channel: channel.id, ts: message.ts, text: 'done', blocks, metadata });
  });
  const server = await app.start(0);
  closing.push(() => app.stop());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  slack.connectBot(`http://127.0.0.1:${address.port}/slack/events`);
}
