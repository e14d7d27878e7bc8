import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { wordsFor } from '../../src/words/words.ts';
import { temporaryDirectory } from '../store/temporary.ts';
import { openHouse, saidIn, started, type TestHouse } from './house.ts';

const JA = wordsFor('ja', { style: 'slack', timeZone: 'Asia/Tokyo' });

async function aHouse(): Promise<TestHouse> {
  const house = await openHouse({ file: path.join(temporaryDirectory(), 'bot.sqlite'), isBlank: true });
  await started(house);
  return house;
}

const toldAoi = (house: TestHouse): readonly string[] =>
  house.workspace
    .messages()
    .filter(({ onlyFor }) => onlyFor === house.aoi.id)
    .map(saidIn);

/** A line as Slack sent it to a process that was killed before it came to it. */
async function leaveBehind(house: TestHouse, text: string, ageMs = 0): Promise<void> {
  const at = house.clock.at - ageMs;
  await house.asked.keep({
    key: house.asked.key(at),
    at,
    request: {
      kind: 'command',
      body: {
        user_id: house.aoi.id,
        team_id: house.place.teamId,
        channel_id: house.place.channelId,
        trigger_id: '1.1',
        text,
      },
    },
  });
}

test('a look that a stop cuts off is said to go on, and is taken and answered by the next process', async () => {
  const house = await aHouse();
  house.override.parts = {
    lookNow: (_id, _looks, signal) =>
      new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('stopping')))),
  };
  expect(await house.ask(house.aoi, '/migration check zone')).toBe(JA.t('slack:looking'));
  expect(await house.asked.list()).toHaveLength(1);
  const before = toldAoi(house).length;
  const next = await house.restart();
  await next.workspace.waitFor('the answer', () => toldAoi(next).length > before || undefined);
  expect(toldAoi(next)).not.toContain(JA.t('slack:failed'));
  await vi.waitFor(async () => expect(await next.asked.list()).toEqual([]));
});

test('what a killed process had acknowledged is carried out once, and answered', async () => {
  const house = await aHouse();
  await leaveBehind(house, 'clients add Fax');
  const next = await house.restart();
  await next.workspace.waitFor('the answer', () => toldAoi(next).find((text) => text.includes('Fax')));
  const clients = async () => (await next.service.inChannel(next.place))?.facts.clients.map(({ name }) => name);
  expect(await clients()).toEqual(['Fax']);
  expect(await next.asked.list()).toEqual([]);
  const last = await next.restart();
  expect((await last.service.inChannel(last.place))?.facts.clients).toHaveLength(1);
});

test('a commit that may not be done twice ends the request with it', async () => {
  const house = await aHouse();
  const key = house.asked.key(house.clock.at);
  await house.asked.keep({ key, at: house.clock.at, request: { kind: 'command', body: {} } });
  const migration = await house.service.inChannel(house.place);
  const by = house.aoi.id;
  const clients = [{ name: 'Fax', protocols: ['smtp' as const] }];
  await house.service.change(migration?.id ?? '', { kind: 'add-clients', by, clients }, () => key);
  expect(await house.asked.list()).toEqual([]);
});

test('one that is older than Slack takes answers is let go, and what is none is no harm', async () => {
  const house = await aHouse();
  await leaveBehind(house, 'clients add Fax', 31 * 60_000);
  await house.asked.keep({ key: house.asked.key(1), at: house.clock.at, request: { kind: 'command', body: { a: 1 } } });
  await house.asked.keep({ key: house.asked.key(2), at: house.clock.at, request: 'nonsense' });
  const next = await house.restart();
  expect(await next.ask(next.aoi, '/migration clients')).not.toContain('Fax');
  expect(await next.asked.list()).toEqual([]);
});
