import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LOOKS, type Look } from '../../src/migration/settings.ts';
import { createSlots, LANES, SLOTS, SLOW_MS, type Slots, type Waiter } from '../../src/service/slots.ts';

const waiter = (id: string, look: Look, dueAt: number, workspace = 'T1'): Waiter => ({
  id,
  look,
  dueAt,
  since: dueAt,
  workspace,
});

function beginAll(slots: Slots, now = 0): readonly Waiter[] {
  const begun: Waiter[] = [];
  for (let next = slots.begin(now); next !== undefined; next = slots.begin(now)) begun.push(next);
  return begun;
}

const underWay = (slots: Slots) => LANES.map((lane) => slots.counts()[lane].underWay);

describe('slots of looks', () => {
  it('are 24 in all', () => {
    expect(Object.values(SLOTS).reduce((sum, { slots }) => sum + slots, 0)).toBe(24);
  });

  it('go to the longest overdue first', () => {
    const slots = createSlots();
    const due = [5, 3, 9, 1, 7, 2, 8, 4, 6, 0];
    for (const at of due) slots.wait(waiter(`M${at}`, 'zone', at));
    expect(beginAll(slots).map(({ dueAt }) => dueAt)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    slots.ended('M3', 'zone', 1);
    expect(beginAll(slots).map(({ dueAt }) => dueAt)).toEqual([8]);
  });

  it('are kept apart: mailboxes that hang keep no DNS look waiting, and copies no login check', () => {
    const slots = createSlots();
    for (let n = 0; n < 50; n += 1)
      for (const look of ['survey', 'content', 'scan'] as const) slots.wait(waiter(`M${n}`, look, n));
    expect(beginAll(slots)).toHaveLength(16);
    slots.wait(waiter('M0', 'zone', 99));
    expect(beginAll(slots)).toEqual([waiter('M0', 'zone', 99)]);
  });

  it('a look into mailboxes that takes long makes room, now and the next time', () => {
    const slots = createSlots();
    for (let n = 0; n < 8; n += 1) slots.wait(waiter(`slow${n}`, 'logins', n));
    expect(beginAll(slots)).toHaveLength(8);
    slots.wait(waiter('quick', 'logins', 99));
    expect(beginAll(slots, SLOW_MS)).toEqual([]);
    expect(beginAll(slots, SLOW_MS + 1)).toEqual([waiter('quick', 'logins', 99)]);
    expect(slots.counts()).toMatchObject({ mail: { underWay: 5 }, long: { underWay: 4 } });
    for (let n = 0; n < 8; n += 1) slots.ended(`slow${n}`, 'logins', 2 * SLOW_MS);
    for (let n = 0; n < 8; n += 1) slots.wait(waiter(`slow${n}`, 'logins', 100 + n));
    expect(beginAll(slots, 2 * SLOW_MS)).toHaveLength(4);
    expect(slots.counts()).toMatchObject({ mail: { underWay: 1 }, long: { underWay: 4, waiting: 4 } });
  });

  it('no migration holds more than its share while others wait, however long its looks were due', () => {
    const slots = createSlots();
    for (const look of ['logins', 'survey', 'acceptance', 'probes'] as const) slots.wait(waiter('greedy', look, 0));
    for (let n = 0; n < 20; n += 1) slots.wait(waiter(`M${n}`, 'survey', 10 + n));
    const begun = beginAll(slots);
    expect(begun.map(({ id }) => id)).toEqual(['greedy', 'M0', 'M1', 'M2', 'M3', 'M4', 'M5', 'M6']);
  });

  it('no workspace holds more than its share while another waits, nor the last slot of a lane', () => {
    const slots = createSlots();
    slots.wait(waiter('other', 'zone', 1_000, 'T2'));
    expect(beginAll(slots)).toHaveLength(1);
    slots.ended('other', 'zone', 0);
    for (let n = 0; n < 100; n += 1) slots.wait(waiter(`M${n}`, 'zone', n, 'T1'));
    expect(beginAll(slots)).toHaveLength(7);
    for (let n = 0; n < 3; n += 1) slots.wait(waiter(`other${n}`, 'zone', 1_000 + n, 'T2'));
    expect(beginAll(slots).map(({ id }) => id)).toEqual(['other0']);
    // Whatever of the large one ends, the small one goes first until it has its share.
    slots.ended('M0', 'zone', 0);
    slots.ended('M1', 'zone', 0);
    expect(beginAll(slots).map(({ id }) => id)).toEqual(['other1', 'other2']);
  });

  it('who waits for a look of its own migration is not held up by others', () => {
    const slots = createSlots();
    for (const look of ['logins', 'survey', 'acceptance'] as const) slots.wait(waiter('M', look, 0));
    beginAll(slots);
    expect(slots.counts().mail).toEqual({ waiting: 1, underWay: 2 });
    expect(slots.heldUp()).toEqual([]);
  });
});

const arrival = fc.record({
  id: fc.integer({ min: 0, max: 9 }),
  look: fc.constantFrom(...LOOKS),
  lateMs: fc.integer({ min: 0, max: 600_000 }),
  tookMs: fc.integer({ min: 1, max: 10 }),
});

describe('whatever comes due, and however long it takes', () => {
  it('the bounds hold at each moment, nothing begins twice at once, and everything has its turn', () => {
    fc.assert(
      fc.property(fc.array(fc.array(arrival, { maxLength: 12 }), { maxLength: 20 }), (rounds) => {
        const slots = createSlots();
        const running = new Map<string, { waiter: Waiter; endsAt: number }>();
        const waitingSince = new Map<string, number>();
        const takes = new Map<string, number>();
        // Longer than the arrivals: what is left must be through by the end.
        for (let round = 0; round < rounds.length + 120; round += 1) {
          const now = 1_000_000 + round * 30_000;
          for (const [key, { waiter: one, endsAt }] of running) {
            if (endsAt > round) continue;
            running.delete(key);
            slots.ended(one.id, one.look, now);
          }
          for (const { id, look, lateMs, tookMs } of rounds[round] ?? []) {
            const key = `M${id}/${look}`;
            if (running.has(key)) continue;
            slots.wait(waiter(`M${id}`, look, now - lateMs, `T${id % 3}`));
            waitingSince.set(key, Math.min(waitingSince.get(key) ?? round, round));
            takes.set(key, tookMs);
          }
          for (const one of beginAll(slots, now)) {
            const key = `${one.id}/${one.look}`;
            expect(running.has(key)).toBe(false);
            expect(waitingSince.delete(key)).toBe(true);
            running.set(key, { waiter: one, endsAt: round + (takes.get(key) ?? 1) });
          }
          const counts = slots.counts();
          for (const lane of LANES) expect(counts[lane].underWay).toBeLessThanOrEqual(SLOTS[lane].slots);
          expect(underWay(slots).reduce((sum, n) => sum + n, 0)).toBe(running.size);
          const perMigration = Map.groupBy(running.values(), ({ waiter: one }) => one.id);
          for (const list of perMigration.values()) expect(list.length).toBeLessThanOrEqual(7);
        }
        expect([...waitingSince.keys()]).toEqual([]);
        expect(LANES.map((lane) => slots.counts()[lane].waiting)).toEqual([0, 0, 0, 0]);
      }),
      { numRuns: 60 },
    );
  });

  it('one that waits is not overtaken for ever by others that come due without end', () => {
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 60 }), fc.integer({ min: 1, max: 4 }), (crowd, workspaces) => {
        const slots = createSlots();
        slots.wait(waiter('last', 'zone', 20, 'T0'));
        let waited = 0;
        for (let round = 0; round < 200; round += 1) {
          // Each comes back as soon as it has ended, and until the 20th round it has been due for longer.
          for (let n = 0; n < crowd; n += 1) slots.wait(waiter(`M${n}`, 'zone', round, `T${n % workspaces}`));
          const begun = beginAll(slots, round);
          if (begun.some(({ id }) => id === 'last')) break;
          waited += 1;
          for (const { id, look } of begun) slots.ended(id, look, round);
        }
        // After that each of the others goes before it once at most.
        expect(waited).toBeLessThanOrEqual(20 + crowd);
      }),
      { numRuns: 40 },
    );
  });
});
