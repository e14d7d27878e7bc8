import { describe, expect, it } from 'vitest';
import { createDueList, RETRY_MS } from '../../src/service/due.ts';

function list() {
  const clock = { at: 1_000_000 };
  return { clock, due: createDueList(() => clock.at) };
}

describe('the due list', () => {
  it('gives what is due, and nothing twice while it is under way', () => {
    const { clock, due } = list();
    due.set('A', [
      { what: 'zone', dueAt: clock.at - 60_000 },
      { what: 'survey', dueAt: clock.at },
      { what: 'logins', dueAt: clock.at + 1 },
    ]);
    due.set('B', [{ what: 'zone', dueAt: clock.at }]);
    expect(due.take()).toEqual([
      { id: 'A', what: 'zone' },
      { id: 'A', what: 'survey' },
      { id: 'B', what: 'zone' },
    ]);
    expect(due.take()).toEqual([]);
    // A commit in the midst of it says that the look is due: it is under way.
    due.set('A', [{ what: 'zone', dueAt: clock.at }]);
    expect(due.take()).toEqual([]);
    expect(due.next()).toBeUndefined();
    due.ended('A', 'zone', 'done');
    expect(due.take()).toEqual([{ id: 'A', what: 'zone' }]);
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
    expect(due.take()).toEqual([{ id: 'A', what: 'zone' }]);
  });

  it('tries again a while later what failed, and what changed nothing', () => {
    for (const outcome of ['failed', 'done'] as const) {
      const { clock, due } = list();
      due.set('A', [{ what: 'zone', dueAt: clock.at }]);
      due.take();
      due.ended('A', 'zone', outcome);
      expect(due.take()).toEqual([]);
      expect(due.next()).toBe(clock.at + RETRY_MS);
      clock.at += RETRY_MS;
      expect(due.take()).toEqual([{ id: 'A', what: 'zone' }]);
    }
  });

  it('forgets a wait that a clock ahead of this one began', () => {
    const { clock, due } = list();
    due.set('A', [{ what: 'zone', dueAt: clock.at }]);
    due.take();
    due.ended('A', 'zone', 'failed');
    clock.at -= 86_400_000;
    due.set('A', [{ what: 'zone', dueAt: clock.at }]);
    expect(due.take()).toEqual([{ id: 'A', what: 'zone' }]);
  });

  it('has nothing more of a migration that ended', () => {
    const { clock, due } = list();
    due.set('A', [{ what: 'zone', dueAt: clock.at }]);
    due.set('A', []);
    expect(due.take()).toEqual([]);
    expect(due.next()).toBeUndefined();
  });
});
