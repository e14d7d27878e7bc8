import { expect, test } from 'vitest';
import type { Message, Person } from '../../rehearsal/slack/workspace.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/migration/time.ts';
import { overLimits } from '../../src/slack/views/limits.ts';
import { openHouse, saidIn, started, type TestHouse } from './house.ts';

/** What stands in the channel for everybody, each message by the kind that its metadata names, in order of posting. */
const heard = (house: TestHouse, channel = house.place.channelId): readonly Message[] =>
  house.workspace
    .messages(channel)
    .filter(({ onlyFor, user }) => onlyFor === undefined && user === house.workspace.botUserId);
const kindOf = (message: Message): string => /"kind":"([\w-]+)"/.exec(JSON.stringify(message.metadata))?.[1] ?? 'none';
const kinds = (house: TestHouse, channel?: string) => heard(house, channel).map(kindOf);
const status = (house: TestHouse): Message => {
  const found = heard(house).find((message) => kindOf(message) === 'status');
  if (found === undefined) throw new Error('no status');
  return found;
};
const type = (house: TestHouse, person: Person, line: string) => house.ask(person, `/migration ${line}`);

/** So many things to say in the channel, in this order: pause, resume, pause, … */
async function busy(house: TestHouse, id: string, turns: number): Promise<readonly string[]> {
  for (let turn = 0; turn < turns; turn += 1) {
    await house.service.change(id, { kind: 'pause', by: house.ken.id });
    await house.service.change(id, { kind: 'resume', by: house.ken.id });
  }
  return Array.from({ length: turns }, () => ['state', 'state']).flat();
}

/** Rounds of the courier while the clock goes on, as the clock's ticks would bring them. */
async function rounds(house: TestHouse, forMs: number, everyMs: number): Promise<void> {
  for (let passed = 0; passed < forMs; passed += everyMs) {
    house.clock.at += everyMs;
    await house.deliver();
  }
}

const states = (house: TestHouse) =>
  heard(house)
    .filter((message) => kindOf(message) === 'state')
    .map(saidIn);
const alternating = (said: readonly string[]) => said.every((text, n) => n < 2 || text === said[n - 2]);

test('a burst that Slack slows down: Retry-After is kept to, the order stays, nothing is lost, other channels go on', async () => {
  const house = await openHouse();
  const { id } = await started(house, { language: 'en' });
  const other = await house.workspace.createChannel('other-move');
  const before = heard(house).length;
  await busy(house, id, 10);
  house.workspace.fail('chat.postMessage', { kind: 'rate-limited', retryAfterSeconds: 30 });
  await house.deliver();
  expect(heard(house)).toHaveLength(before);
  // Another channel of the same Slack says what it has to say meanwhile.
  const elsewhere = { teamId: house.place.teamId, channelId: other.id };
  const facts = (await house.service.read(id))?.facts;
  if (facts === undefined) throw new Error('gone');
  const { servers, settings, approvers } = facts;
  const input = {
    place: elsewhere,
    domain: 'other.example',
    scope: 'mail-only',
    profile: 'hoster',
    lang: 'en',
    timeZone: 'Asia/Tokyo',
    solo: false,
    approvers,
    servers,
    settings,
  } as const;
  await house.service.start(input, house.dana.id);
  await house.deliver();
  expect(kinds(house, other.id)).toEqual(['started', 'status']);
  const posts = () =>
    house.workspace
      .calls()
      .filter(({ method, args }) => method === 'chat.postMessage' && args.channel === house.place.channelId).length;
  const tried = posts();
  await rounds(house, 25 * SECOND_MS, 5 * SECOND_MS);
  expect(posts()).toBe(tried);
  // Slowed down once more in the middle of it.
  const more = { kind: 'rate-limited', retryAfterSeconds: 10 } as const;
  house.clock.at += 5 * SECOND_MS;
  const halfway = house.workspace.onHappening(() => {
    if (states(house).length !== 7) return;
    halfway();
    house.workspace.fail('chat.postMessage', more);
  });
  await house.deliver();
  expect(states(house).length).toBeLessThan(20);
  await rounds(house, 3 * MINUTE_MS, 30 * SECOND_MS);
  expect(states(house)).toHaveLength(20);
  expect(alternating(states(house))).toBe(true);
  expect(JSON.stringify(heard(house))).not.toContain('Said again');
});

test('a long patience that Slack asks for is kept to, too', async () => {
  const house = await openHouse();
  const { id } = await started(house, { language: 'en' });
  await busy(house, id, 1);
  house.workspace.fail('chat.postMessage', { kind: 'rate-limited', retryAfterSeconds: 900 });
  await house.deliver();
  const posts = () => house.workspace.calls().filter(({ method }) => method === 'chat.postMessage').length;
  const before = posts();
  await rounds(house, 14 * MINUTE_MS, MINUTE_MS);
  expect(posts()).toBe(before);
  await rounds(house, 2 * MINUTE_MS, MINUTE_MS);
  expect(states(house)).toHaveLength(2);
});

test('Slack is down for five minutes: afterwards all is said once, in order, and the status is the newest', async () => {
  const house = await openHouse();
  const { id } = await started(house, { language: 'en' });
  const shown = status(house);
  house.workspace.setDown(true);
  for (let minute = 0; minute < 5; minute += 1) {
    await busy(house, id, 1);
    await rounds(house, MINUTE_MS, 10 * SECOND_MS);
  }
  await house.service.change(id, { kind: 'pause', by: house.ken.id });
  house.workspace.setDown(false);
  await rounds(house, 10 * MINUTE_MS, 30 * SECOND_MS);
  expect(states(house)).toHaveLength(11);
  expect(alternating(states(house))).toBe(true);
  expect(JSON.stringify(heard(house))).not.toContain('Said again');
  // One edit for all that happened meanwhile, and it says how things stand now.
  expect(status(house)).toMatchObject({ ts: shown.ts, pinned: true });
  expect(status(house).earlier.length - shown.earlier.length).toBe(1);
  expect(saidIn(status(house))).toContain('paused');
  expect(kinds(house).filter((kind) => kind === 'status')).toHaveLength(1);
});

test('lines while Slack’s Web API does not answer are carried out, and answered by what can be answered', async () => {
  const house = await openHouse();
  const { id } = await started(house, { language: 'en' });
  house.workspace.fail('users.info', { kind: 'lost-request' }, 20);
  house.workspace.fail('views.open', { kind: 'lost-request' }, 20);
  expect(await type(house, house.workspace.person('jonas'), 'pause')).toContain('✓');
  expect((await house.service.read(id))?.facts.state.kind).toBe('paused');
  expect(await type(house, house.dana, 'clients add')).toContain('Something went wrong');
});

test.each(['lost-answer', 'late-server-error'] as const)('%s: found by its mark and not said twice', async (kind) => {
  const house = await openHouse();
  const { id } = await started(house, { language: 'en' });
  await busy(house, id, 2);
  house.workspace.fail('chat.postMessage', { kind }, 2);
  await rounds(house, 5 * MINUTE_MS, 10 * SECOND_MS);
  expect(states(house)).toHaveLength(4);
  expect(alternating(states(house))).toBe(true);
  expect(JSON.stringify(heard(house))).not.toContain('Said again');
});

test('where nobody can look it up, it is said once more, and says so', async () => {
  const house = await openHouse();
  const { id } = await started(house, { language: 'en' });
  house.workspace.fail('conversations.history', { kind: 'refused', error: 'missing_scope' }, 50);
  await house.service.change(id, { kind: 'pause', by: house.ken.id });
  house.workspace.fail('chat.postMessage', { kind: 'lost-answer' });
  await rounds(house, 5 * MINUTE_MS, 10 * SECOND_MS);
  expect(states(house)).toHaveLength(2);
  expect(states(house).at(-1)).toContain('Said again');
});

test('blocks that Slack does not take: told as text, logged, tried once, and what comes after is not held up', async () => {
  const house = await openHouse({ refusedBlocks: new Set(['section', 'actions', 'context', 'header', 'plan']) });
  const { id } = await started(house, { language: 'en' });
  await busy(house, id, 1);
  await rounds(house, 2 * HOUR_MS, 10 * MINUTE_MS);
  expect(states(house)).toHaveLength(2);
  for (const message of heard(house)) {
    expect(message.blocks).toEqual([]);
    expect(message.text.trim()).not.toBe('');
    expect(overLimits(message)).toEqual([]);
  }
  const calls = house.workspace.calls().length;
  await rounds(house, HOUR_MS, 10 * MINUTE_MS);
  expect(house.workspace.calls().length).toBe(calls);
});
