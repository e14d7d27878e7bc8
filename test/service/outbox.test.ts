import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/migration/time.ts';
import { BEGIN, T0, untilCutOver, zoneReport } from '../migration/a-migration.ts';
import { kinds, openPost, type Post, waiting } from './post-office.ts';

describe('a courier', () => {
  it('delivers in order; a slot is one message, edited; the status is one message, edited once a round', async () => {
    const post = openPost();
    const { desk, slack, courier } = post;
    const id = await desk.begin();
    await desk.play(id, [
      ...untilCutOver(),
      { at: BEGIN - HOUR_MS, command: { kind: 'request-approval', by: 'UAOI', gate: 'cut-over' } },
      { at: BEGIN - HOUR_MS + 1, command: { kind: 'approve', by: 'UMIKA', gate: 'cut-over', round: 1 } },
    ]);
    const payloads = (await waiting(post))
      .filter(({ to }) => to === undefined)
      .map(({ payload }) => payload as { readonly kind: string; readonly slot?: string; readonly editOnly?: true });
    await courier.deliverDue();

    // The message of a slot stands where its first announcement stood, and says what the last one says.
    const slots = payloads.map((one) => (one.kind === 'status' ? 'status' : one.slot));
    const first = payloads.filter(
      (one, index) =>
        one.kind !== 'status' &&
        // What only edits is nothing where nothing was posted.
        one.editOnly === undefined &&
        (one.slot === undefined || slots.indexOf(one.slot) === index),
    );
    const last = first.map((one) => (one.slot === undefined ? one : payloads[slots.lastIndexOf(one.slot)]));
    expect(
      slack
        .messages('C1')
        .map(({ says }) => says)
        .filter((says) => says.kind !== 'status'),
    ).toEqual(last);
    expect(slack.messages().filter(({ says }) => says.kind === 'status')).toMatchObject([{ edits: 0 }]);
    const approval = slack.messages().find(({ says }) => says.kind === 'approval');
    expect(approval).toMatchObject({ says: { state: 'used' }, edits: expect.any(Number) });
    expect(approval?.edits).toBeGreaterThan(0);
    expect(await waiting(post)).toEqual([]);

    await desk.migrations.change(id, { kind: 'pause', by: 'UAOI' });
    await courier.deliverDue();
    expect(slack.messages().filter(({ says }) => says.kind === 'status')).toMatchObject([{ edits: 1 }]);
    expect(kinds(slack).at(-1)).toBe('state');
  });

  it('has saved an entry as being sent before Slack hears of it', async () => {
    const { desk, slack, hire } = openPost();
    const id = await desk.begin();
    const states: string[] = [];
    const courier = hire({
      delivery: {
        ...slack,
        deliver: async (job) => {
          const stored = await desk.store.outbox.read(job.outboxId);
          states.push(
            `${job.announcement.kind} ${stored?.entry.state} ${job.messageTs === undefined ? 'post' : 'edit'}`,
          );
          return await slack.deliver(job);
        },
      },
    });
    await courier.deliverDue();
    await desk.migrations.change(id, { kind: 'pause', by: 'UAOI' });
    await courier.deliverDue();
    expect(states).toEqual([
      'started sending post',
      'status sending post',
      'state sending post',
      'status pending edit',
    ]);
  });

  it('joins callers, and delivers what came while it was busy', async () => {
    const post = openPost();
    const id = await post.desk.begin();
    const hang = Promise.withResolvers<void>();
    post.slack.trouble('C1', { kind: 'hangs', until: hang.promise });
    const first = post.courier.deliverDue();
    await post.desk.migrations.change(id, { kind: 'pause', by: 'UAOI' });
    const second = post.courier.deliverDue();
    hang.resolve();
    await Promise.all([first, second]);
    expect(kinds(post.slack)).toEqual(['started', 'status', 'state']);
    expect(await waiting(post)).toEqual([]);
  });
});

describe('after a doubt', () => {
  const restart = {
    'the answer was lost': async (post: Post) => {
      post.slack.trouble('C1', { kind: 'lost-answer' });
      await post.courier.deliverDue();
      post.desk.clock.at += MINUTE_MS;
      await post.courier.deliverDue();
    },
    'the process died between post and save': async (post: Post) => {
      // Its store answers no more after the post: what it would have saved is lost, as it is with the process.
      let saves = 0;
      const { outbox } = post.desk.store;
      const dying = post.hire({
        outbox: {
          ...outbox,
          save: async (...args) => {
            saves += 1;
            if (saves > 1) throw new Error('died');
            return await outbox.save(...args);
          },
        },
      });
      await dying.deliverDue();
      expect(post.slack.messages()).toHaveLength(1);
      await post.hire().deliverDue();
    },
    'the store failed once after the post': async (post: Post) => {
      let saves = 0;
      const { outbox } = post.desk.store;
      const courier = post.hire({
        outbox: {
          ...outbox,
          save: async (...args) => {
            saves += 1;
            if (saves === 2) throw new Error('disk full');
            return await outbox.save(...args);
          },
        },
      });
      await courier.deliverDue();
      post.desk.clock.at += MINUTE_MS;
      await courier.deliverDue();
    },
  };

  for (const [name, happen] of Object.entries(restart)) {
    it(`adopts the message that is there (${name})`, async () => {
      const post = openPost();
      await post.desk.begin();
      await happen(post);
      expect(kinds(post.slack)).toEqual(['started', 'status']);
      expect(post.slack.messages().every(({ repeat }) => !repeat)).toBe(true);
      expect(post.slack.finds()).toBe(1);
      expect(await waiting(post)).toEqual([]);
    });

    it(`posts again, marked, where it may not look (${name})`, async () => {
      const post = openPost({ canFind: false });
      await post.desk.begin();
      await happen(post);
      expect(kinds(post.slack)).toEqual(['started', 'started', 'status']);
      expect(post.slack.messages().map(({ repeat }) => repeat)).toEqual([false, true, false]);
      expect(await waiting(post)).toEqual([]);
    });
  }

  it('posts again, unmarked, what is not there', async () => {
    const post = openPost();
    await post.desk.begin();
    post.slack.trouble('C1', { kind: 'lost-request' });
    await post.courier.deliverDue();
    expect(post.slack.messages()).toEqual([]);
    post.desk.clock.at += MINUTE_MS;
    await post.courier.deliverDue();
    expect(kinds(post.slack)).toEqual(['started', 'status']);
    expect(post.slack.messages().every(({ repeat }) => !repeat)).toBe(true);
  });

  it('keeps the doubt through a later refusal that is certain', async () => {
    const post = openPost({ canFind: false });
    await post.desk.begin();
    post.slack.trouble('C1', { kind: 'lost-answer' }, { kind: 'limited', retryAfterMs: SECOND_MS });
    for (let round = 0; round < 3; round += 1) {
      await post.courier.deliverDue();
      post.desk.clock.at += 5 * MINUTE_MS;
    }
    expect(post.slack.messages().map(({ repeat }) => repeat)).toEqual([false, true, false]);
  });

  it('finds the message though this machine’s clock ran ahead of Slack’s', async () => {
    const post = openPost();
    await post.desk.begin();
    // Slack took it at its own time, and the answer was lost.
    post.slack.trouble('C1', { kind: 'lost-answer' });
    await post.courier.deliverDue();
    const [start] = await waiting(post);
    // Saved as sent by a clock four minutes ahead of the one that stamps messages.
    const stored = start === undefined ? undefined : await post.desk.store.outbox.read(start.id);
    if (stored === undefined) throw new Error('nothing waits');
    await post.desk.store.outbox.save(
      { ...stored.entry, state: 'sending', sendingSince: T0 + 4 * MINUTE_MS },
      stored.version,
    );
    post.desk.clock.at += MINUTE_MS;
    await post.courier.deliverDue();
    expect(kinds(post.slack)).toEqual(['started', 'status']);
  });

  it('an edit is simply made again', async () => {
    const post = openPost({ canFind: false });
    const id = await post.desk.begin();
    await post.courier.deliverDue();
    const finds = post.slack.finds();
    post.desk.clock.at += MINUTE_MS;
    await post.desk.migrations.change(id, zoneReport(post.desk.clock.at, 'old'));
    post.slack.trouble('C1', { kind: 'lost-answer' });
    await post.courier.deliverDue();
    post.desk.clock.at += MINUTE_MS;
    await post.courier.deliverDue();
    expect(kinds(post.slack).filter((kind) => kind === 'status')).toHaveLength(1);
    expect(post.slack.finds()).toBe(finds);
    expect(await waiting(post)).toEqual([]);
  });
});
