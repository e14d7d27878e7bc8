import { describe, expect, it } from 'vitest';
import { createDueList, type DueList, RETRY_MS } from '../../src/service/due.ts';

function list() {
  const clock = { at: 1_000_000 };
  return { clock, due: createDueList(() => clock.at) };
}

const taken = (due: DueList) => due.take().map(({ id, what }) => ({ id, what }));

describe('the due list', () => {
  it('gives what is due, and nothing twice while it is under way', () => {
    const { clock, due } = list();
    due.set('A', [
      { what: 'zone', dueAt: clock.at - 60_000 },
      { what: 'survey', dueAt: clock.at },
      { what: 'logins', dueAt: clock.at + 1 },
    ]);
    due.set('B', [{ what: 'zone', dueAt: clock.at }]);
    expect(taken(due)).toEqual([
      { id: 'A', what: 'zone' },
      { id: 'B', what: 'zone' },
      { id: 'A', what: 'survey' },
    ]);
    expect(taken(due)).toEqual([]);
    // A commit in the midst of it says that the look is due: it is under way.
    due.set('A', [{ what: 'zone', dueAt: clock.at }]);
    expect(taken(due)).toEqual([]);
    expect(due.next()).toBeUndefined();
    due.ended('A', 'zone', 'done');
    expect(taken(due)).toEqual([{ id: 'A', what: 'zone' }]);
  });

  it('keeps no kind waiting for another that hangs', () => {
    const { clock, due } = list();
    due.set('A', [{ what: 'survey', dueAt: clock.at }]);
    due.take();
    due.set('A', [
      { what: 'survey', dueAt: clock.at },
      { what: 'zone', dueAt: clock.at + 30_000 },
    ]);
    expect(due.next()).toBe(clock.at + 30_000);
    clock.at += 30_000;
    expect(taken(due)).toEqual([{ id: 'A', what: 'zone' }]);
  });

  it('tries again a while later what failed, and what changed nothing', () => {
    for (const outcome of ['failed', 'done'] as const) {
      const { clock, due } = list();
      due.set('A', [{ what: 'zone', dueAt: clock.at }]);
      due.take();
      due.ended('A', 'zone', outcome);
      expect(taken(due)).toEqual([]);
      expect(due.next()).toBe(clock.at + RETRY_MS);
      clock.at += RETRY_MS;
      expect(taken(due)).toEqual([{ id: 'A', what: 'zone' }]);
    }
  });

  it('forgets a wait that a clock ahead of this one began', () => {
    const { clock, due } = list();
    due.set('A', [{ what: 'zone', dueAt: clock.at }]);
    due.take();
    due.ended('A', 'zone', 'failed');
    clock.at -= 86_400_000;
    due.set('A', [{ what: 'zone', dueAt: clock.at }]);
    expect(taken(due)).toEqual([{ id: 'A', what: 'zone' }]);
  });

  it('has nothing more of a migration that ended', () => {
    const { clock, due } = list();
    due.set('A', [{ what: 'zone', dueAt: clock.at }]);
    due.set('A', []);
    expect(taken(due)).toEqual([]);
    expect(due.next()).toBeUndefined();
  });

  it('begins no more looks than there are slots, ticks whatever waits, and what was held up when a slot is free', () => {
    const { clock, due } = list();
    for (let n = 0; n < 30; n += 1) due.set(`M${n}`, [{ what: 'zone', dueAt: clock.at - n }], 'T1');
    due.set('late', [{ what: 'tick', dueAt: clock.at }], 'T1');
    const first = due.take();
    expect(first.filter(({ what }) => what === 'zone').map(({ id }) => id)).toEqual(
      [29, 28, 27, 26, 25, 24, 23, 22].map((n) => `M${n}`),
    );
    expect(first.at(-1)).toMatchObject({ id: 'late', what: 'tick' });
    // Nothing may begin now, so there is nothing to wake up for.
    due.ended('late', 'tick', 'done');
    expect(due.next()).toBe(clock.at + RETRY_MS);
    expect(due.takeHeldUp()).toEqual([]);
    due.set('M29', [{ what: 'zone', dueAt: clock.at + 60_000 }]);
    due.ended('M29', 'zone', 'done');
    expect(due.next()).toBe(clock.at - 21);
    expect(due.takeHeldUp()).toMatchObject([{ id: 'M21', what: 'zone' }]);
    expect(due.counts().dns).toEqual({ waiting: 21, underWay: 8 });
  });

  it('what is held up counts since it was first due, however often it is reckoned to be due now', () => {
    const { clock, due } = list();
    for (let n = 0; n < 9; n += 1) due.set(`M${n}`, [{ what: 'zone', dueAt: clock.at + n }]);
    const from = clock.at;
    clock.at += 10;
    expect(due.take()).toHaveLength(8);
    clock.at += 60_000;
    due.set('M8', [{ what: 'zone', dueAt: clock.at }]);
    expect(due.heldUp()).toMatchObject([{ id: 'M8', look: 'zone', since: from + 8 }]);
    // Another door took that look meanwhile.
    due.set('M8', [{ what: 'zone', dueAt: clock.at + 60_000 }]);
    expect(due.heldUp()).toEqual([]);
    expect(due.next()).toBe(clock.at + 60_000);
  });

  it('what became due while no bot ran has not waited for others', () => {
    const { clock, due } = list();
    due.set('A', [{ what: 'zone', dueAt: clock.at - 86_400_000 }]);
    expect(due.take()).toEqual([{ id: 'A', what: 'zone', dueAt: clock.at - 86_400_000, since: clock.at }]);
  });

  it('a look at the clock goes through no agenda, however many there are', () => {
    const { clock, due } = list();
    let read = 0;
    const entry = (what: 'zone' | 'tick', dueAt: number) => ({
      what,
      get dueAt() {
        read += 1;
        return dueAt;
      },
    });
    for (let n = 0; n < 500; n += 1)
      due.set(`M${n}`, [entry('zone', clock.at + 60_000 + n), entry('tick', clock.at + 90_000)]);
    read = 0;
    clock.at += 60_000;
    expect(due.take()).toMatchObject([{ id: 'M0', what: 'zone' }]);
    expect(due.next()).toBe(clock.at + 1);
    expect(read).toBe(0);
  });
});
