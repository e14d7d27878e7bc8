import { expect, test } from 'vitest';
import { signedHeaders } from '../../rehearsal/slack/sign.ts';
import { createFreshness } from '../../src/slack/freshness.ts';
import { openHouse, type TestHouse } from './house.ts';

/** One slash command as Slack sends it, with a signature for this time. */
async function send(
  house: TestHouse,
  options: { readonly at?: number; readonly secret?: string; readonly trigger?: string },
) {
  const body = new URLSearchParams({
    command: '/migration',
    text: 'help',
    team_id: house.place.teamId,
    channel_id: house.place.channelId,
    user_id: house.dana.id,
    response_url: `${house.workspace.apiUrl}nowhere`,
    trigger_id: options.trigger ?? 'T1',
  }).toString();
  const headers = signedHeaders(options.secret ?? house.workspace.signingSecret, body, options.at ?? Date.now());
  const response = await fetch(house.url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body,
  });
  return { status: response.status, text: await response.text() };
}

test('a wrong signature, an old request, one from the future and a replay are refused and carried out by nobody', async () => {
  const house = await openHouse();
  const now = Date.now();
  expect(await send(house, { at: now })).toMatchObject({
    status: 200,
    text: expect.stringContaining('/migration start'),
  });
  expect(await send(house, { at: now })).toEqual({ status: 401, text: '' });
  expect(await send(house, { at: now, trigger: 'T2' })).toMatchObject({ status: 200 });
  expect(await send(house, { secret: 'somebody else', trigger: 'T3' })).toEqual({ status: 401, text: '' });
  expect(await send(house, { at: now - 6 * 60_000, trigger: 'T4' })).toEqual({ status: 401, text: '' });
  expect(await send(house, { at: now + 120_000, trigger: 'T5' })).toEqual({ status: 401, text: '' });
  expect(await send(house, { at: now + 30_000, trigger: 'T6' })).toMatchObject({ status: 200 });
});

test('many copies of one request at the same moment: one is carried out', async () => {
  const house = await openHouse();
  const at = Date.now();
  const all = await Promise.all(Array.from({ length: 8 }, () => send(house, { at })));
  expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(all.filter(({ status }) => status === 401)).toHaveLength(7);
});

test('freshness: remembered for as long as the scheme would accept the request, then forgotten', () => {
  const clock = { at: 1_000_000_000 };
  const { judge } = createFreshness(() => clock.at);
  const ahead = clock.at + 50_000;
  expect(judge('a', ahead)).toBe('fresh');
  clock.at = ahead + 5 * 60_000;
  expect(judge('a', ahead)).toBe('replayed');
  clock.at += 60_001;
  expect(judge('a', ahead)).toBe('fresh');
  expect(judge('b', clock.at + 60_001)).toBe('future');
  expect(judge('b', Number.NaN)).toBe('future');
  expect(judge('b', clock.at)).toBe('fresh');
});

test('a stop waits for the request under way, and takes no more', async () => {
  const house = await openHouse();
  const hold = Promise.withResolvers<void>();
  const entered = Promise.withResolvers<void>();
  house.override.parts = {
    inChannel: async () => {
      entered.resolve();
      await hold.promise;
      return undefined;
    },
  };
  const asked = house.workspace.slash(house.dana, '/migration status');
  await entered.promise;
  const order: string[] = [];
  const stopped = house.slack.stop().then(() => order.push('stopped'));
  void asked.then(() => order.push('answered'));
  setTimeout(hold.resolve, 50);
  expect(await asked).toMatchObject({ outcome: 'acknowledged' });
  await stopped;
  expect(order).toEqual(['answered', 'stopped']);
  expect(await house.workspace.slash(house.dana, '/migration status')).toMatchObject({ outcome: 'unreachable' });
});
