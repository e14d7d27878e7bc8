import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/migration/time.ts';
import { BEGIN, untilCutOver } from '../migration/a-migration.ts';
import { openPost, waiting } from './post-office.ts';

describe('tidying the outbox', () => {
  it('removes what was said a week ago, and a later edit of a slot still finds its message', async () => {
    const post = openPost();
    const { desk, slack, hire } = post;
    const id = await desk.begin();
    await desk.play(id, [
      ...untilCutOver(),
      { at: BEGIN - HOUR_MS, command: { kind: 'request-approval', by: 'UAOI', gate: 'cut-over' } },
    ]);
    await hire().deliverDue();
    expect(await waiting(post)).toEqual([]);
    const before = slack.messages('C1');
    const asked = before.find(({ says }) => says.kind === 'approval');
    expect(asked).toMatchObject({ says: { state: 'open' } });

    desk.clock.at += 8 * DAY_MS;
    const courier = hire();
    await courier.deliverDue();
    expect(await desk.store.outbox.read(`${id}.1`)).toBeUndefined();
    // The request is edited where it stands, and so is the status message; nothing is said twice.
    await desk.migrations.change(id, { kind: 'tick' });
    await courier.deliverDue();
    const after = slack.messages('C1');
    const said = (kind: string) => after.filter(({ says }) => says.kind === kind);
    expect(said('approval')).toHaveLength(1);
    expect(said('approval')[0]).toMatchObject({ says: { state: 'lapsed' } });
    expect(said('status')).toHaveLength(1);
    expect(said('status')[0]?.edits).toBeGreaterThan(0);
    expect(await waiting(post)).toEqual([]);
  });

  it('leaves what is open, what is young, and goes on by batches at its own pace', async () => {
    const { desk, hire } = openPost();
    let calls = 0;
    const afters: (string | undefined)[] = [];
    const courier = hire({
      outbox: {
        ...desk.store.outbox,
        removeSent: async ({ limit, after, isNeeded }) => {
          calls += 1;
          afters.push(after);
          expect(limit).toBe(500);
          const now = desk.clock.at;
          expect(isNeeded({ kind: 'started', createdAt: now - 6 * DAY_MS })).toBe(true);
          expect(isNeeded({ kind: 'started', createdAt: now - 8 * DAY_MS })).toBe(false);
          expect(isNeeded({ kind: 'status', createdAt: now - 2 * HOUR_MS })).toBe(false);
          return calls === 1 ? { removed: 400, after: 'here' } : { removed: 1 };
        },
      },
    });
    await courier.deliverDue();
    await courier.deliverDue();
    expect(calls).toBe(1);
    desk.clock.at += 1_000;
    await courier.deliverDue();
    expect(afters).toEqual([undefined, 'here']);
    desk.clock.at += MINUTE_MS - 1;
    await courier.deliverDue();
    expect(calls).toBe(2);
    desk.clock.at += 1;
    await courier.deliverDue();
    expect(afters).toEqual([undefined, 'here', undefined]);
  });

  it('that fails holds no message up', async () => {
    const post = openPost();
    const { desk, slack, hire } = post;
    await desk.begin();
    const courier = hire({
      outbox: { ...desk.store.outbox, removeSent: () => Promise.reject(new Error('the disk is full')) },
    });
    await courier.deliverDue();
    expect(await waiting(post)).toEqual([]);
    expect(slack.messages('C1').length).toBeGreaterThan(0);
  });
});
