import { describe, expect, it } from 'vitest';
import { HOUR_MS, SECOND_MS } from '../../src/migration/time.ts';
import { directTo } from './channel-model.ts';
import { kinds, openPost, type Post, tell, waiting } from './post-office.ts';

const AOI = 'UAOI';
const REN = 'UREN';
const unreachable = async ({ desk }: Post, id: string) => (await desk.migrations.read(id))?.facts.unreachable;
const pause = { kind: 'pause', by: AOI } as const;

/** A migration whose channel has heard all there was, and what is posted from here on. */
async function begun(post: Post): Promise<string> {
  const id = await post.desk.begin();
  await post.courier.deliverDue();
  return id;
}

describe('a direct message', () => {
  it('goes to the person, and not to the channel', async () => {
    const post = openPost();
    const id = await begun(post);
    const before = kinds(post.slack, 'C1');
    await tell(post, id, REN);
    await post.courier.deliverDue();
    expect(kinds(post.slack, directTo(REN))).toEqual(['carried-over']);
    expect(kinds(post.slack, 'C1')).toEqual(before);
    expect(await waiting(post)).toEqual([]);
  });

  it('of a slot is edited in place, each person’s own', async () => {
    const post = openPost();
    const id = await begun(post);
    for (const person of [REN, AOI, REN]) {
      await tell(post, id, person, 'carried');
      await post.courier.deliverDue();
    }
    expect(post.slack.messages(directTo(REN))).toMatchObject([{ edits: 1 }]);
    expect(post.slack.messages(directTo(AOI))).toMatchObject([{ edits: 0 }]);
  });

  it('that is only to be edited is, where it stands; where it does not, nothing is posted for that', async () => {
    const post = openPost();
    const id = await begun(post);
    await tell(post, id, REN, 'never-posted', { editOnly: true });
    await post.courier.deliverDue();
    expect(post.slack.messages(directTo(REN))).toEqual([]);
    expect(await waiting(post)).toEqual([]);
    await tell(post, id, REN, 'carried');
    await tell(post, id, REN, 'carried', { editOnly: true });
    await post.courier.deliverDue();
    expect(post.slack.messages(directTo(REN))).toMatchObject([{ edits: 1 }]);
  });

  it.each([
    [true, 'lost-answer', false],
    [false, 'lost-answer', true],
    [true, 'lost-request', false],
  ] as const)(
    'in doubt is looked for there (may read: %s, %s), and posted again only then',
    async (canFind, kind, repeat) => {
      const post = openPost({ canFind });
      const id = await begun(post);
      await tell(post, id, REN);
      post.slack.trouble(REN, { kind });
      await post.courier.deliverDue();
      post.desk.clock.at += HOUR_MS;
      await post.hire().deliverDue();
      const told = post.slack.messages(directTo(REN));
      expect(told).toHaveLength(repeat ? 2 : 1);
      expect(told.at(-1)?.repeat).toBe(repeat);
      expect(post.slack.finds()).toBe(1);
    },
  );
});

describe('a person who cannot be reached', () => {
  it('is tried no more, named to the record once, and holds up nobody', async () => {
    const post = openPost();
    const id = await begun(post);
    const gone = { kind: 'unreachable', reason: 'user_disabled', forGood: true } as const;
    post.slack.trouble(REN, gone, gone);
    await tell(post, id, REN);
    await tell(post, id, REN);
    await tell(post, id, AOI);
    await post.desk.migrations.change(id, pause);
    const open = await waiting(post);
    await post.courier.deliverDue();
    expect(kinds(post.slack, directTo(AOI))).toEqual(['carried-over']);
    expect(kinds(post.slack, 'C1')).toContain('state');
    expect(await unreachable(post, id)).toEqual({ [REN]: { at: post.desk.clock.at, reason: 'user_disabled' } });
    const told = open.filter(({ to }) => to === REN);
    expect(told).toHaveLength(2);
    for (const one of told)
      expect((await post.desk.store.outbox.read(one.id))?.entry).toMatchObject({
        state: 'failed',
        lastError: 'user_disabled',
      });
    await post.courier.deliverDue();
    expect(kinds(post.slack, 'C1').filter((kind) => kind === 'unreachable')).toHaveLength(1);
    expect(kinds(post.slack, directTo(REN))).toEqual([]);
    expect(await waiting(post)).toEqual([]);
  });

  it('is reached again by the next message that arrives', async () => {
    const post = openPost();
    const id = await begun(post);
    post.slack.trouble(REN, { kind: 'unreachable', reason: 'user_disabled', forGood: true });
    for (const reached of [false, true]) {
      await tell(post, id, REN);
      await post.courier.deliverDue();
      expect((await unreachable(post, id))?.[REN] === undefined).toBe(reached);
    }
    expect(kinds(post.slack, directTo(REN))).toEqual(['carried-over']);
  });

  it('because the app may write to nobody gets the message once it may', async () => {
    const post = openPost();
    const id = await begun(post);
    post.slack.trouble(REN, { kind: 'unreachable', reason: 'missing_scope', forGood: false });
    await tell(post, id, REN);
    await post.courier.deliverDue();
    expect(await unreachable(post, id)).toMatchObject({ [REN]: { reason: 'missing_scope' } });
    await post.courier.deliverDue();
    expect(kinds(post.slack, 'C1')).toContain('unreachable');
    expect((await waiting(post)).filter(({ to }) => to === REN)).toMatchObject([{ state: 'pending' }]);
    post.desk.clock.at += HOUR_MS;
    await post.courier.deliverDue();
    expect(kinds(post.slack, directTo(REN))).toEqual(['carried-over']);
    expect(await unreachable(post, id)).toEqual({});
  });

  it('is tried and found so once more after a crash before that was written down', async () => {
    const post = openPost();
    const id = await begun(post);
    const gone = { kind: 'unreachable', reason: 'user_disabled', forGood: true } as const;
    post.slack.trouble(REN, gone, gone);
    await tell(post, id, REN);
    await post.hire({ change: () => Promise.reject(new Error('the store is away')) }).deliverDue();
    expect(await unreachable(post, id)).toBeUndefined();
    await post.hire().deliverDue();
    expect(await unreachable(post, id)).toMatchObject({ [REN]: { reason: 'user_disabled' } });
  });

  it('where Slack asks for patience, or the channel is closed, waits alone', async () => {
    const post = openPost();
    const id = await begun(post);
    post.slack.trouble(REN, { kind: 'limited', retryAfterMs: 30 * SECOND_MS });
    post.slack.trouble('C1', { kind: 'impossible' });
    await tell(post, id, REN);
    await tell(post, id, AOI);
    await post.desk.migrations.change(id, pause);
    await post.courier.deliverDue();
    expect(kinds(post.slack, directTo(REN))).toEqual([]);
    expect(kinds(post.slack, 'C1')).not.toContain('state');
    expect(kinds(post.slack, directTo(AOI))).toEqual(['carried-over']);
    post.desk.clock.at += 30 * SECOND_MS;
    await post.courier.deliverDue();
    expect(kinds(post.slack, directTo(REN))).toEqual(['carried-over']);
    expect(kinds(post.slack, 'C1')).not.toContain('state');
  });
});
