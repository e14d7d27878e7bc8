import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/migration/time.ts';
import { T0, zoneReport } from '../migration/a-migration.ts';
import type { Desk } from './desk.ts';
import { kinds, openPost, waiting } from './post-office.ts';

const beginIn = (desk: Desk, channelId: string): Promise<string> => desk.begin({ place: { teamId: 'T1', channelId } });

describe('Slack asks for patience', () => {
  it('and gets it: nothing is tried before, nothing is in doubt after', async () => {
    const post = openPost();
    await post.desk.begin();
    post.slack.trouble('C1', { kind: 'limited', retryAfterMs: 30 * SECOND_MS });
    await post.courier.deliverDue();
    expect(await waiting(post)).toMatchObject([{ state: 'pending', attempts: 0 }, { state: 'pending' }]);
    post.desk.clock.at += 29 * SECOND_MS;
    await post.courier.deliverDue();
    expect(post.slack.messages()).toEqual([]);
    post.desk.clock.at += SECOND_MS;
    await post.courier.deliverDue();
    expect(kinds(post.slack)).toEqual(['started', 'status']);
    expect(post.slack.finds()).toBe(0);
    expect(post.slack.messages().every(({ repeat }) => !repeat)).toBe(true);
  });

  it('a wait that a wrong clock began is over when the clock is put right', async () => {
    const post = openPost();
    await post.desk.begin();
    post.desk.clock.at = T0 + DAY_MS;
    post.slack.trouble('C1', { kind: 'impossible' });
    await post.courier.deliverDue();
    post.desk.clock.at = T0;
    await post.courier.deliverDue();
    expect(kinds(post.slack)).toEqual(['started', 'status']);
  });
});

describe('a channel that is closed to the bot', () => {
  it('keeps its announcements, tries again every hour, and heaps up no status', async () => {
    const post = openPost();
    const id = await post.desk.begin();
    post.slack.trouble('C1', { kind: 'impossible' }, { kind: 'impossible' });
    await post.courier.deliverDue();
    for (let minute = 1; minute < 60; minute += 1) {
      post.desk.clock.at = T0 + minute * MINUTE_MS;
      await post.desk.migrations.change(id, zoneReport(post.desk.clock.at, 'old'));
      await post.courier.deliverDue();
    }
    expect(post.slack.messages()).toEqual([]);
    const kept = await waiting(post);
    expect(kept.filter(({ kind }) => kind === 'status')).toHaveLength(1);
    expect(kept[0]?.kind).toBe('started');
    for (const hour of [1, 2]) {
      post.desk.clock.at = T0 + hour * HOUR_MS + MINUTE_MS;
      await post.courier.deliverDue();
    }
    expect(kinds(post.slack)).toEqual(kept.map(({ kind }) => kind));
    expect(await waiting(post)).toEqual([]);
  });

  it('holds up no other, even where it fills every page that is read', async () => {
    const post = openPost();
    const closed = await beginIn(post.desk, 'CLOSED');
    for (let turn = 0; turn < 300; turn += 1) {
      await post.desk.migrations.change(closed, { kind: 'pause', by: 'UAOI' });
      await post.desk.migrations.change(closed, { kind: 'resume', by: 'UAOI' });
    }
    post.slack.trouble('CLOSED', { kind: 'impossible' });
    await post.courier.deliverDue();
    post.desk.clock.at += MINUTE_MS;
    await beginIn(post.desk, 'OPEN');
    await post.courier.deliverDue();
    expect(kinds(post.slack, 'OPEN')).toEqual(['started', 'status']);
    expect(kinds(post.slack, 'CLOSED')).toEqual([]);
    expect(await waiting(post)).toHaveLength(602);
  });
});

describe('a channel where Slack hangs', () => {
  it('holds up no other, and what is said meanwhile in another goes out', async () => {
    const post = openPost();
    await beginIn(post.desk, 'SLOW');
    const other = await beginIn(post.desk, 'OTHER');
    const hang = Promise.withResolvers<void>();
    post.slack.trouble('SLOW', { kind: 'hangs', until: hang.promise });
    const slow = post.courier.deliverDue();
    await expect.poll(() => kinds(post.slack, 'OTHER')).toEqual(['started', 'status']);
    await post.desk.migrations.change(other, { kind: 'pause', by: 'UAOI' });
    const second = post.courier.deliverDue();
    await expect.poll(() => kinds(post.slack, 'OTHER')).toEqual(['started', 'status', 'state']);
    expect(kinds(post.slack, 'SLOW')).toEqual([]);
    hang.resolve();
    await Promise.all([slow, second]);
    expect(kinds(post.slack, 'SLOW')).toEqual(['started', 'status']);
  });

  it('is waited for at the stop, which begins nothing more', async () => {
    const post = openPost();
    await post.desk.begin();
    const hang = Promise.withResolvers<void>();
    post.slack.trouble('C1', { kind: 'hangs', until: hang.promise });
    const delivering = post.courier.deliverDue();
    await expect.poll(async () => (await waiting(post))[0]?.state).toBe('sending');
    let stopped = false;
    const stop = post.courier.stop().then(() => {
      stopped = true;
    });
    await new Promise(setImmediate);
    expect(stopped).toBe(false);
    hang.resolve();
    await Promise.all([delivering, stop]);
    await post.courier.deliverDue();
    expect(kinds(post.slack)).toEqual(['started']);
    await post.hire().deliverDue();
    expect(kinds(post.slack)).toEqual(['started', 'status']);
  });
});

it('a record that cannot be read keeps its own announcements only', async () => {
  const post = openPost();
  const broken = await beginIn(post.desk, 'BROKEN');
  await beginIn(post.desk, 'SOUND');
  const courier = post.hire({
    read: async (id) => {
      if (id === broken) throw new Error('the record does not parse');
      return await post.desk.migrations.read(id);
    },
  });
  await courier.deliverDue();
  expect(kinds(post.slack, 'SOUND')).toEqual(['started', 'status']);
  expect(kinds(post.slack, 'BROKEN')).toEqual([]);
  await post.hire().deliverDue();
  expect(kinds(post.slack, 'BROKEN')).toEqual(['started', 'status']);
});
