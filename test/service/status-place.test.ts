import { describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../src/migration/time.ts';
import { openPost, type Post, waiting } from './post-office.ts';

const bring = ({ desk }: Post, id: string) => desk.migrations.change(id, { kind: 'bring-status', by: 'UAOI' });
const statuses = ({ slack }: Post) => slack.messages('C1').filter(({ says }) => says.kind === 'status');
const living = (post: Post) => statuses(post).filter(({ leadsTo }) => leadsTo === undefined);

/** A migration whose status stands in the channel, with something said below it. */
async function opened(options?: Parameters<typeof openPost>[0]): Promise<{ post: Post; id: string }> {
  const post = openPost(options);
  const id = await post.desk.begin();
  await post.courier.deliverDue();
  await post.desk.migrations.change(id, { kind: 'pause', by: 'UAOI' });
  await post.courier.deliverDue();
  return { post, id };
}

describe('the status at the bottom of the channel', () => {
  it('is a new message; the one before leads there, and what follows edits the new one', async () => {
    const { post, id } = await opened();
    expect((await bring(post, id)).ok).toBe(true);
    await post.courier.deliverDue();
    const [former, now] = statuses(post);
    expect(former).toMatchObject({ leadsTo: now?.ts });
    expect(post.slack.messages('C1').at(-1)?.ts).toBe(now?.ts);
    await post.desk.migrations.change(id, { kind: 'resume', by: 'UAOI' });
    await post.courier.deliverDue();
    expect(living(post)).toMatchObject([{ ts: now?.ts, edits: 1 }]);
    expect(await waiting(post)).toEqual([]);
  });

  it('is one when two press within a minute, and another later', async () => {
    const { post, id } = await opened();
    await Promise.all([bring(post, id), bring(post, id)]);
    post.desk.clock.at += MINUTE_MS - SECOND_MS;
    await bring(post, id);
    await post.courier.deliverDue();
    expect(statuses(post)).toHaveLength(2);
    post.desk.clock.at += 2 * SECOND_MS;
    await bring(post, id);
    await post.courier.deliverDue();
    expect(statuses(post)).toHaveLength(3);
    expect(living(post)).toHaveLength(1);
  });

  it('comes although a later change says the same by an edit, and once however often a closed channel held it up', async () => {
    const { post, id } = await opened();
    post.slack.trouble('C1', { kind: 'limited', retryAfterMs: SECOND_MS });
    await bring(post, id);
    await post.desk.migrations.change(id, { kind: 'resume', by: 'UAOI' });
    post.desk.clock.at += 2 * MINUTE_MS;
    await bring(post, id);
    await post.courier.deliverDue();
    post.desk.clock.at += MINUTE_MS;
    await post.courier.deliverDue();
    expect(statuses(post)).toHaveLength(2);
    expect(living(post)).toHaveLength(1);
    expect(await waiting(post)).toEqual([]);
  });

  it('is adopted after a lost answer, and the former one leads there all the same', async () => {
    const { post, id } = await opened();
    post.slack.trouble('C1', { kind: 'lost-answer' });
    await bring(post, id);
    await post.courier.deliverDue();
    post.desk.clock.at += MINUTE_MS;
    await post.courier.deliverDue();
    expect(statuses(post)).toHaveLength(2);
    expect(living(post)).toHaveLength(1);
    expect(await waiting(post)).toEqual([]);
  });

  it.each([true, false])(
    'is not posted again where only the former one could not be edited (may look: %s)',
    async (canFind) => {
      const { post, id } = await opened({ canFind });
      post.slack.trouble('retire C1', { kind: 'lost-request' });
      await bring(post, id);
      await post.courier.deliverDue();
      expect(await waiting(post)).toHaveLength(1);
      // As after a restart: what is left to do is in the store.
      await post.hire().deliverDue();
      expect(statuses(post)).toHaveLength(2);
      expect(living(post)).toHaveLength(1);
      expect(await waiting(post)).toEqual([]);
    },
  );
});
