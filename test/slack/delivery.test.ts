import { describe, expect, test } from 'vitest';
import { isAppError } from '../../src/errors.ts';
import { decideStart } from '../../src/migration/decide.ts';
import { DEFAULT_SETTINGS } from '../../src/migration/settings.ts';
import type { DeliveryJob } from '../../src/service/ports.ts';
import { createChannelQueue } from '../../src/slack/delivery/queue.ts';
import { MORNING, openHouse, type TestHouse } from './house.ts';

const server = (host: string) => ({
  host,
  addresses: ['192.0.2.10'],
  imap: { port: 993, security: 'tls' } as const,
  smtp: { port: 587, security: 'starttls' } as const,
});

function jobFor(house: TestHouse, more: Partial<DeliveryJob> = {}): DeliveryJob {
  const input = {
    place: house.place,
    domain: 'kitano.example',
    scope: 'mail-only',
    profile: 'hoster',
    lang: 'en',
    timeZone: 'Asia/Tokyo',
    approvers: [house.ken.id, house.dana.id],
    solo: false,
    servers: { old: server('mail.old.example'), new: server('mail.new.example') },
    settings: DEFAULT_SETTINGS,
  } as const;
  const { migration } = decideStart('01J00000000000000000000000', input, house.aoi.id, MORNING);
  return { outboxId: 'out-1', migration, announcement: { kind: 'started' }, repeat: false, ...more };
}

const status = { kind: 'status' } as const;
const posts = (house: TestHouse) => house.workspace.messages();

/** The error that a delivery ends with. */
async function failure(house: TestHouse, job: DeliveryJob): Promise<{ code: string; details: object }> {
  const error = await house.slack.delivery.deliver(job).then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!isAppError(error)) throw new Error(`no error of the catalogue: ${String(error)}`);
  return { code: error.code, details: error.details };
}

describe('a post', () => {
  test('carries text, blocks and the outbox id, and can be found by it', async () => {
    const house = await openHouse();
    const job = jobFor(house);
    expect(await house.slack.delivery.find(job, Date.now())).toBe('absent');
    const { messageTs } = await house.slack.delivery.deliver(job);
    expect(posts(house)).toMatchObject([
      { ts: messageTs, pinned: false, metadata: { event_type: 'migration_outbox', event_payload: { id: 'out-1' } } },
    ]);
    expect(await house.slack.delivery.find(job, Date.now())).toEqual({ messageTs });
    expect(await house.slack.delivery.find({ ...job, outboxId: 'out-2' }, Date.now())).toBe('absent');
  });

  test('is found behind many others', async () => {
    const house = await openHouse();
    const job = jobFor(house);
    const { messageTs } = await house.slack.delivery.deliver(job);
    for (let n = 0; n < 120; n += 1) await house.workspace.say(house.dana, `message ${n}`);
    expect(await house.slack.delivery.find(job, Date.now())).toEqual({ messageTs });
  });

  test('whether it was posted cannot be told without the scope; without an answer it is asked again', async () => {
    const house = await openHouse();
    house.workspace.fail('conversations.history', { kind: 'refused', error: 'missing_scope' });
    expect(await house.slack.delivery.find(jobFor(house), Date.now())).toBe('cannot-tell');
    house.workspace.fail('conversations.history', { kind: 'lost-request' });
    await expect(house.slack.delivery.find(jobFor(house), Date.now())).rejects.toMatchObject({
      code: 'delivery-retry',
    });
  });

  test('a repeat says so', async () => {
    const house = await openHouse();
    await house.slack.delivery.deliver(jobFor(house, { repeat: true }));
    expect(JSON.stringify(posts(house)[0]?.blocks)).toContain('Said again');
  });
});

describe('trouble', () => {
  test.each([
    [{ kind: 'rate-limited', retryAfterSeconds: 7 } as const, { retryAfterMs: 7_000, doubtful: false }, 0],
    [{ kind: 'lost-request' } as const, { doubtful: true }, 0],
    [{ kind: 'lost-answer' } as const, { doubtful: true }, 1],
    [{ kind: 'server-error' } as const, { doubtful: true }, 0],
    [{ kind: 'late-server-error' } as const, { doubtful: true }, 1],
    [{ kind: 'refused', error: 'internal_error' } as const, { doubtful: true }, 0],
    [{ kind: 'refused', error: 'invalid_auth' } as const, { doubtful: false }, 0],
  ])('%o is to be tried again, and is not tried again here', async (fault, details, standing) => {
    const house = await openHouse();
    house.workspace.fail('chat.postMessage', fault);
    expect(await failure(house, jobFor(house))).toMatchObject({
      code: 'delivery-retry',
      details: { retryAfterMs: expect.any(Number), ...details },
    });
    expect(posts(house)).toHaveLength(standing);
    expect(await house.slack.delivery.deliver(jobFor(house))).toMatchObject({ messageTs: expect.any(String) });
  });

  test.each(['channel_not_found', 'not_in_channel', 'is_archived', 'account_inactive'])(
    '%s cannot be mended by trying again',
    async (error) => {
      const house = await openHouse();
      house.workspace.fail('chat.postMessage', { kind: 'refused', error });
      expect(await failure(house, jobFor(house))).toEqual({ code: 'delivery-impossible', details: { reason: error } });
    },
  );

  test('blocks that Slack does not take go out as text', async () => {
    const house = await openHouse();
    house.workspace.fail('chat.postMessage', { kind: 'refused', error: 'invalid_blocks' });
    await house.slack.delivery.deliver(jobFor(house));
    expect(posts(house)).toMatchObject([{ blocks: [], text: expect.stringContaining('kitano.example') }]);
  });
});

describe('the status message', () => {
  test('is posted and pinned once, edited in place, and left alone when it would say the same', async () => {
    const house = await openHouse();
    const job = jobFor(house, { announcement: status });
    const { messageTs } = await house.slack.delivery.deliver(job);
    expect(posts(house)).toMatchObject([{ ts: messageTs, pinned: true }]);
    const calls = () => house.workspace.calls().filter((call) => call.method.startsWith('chat.')).length;
    const before = calls();
    expect(await house.slack.delivery.deliver({ ...job, messageTs })).toEqual({ messageTs });
    expect(calls()).toBe(before);

    const paused = { ...job.migration.facts, state: { kind: 'paused', at: MORNING, by: house.aoi.id } } as const;
    await house.slack.delivery.deliver({ ...job, messageTs, migration: { ...job.migration, facts: paused } });
    expect(posts(house)).toHaveLength(1);
    expect(posts(house)[0]?.earlier).toHaveLength(1);
    expect(house.workspace.calls().filter((call) => call.method === 'pins.add')).toHaveLength(1);
  });

  test('is pinned after a crash between the post and the pin: the next process finds it unpinned', async () => {
    const house = await openHouse();
    const job = jobFor(house, { announcement: status });
    const reply = await house.workspace.api('chat.postMessage', {
      channel: house.workspace.channel.id,
      text: 'before',
    });
    expect(posts(house)).toMatchObject([{ pinned: false }]);
    await house.slack.delivery.deliver({ ...job, messageTs: String(reply.ts) });
    expect(posts(house)).toMatchObject([{ pinned: true }]);
  });

  test('stays unpinned without the scope', async () => {
    const house = await openHouse();
    house.workspace.fail('pins.add', { kind: 'refused', error: 'missing_scope' });
    await house.slack.delivery.deliver(jobFor(house, { announcement: status }));
    expect(posts(house)).toMatchObject([{ pinned: false }]);
  });

  test('is posted anew when somebody deleted it', async () => {
    const house = await openHouse();
    const { messageTs } = await house.slack.delivery.deliver(
      jobFor(house, { announcement: status, messageTs: '1700000000.000100' }),
    );
    expect(posts(house)).toMatchObject([{ ts: messageTs, pinned: true }]);
  });
});

test('the queue: one at a time in a channel, a gap between beginnings, other channels do not wait', async () => {
  const clock = { at: 0 };
  const log: string[] = [];
  const queue = createChannelQueue({
    gapMs: 1_000,
    now: () => clock.at,
    sleep: async (ms) => {
      clock.at += ms;
    },
  });
  const work = (name: string, takesMs: number) => async () => {
    log.push(`${name} ${clock.at}`);
    clock.at += takesMs;
    if (name === 'b') throw new Error('b failed');
    return name;
  };
  const a = queue.run('C1', work('a', 300));
  const b = queue.run('C1', work('b', 5_000));
  const c = queue.run('C1', work('c', 0));
  const results = await Promise.allSettled([a, b, c]);
  expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(log).toEqual(['a 0', 'b 1000', 'c 6000']);
  const held = Promise.withResolvers<void>();
  void queue.run('C1', () => held.promise);
  expect(await queue.run('C2', async () => 'free')).toBe('free');
  held.resolve();
});
