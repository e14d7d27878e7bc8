import { describe, expect, test } from 'vitest';
import { agenda } from '../../src/migration/agenda.ts';
import { announce } from '../../src/migration/announce.ts';
import { contractStanding, safeCancel } from '../../src/migration/contract.ts';
import { decide } from '../../src/migration/decide.ts';
import type { Migration } from '../../src/migration/record.ts';
import { DAY_MS, HOUR_MS, type Instant } from '../../src/migration/time.ts';
import { startOfDay, wallTimeOf } from '../../src/migration/wall-time.ts';
import { ALL_NEW, BEGIN, CLOSED, started, T0 } from './a-migration.ts';
import { at, CANCEL_OPEN, did, kindsOf, upTo, withFacts } from './stages.ts';

const TOKYO = 'Asia/Tokyo';
const day = (instant: Instant): string => wallTimeOf(instant, TOKYO).date;
const morning = (date: string): Instant => startOfDay(date, TOKYO) + 9 * HOUR_MS;

const appointed = upTo(BEGIN - HOUR_MS);
const rewritten = upTo(ALL_NEW + 1);
const withEnd = (record: Migration, endsOn: string, noticeDays?: number): Migration =>
  withFacts(record, { contracts: { old: { endsOn, ...(noticeDays === undefined ? {} : { noticeDays }) } } });

describe('the earliest safe day to cancel', () => {
  test('without a window is unknown: only that it is not before the quiet time, were DNS rewritten now', () => {
    const { at: bound, isKnown } = safeCancel(started(), T0);
    expect(isKnown).toBe(false);
    expect(bound).toBe(T0 + 14 * DAY_MS);
  });

  test('with a window: its end, the TTLs of today, and the quiet time', () => {
    const { at: bound, isKnown } = safeCancel(appointed, at(BEGIN - HOUR_MS));
    const window = appointed.facts.window?.to ?? 0;
    expect(isKnown).toBe(true);
    expect(bound).toBeGreaterThanOrEqual(window + 300_000 + 14 * DAY_MS);
    expect(bound).toBeLessThan(window + 15 * DAY_MS + HOUR_MS);
  });

  test('a window without a TTL that is known makes nothing known', () => {
    const unseen = withFacts(appointed, { recordSets: {} });
    expect(safeCancel(unseen, at(BEGIN - HOUR_MS)).isKnown).toBe(false);
  });

  test('a window that is over is none', () => {
    expect(safeCancel(appointed, at(BEGIN + 9 * HOUR_MS)).isKnown).toBe(false);
  });

  test('the longer of the quiet times counts, and a month’s turn where somebody writes once a month', () => {
    const settings = { ...appointed.facts.settings, quietSwitchBackMs: 20 * DAY_MS };
    const patient = withFacts(appointed, { settings });
    const now = at(BEGIN - HOUR_MS);
    expect(safeCancel(patient, now).at - safeCancel(appointed, now).at).toBe(6 * DAY_MS);
    const today = Math.floor(T0 / DAY_MS);
    const days = [today - 62, today - 31, today - 1];
    const monthly = withFacts(appointed, {
      senders: { 'b@s.example': { days, lastAt: T0 - DAY_MS, way: 'dns' } },
    });
    expect(day(safeCancel(monthly, now).at)).toBe('2026-10-02');
  });

  test('after the rewrite it is what the gates wait for', () => {
    const { at: bound, isKnown } = safeCancel(rewritten, at(ALL_NEW + 1));
    expect(isKnown).toBe(true);
    expect(bound).toBeGreaterThanOrEqual(at(ALL_NEW) + 14 * DAY_MS);
  });

  test('rolled back, nothing is known', () => {
    const back = did(rewritten, ALL_NEW + HOUR_MS, { kind: 'rollback', by: 'UAOI', reason: 'bounces' }).record;
    expect(safeCancel(back, at(ALL_NEW + HOUR_MS)).isKnown).toBe(false);
  });
});

describe('the old contract beside it', () => {
  // In Tokyo the earliest safe day of `appointed` is 17 September 2026.
  const now = at(BEGIN - HOUR_MS);
  const safeOn = day(safeCancel(appointed, now).at);

  test.each([
    ['2026-09-10', true, 1],
    [safeOn, true, 1],
    ['2026-07-31', true, 2],
    ['2026-09-18', false, 0],
  ])('that ends %s: too early %s, short of %i months', (endsOn, isShort, months) => {
    expect(contractStanding(withEnd(appointed, endsOn), now)).toMatchObject({ isShort, months, safeOn });
  });

  test('once it may be cancelled there is nothing to say', () => {
    expect(contractStanding(withEnd(upTo(CANCEL_OPEN), '2026-09-10'), at(CANCEL_OPEN))).toBeUndefined();
  });

  test.each([
    ['2026-12-01', 'early'],
    ['2027-01-16', 'early'],
    ['2027-01-17', 'fortnight'],
    ['2027-01-27', 'fortnight'],
    ['2027-01-28', 'last'],
    ['2027-02-27', 'last'],
    ['2027-02-28', 'ended'],
    ['2027-04-01', 'ended'],
  ])('ends 28 February with 28 days’ notice: on %s it is %s', (today, stage) => {
    const record = withEnd(started(), '2027-02-28', 28);
    expect(contractStanding(record, morning(today))).toMatchObject({ stage, decideOn: '2027-01-31' });
  });
});

/** Goes through the days with a tick each morning, and gives what the channel hears of the contract. */
function heard(record: Migration, from: string, days: number) {
  let current = record;
  const said: string[] = [];
  const slots: string[] = [];
  for (let n = 0; n < days; n += 1) {
    const now = morning(from) + n * DAY_MS;
    const decision = decide(current, { kind: 'tick' }, now);
    if (!decision.ok) throw new Error(decision.refusal.code);
    for (const one of announce(current.facts, decision.events, decision.migration.sightings)) {
      if (one.kind !== 'contract') continue;
      said.push(`${day(now)} ${one.stage} ${one.isShort ? 'short' : 'not short'}`);
      slots.push(one.slot);
    }
    current = decision.migration;
  }
  return { said, slots, record: current };
}

describe('what the channel hears of it', () => {
  test('too short: at once, a fortnight and three days before the last day to act, on the day; never more often', () => {
    const record = withEnd(withFacts(started(), { settings: slow }), '2027-02-28', 28);
    const { said, slots } = heard(record, '2026-12-01', 120);
    expect(said).toEqual([
      '2026-12-01 early short',
      '2027-01-17 fortnight short',
      '2027-01-28 last short',
      '2027-02-28 ended short',
    ]);
    expect(new Set(slots).size).toBe(4);
  });

  test('long enough: nothing early; in time, that nothing is certain', () => {
    const { said } = heard(withEnd(started(), '2027-02-28', 28), '2026-12-01', 60);
    expect(said).toEqual(['2027-01-17 fortnight not short', '2027-01-28 last not short']);
  });

  test('while nothing is rewritten time runs out: as soon as the quiet time does not fit in any more', () => {
    const { said } = heard(withEnd(started(), '2026-12-31'), '2026-12-01', 17);
    expect(said).toEqual(['2026-12-17 fortnight short']);
  });

  test('said to last long enough, and then too short: in a message of its own', () => {
    const told = heard(withEnd(started(), '2027-02-28', 28), '2027-02-12', 1);
    expect(told.said).toEqual(['2027-02-12 last not short']);
    const { said, slots } = heard(told.record, '2027-02-13', 10);
    expect(said).toEqual(['2027-02-14 last short']);
    expect(slots).not.toEqual(told.slots);
  });

  test.each(['paused', 'rolled-back'] as const)('also while the migration is %s, and it is woken for it', (kind) => {
    const resting = withFacts(withEnd(rewritten, '2026-12-31'), { state: { kind, at: at(ALL_NEW), by: 'UAOI' } });
    const known = heard(resting, '2026-12-16', 1);
    expect(known.said).toEqual([]);
    const fortnight = startOfDay('2026-12-17', TOKYO);
    const ticks = agenda(known.record, morning('2026-12-16')).filter(({ what }) => what === 'tick');
    expect(ticks[0]?.dueAt).toBeLessThanOrEqual(fortnight);
    expect(heard(known.record, '2026-12-17', 1).said).toEqual([expect.stringMatching(/^2026-12-17 fortnight/)]);
  });

  test('extended, the message is edited to say so, and no other is posted', () => {
    const record = withEnd(withFacts(started(), { settings: slow }), '2027-02-28');
    const before = heard(record, '2026-12-01', 2);
    expect(before.slots).toHaveLength(1);
    const { record: after } = did(before.record, morning('2026-12-03') - T0, {
      kind: 'set-contract',
      by: 'UAOI',
      side: 'old',
      contract: { endsOn: '2028-02-29' },
    });
    expect(after.facts.contractTold).toMatchObject({ n: 1, isShort: false, endsOn: '2028-02-29' });
    expect(heard(after, '2026-12-04', 10).said).toEqual([]);
  });

  test('on its last day it is loud only while the old server is not shut', () => {
    const closed = withEnd(upTo(CLOSED - HOUR_MS + 1), day(at(CLOSED)));
    expect(closed.facts.steps.close).toBeDefined();
    const told = did(closed, CLOSED, { kind: 'tick' });
    expect(kindsOf(told.events)).not.toContain('contract-warned');
    const { steps } = closed.facts;
    const { close: _shut, ...open } = steps;
    expect(kindsOf(did(withFacts(closed, { steps: open }), CLOSED, { kind: 'tick' }).events)).toContain(
      'contract-warned',
    );
  });
});

/** Quiet for longer than the contract lasts. */
const slow = { ...started().facts.settings, quietCancelMs: 90 * DAY_MS };
