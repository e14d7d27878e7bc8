import { expect, test } from 'vitest';
import { isAppError } from '../../src/errors.ts';
import { decideStart } from '../../src/migration/decide.ts';
import type { DeliveryJob } from '../../src/service/ports.ts';
import { aStart } from '../migration/a-migration.ts';
import { MORNING, openHouse, saidIn, type TestHouse } from './house.ts';

/** To this person, in the conversation with them. */
async function jobTo(house: TestHouse, to: string, more: Partial<DeliveryJob> = {}): Promise<DeliveryJob> {
  const { migration } = decideStart(
    '01J00000000000000000000000',
    aStart({ place: house.place }),
    house.ken.id,
    MORNING,
  );
  const mailboxes = ['aoi@example.jp'];
  return {
    outboxId: 'out-1',
    migration,
    announcement: {
      kind: 'carried-over',
      recipient: to,
      mailboxes,
      lines: [{ mailbox: 'aoi@example.jp', at: MORNING, from: 'shop@example.com', folder: 'INBOX' }],
      total: 1,
    },
    direct: { to, conversation: await house.slack.delivery.open(to) },
    repeat: false,
    ...more,
  };
}

/** What opening a conversation, or a post in it, ends with. */
const failureOf = async (work: Promise<unknown>): Promise<{ code: string; details: object }> => {
  const error = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!isAppError(error)) throw new Error(`no error of the catalogue: ${String(error)}`);
  return { code: error.code, details: error.details };
};

test('a person is told alone, in their language and time, with the channel it is about and whom to ask', async () => {
  const house = await openHouse();
  for (const person of [house.aoi, house.dana])
    await house.slack.delivery.deliver(await jobTo(house, person.id, { outboxId: `out-${person.name}` }));
  expect(house.workspace.messages()).toEqual([]);
  const [japanese = '', english = ''] = [house.aoi, house.dana].map((person) =>
    house.workspace.directMessages(person).map(saidIn).join('\n'),
  );
  expect(japanese).toContain('旧サーバーに届いていた');
  // New York, the evening before.
  expect(japanese).toContain('12月1日 10:00>');
  expect(english).toContain('30 Nov 20:00>');
  for (const said of [japanese, english]) {
    expect(said).toContain(`<#${house.workspace.channel.id}>`);
    expect(said).toContain(`<@${house.ken.id}>`);
  }
});

test('it is edited in place, and found again by its id, in that conversation', async () => {
  const house = await openHouse();
  const job = await jobTo(house, house.dana.id);
  expect(await house.slack.delivery.find(job, Date.now())).toBe('absent');
  const { messageTs } = await house.slack.delivery.deliver(job);
  expect(await house.slack.delivery.find(job, Date.now())).toEqual({ messageTs });
  const again = await jobTo(house, house.dana.id, { messageTs });
  expect(again.direct).toEqual(job.direct);
  await house.slack.delivery.deliver(again);
  expect(house.workspace.directMessages(house.dana)).toMatchObject([{ ts: messageTs, earlier: [{}] }]);
});

test('whose language Slack does not say reads the channel’s', async () => {
  const house = await openHouse();
  house.workspace.fail('users.info', { kind: 'refused', error: 'user_not_found' });
  await house.slack.delivery.deliver(await jobTo(house, house.aoi.id));
  expect(house.workspace.directMessages(house.aoi).map(saidIn).join()).toContain('still reached the old server');
});

test('a deactivated account is found out at the next message, whatever was open before', async () => {
  const house = await openHouse();
  await house.slack.delivery.deliver(await jobTo(house, house.dana.id));
  house.workspace.deactivate(house.dana);
  expect(await failureOf(house.slack.delivery.open(house.dana.id))).toEqual({
    code: 'person-unreachable',
    details: { reason: 'user_disabled', forGood: true },
  });
});

test.each([
  ['user_not_found', 'person-unreachable', { forGood: true }],
  ['cannot_dm_bot', 'person-unreachable', { forGood: true }],
  ['missing_scope', 'person-unreachable', { forGood: false }],
  ['account_inactive', 'delivery-impossible', {}],
  ['invalid_auth', 'delivery-retry', { doubtful: false }],
  ['internal_error', 'delivery-retry', {}],
])('%s, when a conversation is opened: %s', async (error, code, details) => {
  const house = await openHouse();
  house.workspace.fail('conversations.open', { kind: 'refused', error });
  expect(await failureOf(house.slack.delivery.open(house.dana.id))).toMatchObject({
    code,
    details: { reason: error, ...details },
  });
});

test('a refusal of the post itself is about the person, too; rate limits are waited out', async () => {
  const house = await openHouse();
  const job = await jobTo(house, house.dana.id);
  house.workspace.fail('chat.postMessage', { kind: 'refused', error: 'restricted_action' });
  expect(await failureOf(house.slack.delivery.deliver(job))).toEqual({
    code: 'person-unreachable',
    details: { reason: 'restricted_action', forGood: true },
  });
  house.workspace.fail('conversations.open', { kind: 'rate-limited', retryAfterSeconds: 7 });
  expect(await failureOf(house.slack.delivery.open(house.dana.id))).toMatchObject({
    code: 'delivery-retry',
    details: { retryAfterMs: 7_000, doubtful: false },
  });
});
