import { describe, expect, test } from 'vitest';
import { agenda } from '../../src/migration/agenda.ts';
import { announce } from '../../src/migration/announce.ts';
import type { Announcement } from '../../src/migration/announcements.ts';
import { digestTurns, isPosted } from '../../src/migration/digest.ts';
import type { Happening } from '../../src/migration/events.ts';
import { replay } from '../../src/migration/evolve.ts';
import type { Facts } from '../../src/migration/facts.ts';
import type { Migration } from '../../src/migration/record.ts';
import { DAY_MS, HOUR_MS } from '../../src/migration/time.ts';
import { HAPPENINGS } from '../words/sample.ts';
import { aStart, SETTLED, T0 } from './a-migration.ts';
import { CUT_OVER_READY, did, kindsOf, upTo, withFacts } from './stages.ts';

/** T0 is a Tuesday, 09:00 in Tokyo. */
const on = (day: number, hour: number): number => day * DAY_MS + (hour - 9) * HOUR_MS;
const quiet = (change: Partial<Facts> = {}): Migration => {
  const base = upTo(on(1, 10));
  const settings = { ...base.facts.settings, digest: true };
  return withFacts(base, { settings, saidAt: T0 + on(0, 10), ...change });
};
const told = (record: Migration, at: number) =>
  kindsOf(did(record, at, { kind: 'tick' }).events).includes('digest-told');

describe('the digest', () => {
  test('is one line, in the afternoon of a working day on which nothing was posted', () => {
    const hours = [on(1, 15), on(1, 16), on(1, 17.9), on(1, 18)];
    expect(hours.map((at) => told(quiet(), at))).toEqual([false, true, true, false]);
    const { events } = did(quiet(), on(1, 16), { kind: 'tick' });
    expect(announce(quiet().facts, events)).toEqual([{ kind: 'digest', since: expect.any(Number) }]);
  });

  test('is not told twice a day, whoever asks again', () => {
    const once = did(quiet(), on(1, 16), { kind: 'tick' }).record;
    expect(told(once, on(1, 16) + 1)).toBe(false);
    expect(told(once, on(1, 17))).toBe(false);
    expect(told(once, on(2, 16))).toBe(true);
  });

  test('is not told where something was posted that day, in a pause, at weekends, or unless the team wants it', () => {
    const { settings } = quiet().facts;
    expect(told(quiet({ saidAt: T0 + on(1, 9) }), on(1, 16))).toBe(false);
    expect(told(quiet({ state: { kind: 'paused', at: T0, by: 'UAOI' } }), on(1, 16))).toBe(false);
    expect(told(quiet({ settings: { ...settings, digest: false } }), on(1, 16))).toBe(false);
    // Saturday.
    expect(told(quiet(), on(4, 16))).toBe(false);
    expect(told(quiet({ settings: { ...settings, remindWeekends: true } }), on(4, 16))).toBe(true);
  });

  test('stands on the agenda, and not where nobody wants it', () => {
    const turns = (record: Migration) => digestTurns(record.facts, T0 + on(1, 10));
    const { settings } = quiet().facts;
    expect(turns(quiet())).toEqual([T0 + on(1, 16)]);
    expect(turns(quiet({ settings: { ...settings, digest: false } }))).toEqual([]);
    const ticks = agenda(quiet(), T0 + on(1, 10)).flatMap(({ what, dueAt }) => (what === 'tick' ? [dueAt] : []));
    expect(Math.min(...ticks)).toBeLessThanOrEqual(T0 + on(1, 16));
  });

  test('what is posted is known from the journal alone', () => {
    const started = { kind: 'started' as const, input: aStart(), at: T0, by: 'UAOI' };
    const by = 'UAOI';
    expect(replay([started, { kind: 'paused', at: T0 + 1, by }])?.saidAt).toBe(T0 + 1);
    expect(replay([started, { kind: 'status-brought', at: T0 + 1, by }])?.saidAt).toBe(T0);
  });
});

const SAMPLES: readonly Happening[] = Object.values(HAPPENINGS).flat();
test('whatever gets a message of its own is known to be posted', () => {
  const stages = [CUT_OVER_READY, SETTLED].map((at) => upTo(at).facts);
  for (const one of SAMPLES) {
    if (one.kind === 'started' || one.kind === 'finished' || one.kind === 'abandoned') continue;
    const event = { ...one, at: T0 + SETTLED, by: 'UAOI' };
    const isNew = (said: Announcement): boolean =>
      !('recipient' in said) && !('slot' in said) && said.kind !== 'timeline';
    const posts = stages.some((facts) => announce(facts, [event]).some(isNew));
    if (posts) expect(isPosted(event), one.kind).toBe(true);
  }
});
