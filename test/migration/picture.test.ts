import { describe, expect, test } from 'vitest';
import type { Facts } from '../../src/migration/facts.ts';
import { pictureAsked, pictureDue } from '../../src/migration/picture.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/migration/time.ts';
import { STRAGGLER } from '../words/sample.ts';
import { DONE, nineDaysOn, WATERMARK } from '../words/timeline-sample.ts';
import { run, started, wholeScript } from './a-migration.ts';

const facts = (change: Partial<Facts> = {}): Facts => nineDaysOn({ stragglers: [], ...change }).migration.facts;
const straggler = (at: number, toldAt?: number) => ({ ...STRAGGLER, key: `k${at}`, at, seenAt: at, toldAt });

describe('a picture is due', () => {
  test('at once when a gate has opened, and when every server is new', () => {
    const { openedAt = 0 } = facts().gates['switch-back'];
    expect(pictureDue(facts({ picturedAt: openedAt - MINUTE_MS }), openedAt)).toEqual({
      kind: 'timeline-due',
      why: 'gate-opened',
    });
    expect(pictureDue(facts({ picturedAt: DONE - MINUTE_MS }), DONE)).toEqual({
      kind: 'timeline-due',
      why: 'rewrite-done',
    });
  });

  test('once: not again for what it showed', () => {
    const { openedAt = 0 } = facts().gates['switch-back'];
    expect(pictureDue(facts({ picturedAt: openedAt }), openedAt + 9 * DAY_MS)).toBeUndefined();
  });

  test('for the watermark at most a day after the last', () => {
    const passed = facts({ picturedAt: DONE, watermarkToldAt: WATERMARK, gates: started().facts.gates });
    expect(pictureDue(passed, WATERMARK)).toBeUndefined();
    expect(pictureDue(passed, DONE + DAY_MS)).toEqual({ kind: 'timeline-due', why: 'watermark' });
  });

  test('for a straggler after a quiet day that the channel has heard of, and for none of a row of them', () => {
    const since = DONE + 3 * DAY_MS;
    const due = (stragglers: Facts['stragglers']) =>
      pictureDue(facts({ picturedAt: since, stragglers }), since + 3 * DAY_MS);
    expect(due([straggler(since + HOUR_MS, since + HOUR_MS)])).toEqual({ kind: 'timeline-due', why: 'straggler' });
    expect(due([straggler(since + HOUR_MS)])).toBeUndefined();
    const row = [-10, -1, 8, 20].map((hours) => straggler(since + hours * HOUR_MS, since + hours * HOUR_MS));
    expect(due(row)).toBeUndefined();
    const suspected = { ...straggler(since + HOUR_MS, since + HOUR_MS), suspect: 'junk' as const };
    expect(due([suspected])).toBeUndefined();
  });

  test('after a clock that was ahead has been set back, none until it has caught up', () => {
    const { openedAt = 0 } = facts().gates['switch-back'];
    const told = facts({
      picturedAt: DONE - MINUTE_MS,
      gates: started().facts.gates,
      rewriteDoneAt: undefined,
      watermarkToldAt: WATERMARK,
    });
    expect(pictureDue(told, openedAt)).toBeDefined();
    expect(pictureDue({ ...told, picturedAt: openedAt + DAY_MS }, openedAt)).toBeUndefined();
  });

  test('whenever a person asks, once for a double click', () => {
    expect(pictureAsked(facts({ picturedAt: DONE }), DONE + 2 * MINUTE_MS).happenings).toEqual([
      { kind: 'timeline-due', why: 'asked' },
    ]);
    expect(pictureAsked(facts({ picturedAt: DONE }), DONE + 1_000).happenings).toEqual([]);
  });
});

test('a migration on which nothing goes wrong is pictured at the rewrite and at its gates, and not day by day', () => {
  const { events } = run(started(), wholeScript());
  const reasons = events.flatMap((event) => (event.kind === 'timeline-due' ? [event.why] : []));
  expect(reasons.filter((why) => why === 'gate-opened')).toHaveLength(3);
  expect(reasons.filter((why) => why === 'rewrite-done')).toHaveLength(1);
  expect(reasons.length).toBeLessThanOrEqual(6);
});
