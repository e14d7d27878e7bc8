import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { ownerOf } from '../../../rehearsal/play/acting.ts';
import { createJudge } from '../../../rehearsal/play/judge.ts';
import { passed } from '../../../rehearsal/play/world-facts.ts';
import { openWorld, type World } from '../../../rehearsal/world/world.ts';

const opened: World[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((world) => world.close()));
});

test('a gate that is announced while mail reaches the old server is early: by what was, can be, and came after', async () => {
  const world = await aWorld(20);
  const judge = createJudge(world, Date.now(), 'en');
  world.start();
  const reached = (since: number) => () => world.truth.reachedOldSince(since).length > 0;
  await until(reached(0));
  await announce(world, { kind: 'gate-opened', gate: 'switch-back' });
  await until(reached(Date.now()));
  const fact = judge.facts().gates['switch-back'];
  expect(fact?.early).toBe(true);
  const because = fact?.because.join('\n');
  expect(because).toMatch(/reached the old server [\d.]+ s before/);
  expect(because).toContain('an authoritative server still serves old data');
  expect(because).toMatch(/reached the old server [\d.]+ s after/);
}, 30_000);

test('of former DNS servers nothing may be said while a cache asks them; what is never said is missing', async () => {
  const world = await aWorld(2);
  expect(world.plan.traits.dnsMove).toBeDefined();
  const judge = createJudge(world, Date.now(), 'en');
  const [unsaid] = judge.facts().told;
  expect(unsaid).toMatchObject({ kind: 'dns-released', because: [] });
  expect(unsaid?.saidAt).toBeUndefined();
  const [name = ''] = world.plan.nameServers;
  await announce(world, { kind: 'zone-released' }, `free: ${name}`);
  const [said] = judge.facts().told;
  expect(said?.saidAt).toBeDefined();
  expect(said?.because.join()).toContain('may still ask the former DNS servers');
  expect(passed({ seed: 2, lang: 'en', ...judge.facts(), wallSeconds: 1 })).toBe(false);
}, 30_000);

test('the owner of a mailbox into which a message was put must be told of it alone, and once', async () => {
  const world = await aWorld(3);
  const judge = createJudge(world, Date.now(), 'en');
  const [mailbox] = world.plan.mailboxes;
  if (mailbox === undefined) throw new Error('an empty world');
  const owner = ownerOf({ world }, mailbox.owner);
  const line = '<!date^1796090000^{time}|then>, from shop@customer.example';
  const told = () => judge.facts().told.filter(({ kind }) => kind === 'owner');
  await announce(world, { kind: 'rescued' }, `✓ ${mailbox.address}, ${line}: now in INBOX on the new server`);
  expect(told()).toMatchObject([{ names: expect.stringContaining(`@${owner.name} `), because: [] }]);
  expect(told()[0]?.saidAt).toBeUndefined();
  const opened = await world.slack.api('conversations.open', { users: owner.id });
  const { id } = z.object({ id: z.string() }).parse(opened.channel);
  for (const problems of [0, 1]) {
    await announce(world, { kind: 'carried-over' }, `• ${line}, in INBOX`, id);
    expect(told()).toHaveLength(1);
    expect(told()[0]?.saidAt).toBeDefined();
    expect(told()[0]?.because).toHaveLength(problems);
  }
}, 30_000);

const aWorld = async (seed: number): Promise<World> => {
  const world = await openWorld({ seed });
  opened.push(world);
  return world;
};

const announce = async (
  world: World,
  facts: Readonly<Record<string, string>>,
  text = 'an announcement',
  channel = world.slack.channel.id,
) => {
  const metadata = { event_type: 'announcement', event_payload: { ...facts } };
  await world.slack.api('chat.postMessage', { channel, text, metadata });
};

const until = async (ready: () => boolean): Promise<void> => {
  const end = Date.now() + 15_000;
  while (!ready()) {
    if (Date.now() > end) throw new Error('in vain');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
};
