import { describe, expect, it } from 'vitest';
import { SECOND_MS } from '../../src/migration/time.ts';
import { agendaState } from '../../src/service/agenda-state.ts';
import { createDueList } from '../../src/service/due.ts';
import { createLateTelling } from '../../src/service/late-telling.ts';
import type { Service } from '../../src/service/ports.ts';

describe('looks that wait for others for too long', () => {
  function overloaded(migrations: number) {
    const clock = { at: 1_000_000 };
    const due = createDueList(() => clock.at);
    for (let n = 0; n < migrations; n += 1) due.set(`M${n}`, [{ what: 'zone', dueAt: clock.at }]);
    due.take();
    const told: string[] = [];
    const logged: string[] = [];
    const log = (_fields: unknown, text?: string) => void logged.push(String(text));
    const change: Service['change'] = (id, command) => {
      expect(command).toEqual({ kind: 'report-late', looks: ['zone'] });
      told.push(id);
      return Promise.reject(new Error('the store is away'));
    };
    const tell = createLateTelling({
      agenda: () => agendaState(due, clock.at),
      change,
      now: () => clock.at,
      log: { warn: log, error: log },
    });
    return { clock, due, told, logged, tell };
  }

  it('are told to their records after five minutes, twenty at a time, each again five minutes later', async () => {
    const { clock, told, logged, tell } = overloaded(48);
    clock.at += 300 * SECOND_MS;
    await tell();
    expect(told).toEqual([]);
    clock.at += 30 * SECOND_MS;
    await tell();
    await tell();
    expect(told).toHaveLength(20);
    clock.at += 30 * SECOND_MS;
    await tell();
    // 40 of 48 had no slot.
    expect(new Set(told).size).toBe(40);
    clock.at += 30 * SECOND_MS;
    await tell();
    expect(told).toHaveLength(40);
    clock.at += 300 * SECOND_MS;
    await tell();
    expect(told).toHaveLength(60);
    expect(logged.filter((text) => text.startsWith('looks are late'))).toHaveLength(1);
  });

  it('count from when they could begin, a copy or a scan after an hour', () => {
    const { clock, due } = overloaded(9);
    due.set('C', [{ what: 'content', dueAt: clock.at }]);
    for (let n = 0; n < 4; n += 1) due.set(`C${n}`, [{ what: 'content', dueAt: clock.at - 1 }]);
    due.take();
    clock.at += 301 * SECOND_MS;
    expect([...agendaState(due, clock.at).late.values()]).toEqual([['zone']]);
    clock.at += 3_600 * SECOND_MS;
    expect(agendaState(due, clock.at)).toMatchObject({ waiting: 2, underWay: 12, longestMs: 3_901 * SECOND_MS });
    expect([...agendaState(due, clock.at).late.values()]).toEqual([['zone'], ['content']]);
  });
});
