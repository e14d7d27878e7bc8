import { WebClient } from '@slack/web-api';
import { describe, expect, test } from 'vitest';
import type { Migration } from '../../../src/migration/record.ts';
import type { DeliveryJob } from '../../../src/service/ports.ts';
import { inTheNight } from '../../words/timeline-sample.ts';
import { openHouse, started, type TestHouse } from '../house.ts';

const LIMIT_MS = 120_000;

/** A house in which a picture is to go under the status message. */
async function ready(lang: 'en' | 'ja' = 'en'): Promise<{ readonly house: TestHouse; readonly job: DeliveryJob }> {
  const house = await openHouse();
  const { id } = await started(house);
  await house.deliver();
  const status = house.workspace.messages().find(({ pinned }) => pinned);
  if (status === undefined) throw new Error('no status message');
  const night = inTheNight({ place: house.place, lang });
  const migration: Migration = { ...night.migration, id };
  house.clock.at = night.now;
  return {
    house,
    job: {
      outboxId: `${id}.77`,
      migration,
      announcement: { kind: 'timeline', why: 'rewrite-done' },
      threadTs: status.ts,
      repeat: false,
    },
  };
}

const callsOf = (house: TestHouse, method: string) => house.workspace.calls().filter((call) => call.method === method);
const inThread = (house: TestHouse, job: DeliveryJob) =>
  house.workspace.messages().filter(({ threadTs }) => threadTs === job.threadTs);

async function errorOf(house: TestHouse, job: DeliveryJob): Promise<unknown> {
  return await house.slack.delivery.deliver(job).then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('a timeline', () => {
  test(
    'goes into the thread of the status message as a picture, with a text for whoever cannot see it',
    async () => {
      const { house, job } = await ready();
      await house.slack.delivery.deliver(job);
      const [place] = callsOf(house, 'files.getUploadURLExternal');
      expect(String(place?.args.alt_txt)).toContain('17 resolvers: 14 new, 1 not all new, 1 old');
      expect(String(place?.args.alt_txt).length).toBeLessThanOrEqual(1_000);
      expect(place?.args.filename).toBe(`timeline-${job.outboxId}.png`);
      expect(Number(place?.args.length)).toBeGreaterThan(10_000);
      const [share] = callsOf(house, 'files.completeUploadExternal');
      expect(share?.args).toMatchObject({ channel_id: house.place.channelId, thread_ts: job.threadTs });
      expect(share?.reply.ok).toBe(true);
      expect(String(share?.args.initial_comment)).toContain('*All authoritative servers are new since');
      // Nothing else is said, and nothing is said twice.
      expect(callsOf(house, 'chat.postMessage').filter(({ args }) => args.thread_ts !== undefined)).toEqual([]);
    },
    LIMIT_MS,
  );

  test(
    'after a doubt it is found by its name; where threads may not be read nobody can tell',
    async () => {
      const { house, job } = await ready('ja');
      expect(await house.slack.delivery.find(job, 0)).toBe('absent');
      await house.slack.delivery.deliver(job);
      expect(await house.slack.delivery.find(job, 0)).toEqual({ messageTs: expect.any(String) });
      house.workspace.fail('conversations.replies', { kind: 'refused', error: 'missing_scope' });
      expect(await house.slack.delivery.find(job, 0)).toBe('cannot-tell');
    },
    LIMIT_MS,
  );

  test.each([
    ['without the scope', 'files.getUploadURLExternal', 'missing_scope'],
    ['where uploads are switched off', 'files.getUploadURLExternal', 'file_uploads_disabled'],
    ['where it may not be shown', 'files.completeUploadExternal', 'posting_to_channel_denied'],
  ])(
    '%s it is told in words, there, once',
    async (_name, method, error) => {
      const { house, job } = await ready();
      house.workspace.fail(method, { kind: 'refused', error });
      await house.slack.delivery.deliver(job);
      const [told, ...others] = inThread(house, job);
      expect(others).toEqual([]);
      expect(told?.text).toContain('All authoritative servers are new since');
      expect(JSON.stringify(told?.blocks)).toContain('17 resolvers: 14 new, 1 not all new, 1 old');
      expect(await house.slack.delivery.find(job, 0)).toEqual({ messageTs: told?.ts });
    },
    LIMIT_MS,
  );

  test(
    'is told in the channel where its thread is gone: nothing behind it waits for ever',
    async () => {
      const { house, job } = await ready();
      house.workspace.fail('files.completeUploadExternal', { kind: 'refused', error: 'thread_not_found' });
      house.workspace.fail('chat.postMessage', { kind: 'refused', error: 'thread_not_found' });
      const { messageTs } = await house.slack.delivery.deliver(job);
      expect(inThread(house, job)).toEqual([]);
      const told = house.workspace.messages().find(({ ts }) => ts === messageTs);
      expect(told?.text).toContain('All authoritative servers are new since');
      expect(await house.slack.delivery.find({ ...job, announcement: { kind: 'status' } }, 0)).toEqual({ messageTs });
    },
    LIMIT_MS,
  );

  test(
    'a limit is waited for, a lost answer is a doubt of the last step alone, and after three doubts words are enough',
    async () => {
      const { house, job } = await ready();
      house.workspace.fail('files.getUploadURLExternal', { kind: 'rate-limited', retryAfterSeconds: 7 });
      expect(await errorOf(house, job)).toMatchObject({
        code: 'delivery-retry',
        details: { retryAfterMs: 7_000, doubtful: false },
      });
      house.workspace.fail('files.getUploadURLExternal', { kind: 'lost-request' });
      expect(await errorOf(house, job)).toMatchObject({ code: 'delivery-retry', details: { doubtful: false } });
      house.workspace.fail('files.completeUploadExternal', { kind: 'lost-answer' });
      expect(await errorOf(house, job)).toMatchObject({ code: 'delivery-retry', details: { doubtful: true } });
      const before = callsOf(house, 'files.getUploadURLExternal').length;
      await house.slack.delivery.deliver({ ...job, repeat: true, doubts: 3 });
      expect(callsOf(house, 'files.getUploadURLExternal')).toHaveLength(before);
      expect(inThread(house, job).at(-1)?.text).toContain('All authoritative servers');
    },
    LIMIT_MS,
  );

  test(
    'is posted at a click by whoever reads it in words, once for a double click',
    async () => {
      const house = await openHouse();
      await started(house);
      await house.deliver();
      expect(await house.ask(house.dana, '/migration timeline')).toContain('The rewrite has not begun.');
      expect(await house.ask(house.aoi, '/migration 図')).toContain('書き換えはまだ始まっていません');
      const own = house.workspace.messages().findLast((message) => message.onlyFor === house.dana.id);
      if (own === undefined) throw new Error('no answer');
      expect(await house.press(house.dana, 'post-timeline', own)).toContain('being drawn');
      expect(await house.press(house.dana, 'post-timeline', own)).toContain('has just been sent');
      await house.deliver();
      const shares = callsOf(house, 'files.completeUploadExternal');
      expect(shares).toHaveLength(1);
      const status = house.workspace.messages().find(({ pinned }) => pinned);
      expect(shares[0]?.args.thread_ts).toBe(status?.ts);
      const client = new WebClient(house.workspace.botToken, { slackApiUrl: house.workspace.apiUrl });
      const thread = await client.conversations.replies({ channel: house.place.channelId, ts: status?.ts ?? '' });
      expect(JSON.stringify(thread.messages)).toContain('timeline-');
    },
    LIMIT_MS,
  );
});
