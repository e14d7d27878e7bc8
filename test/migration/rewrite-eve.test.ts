import { describe, expect, test } from 'vitest';
import { agenda } from '../../src/migration/agenda.ts';
import { announce } from '../../src/migration/announce.ts';
import { isRewriteWatched } from '../../src/migration/announce-rewrite.ts';
import type { Event } from '../../src/migration/events.ts';
import type { Migration } from '../../src/migration/record.ts';
import { countdownMs, EVE_MS } from '../../src/migration/rewrite-eve.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/migration/time.ts';
import { ALL_NEW, BEGIN, loginReport, SPF_BOTH, surveyReport, T0, zoneReport } from './a-migration.ts';
import { at, did, kindsOf, upTo, withFacts } from './stages.ts';

/** The window of the good migration begins an hour before the rewrite. */
const FROM = BEGIN - HOUR_MS;
const EVE = FROM - EVE_MS;
const ready = upTo(FROM);

const eveOf = (events: readonly Event[]) => events.find((event) => event.kind === 'rewrite-eve');
const heard = (before: Migration, { record, events }: { record: Migration; events: readonly Event[] }) =>
  announce(before.facts, events, record.sightings);

/** The gate opened a quarter of an hour before the eve, and the looks of the eve. */
function opened(): Migration {
  const asked = did(ready, EVE - 20 * MINUTE_MS, { kind: 'request-approval', by: 'UAOI', gate: 'cut-over' }).record;
  return did(asked, EVE - 15 * MINUTE_MS, { kind: 'approve', by: 'UMIKA', gate: 'cut-over', round: 1 }).record;
}
const looked = (record: Migration, when: number) => {
  const zone = did(record, when, zoneReport(at(when), 'old', SPF_BOTH));
  const logins = did(zone.record, when, loginReport(at(when)));
  return { record: logins.record, events: [...zone.events, ...logins.events] };
};

describe('a quarter of an hour before the window', () => {
  test('nothing is said before, nor before the fresh look', () => {
    expect(eveOf(looked(opened(), EVE - 1).events)).toBeUndefined();
    expect(eveOf(did(opened(), EVE + MINUTE_MS, { kind: 'tick' }).events)).toBeUndefined();
    const half = did(opened(), EVE + MINUTE_MS, zoneReport(at(EVE + MINUTE_MS), 'old', SPF_BOTH));
    expect(eveOf(half.events)).toBeUndefined();
  });

  test('go: open, approved, and all of it passes on the fresh look; said once', () => {
    const eve = looked(opened(), EVE + MINUTE_MS);
    expect(eveOf(eve.events)).toMatchObject({ isGo: true, from: at(FROM), criteria: [] });
    expect(eveOf(looked(eve.record, EVE + 2 * MINUTE_MS).events)).toBeUndefined();
  });

  test('no go: with what is open', () => {
    const eve = looked(ready, EVE + MINUTE_MS);
    expect(eveOf(eve.events)).toMatchObject({ isGo: false, criteria: [{ id: 'CUT-QUORUM', outcome: 'unknown' }] });
  });

  test('a look that hangs holds it back for ten minutes; what is stale is then no go', () => {
    const late = did(opened(), FROM - 5 * MINUTE_MS, { kind: 'tick' });
    expect(eveOf(late.events)).toMatchObject({ from: at(FROM) });
    expect(eveOf(did(opened(), FROM - 5 * MINUTE_MS - 1, { kind: 'tick' }).events)).toBeUndefined();
  });

  test('once the window has begun it is over', () => {
    expect(eveOf(did(opened(), FROM, { kind: 'tick' }).events)).toBeUndefined();
  });

  test('its message is edited when the gate opens, when the rewrite begins, and when the window is given up', () => {
    const noGo = looked(ready, EVE + MINUTE_MS).record;
    const asked = did(noGo, EVE + 2 * MINUTE_MS, { kind: 'request-approval', by: 'UAOI', gate: 'cut-over' }).record;
    const approval = did(asked, EVE + 3 * MINUTE_MS, { kind: 'approve', by: 'UMIKA', gate: 'cut-over', round: 1 });
    const slot = `rewrite-eve:${at(FROM)}`;
    expect(heard(asked, approval)).toContainEqual(expect.objectContaining({ kind: 'rewrite-eve', slot, state: 'go' }));

    const surveyed = did(approval.record, FROM + 1, surveyReport(at(FROM + 1))).record;
    const begun = did(surveyed, FROM + 2, { kind: 'begin-rewrite', by: 'UAOI' });
    expect(heard(surveyed, begun)).toContainEqual(
      expect.objectContaining({ kind: 'rewrite-eve', slot, state: 'begun' }),
    );

    const moved = did(noGo, EVE + 2 * MINUTE_MS, {
      kind: 'set-window',
      by: 'UAOI',
      executor: 'UAOI',
      from: at(FROM + DAY_MS),
      to: at(FROM + DAY_MS + HOUR_MS),
    });
    expect(heard(noGo, moved)).toContainEqual(expect.objectContaining({ kind: 'rewrite-eve', slot, state: 'moved' }));
  });
});

test('go on answers from before the eve says how old they are; on a fresh look it does not', () => {
  const eveIn = (before: Migration, after: { record: Migration; events: readonly Event[] }) =>
    heard(before, after).find((one) => one.kind === 'rewrite-eve');
  const fresh = looked(opened(), EVE + MINUTE_MS);
  const went = eveIn(opened(), fresh);
  expect(went).toMatchObject({ state: 'go' });
  expect(went).not.toHaveProperty('seenAt');

  const seen = looked(opened(), EVE - MINUTE_MS).record;
  const hangs = did(seen, FROM - 5 * MINUTE_MS, { kind: 'tick' });
  expect(eveIn(seen, hangs)).toMatchObject({ state: 'go', seenAt: at(EVE - MINUTE_MS) });
});

test('the eve of a window that was given up never says go again, whatever becomes of the gate', () => {
  const go = looked(opened(), EVE + MINUTE_MS).record;
  const window = { executor: 'UAOI', from: at(FROM + DAY_MS), to: at(FROM + DAY_MS + HOUR_MS) };
  const moved = did(go, EVE + 2 * MINUTE_MS, { kind: 'set-window', by: 'UAOI', ...window });
  // The approvals fall with the window, and the gate with them.
  expect(kindsOf(moved.events)).toContain('gate-closed');
  const states = (before: Migration, after: { record: Migration; events: readonly Event[] }) =>
    heard(before, after).flatMap((one) => (one.kind === 'rewrite-eve' ? [one.state] : []));
  expect(states(go, moved)).toEqual(['moved']);

  const { record: asked } = did(moved.record, EVE + 3 * MINUTE_MS, {
    kind: 'request-approval',
    by: 'UAOI',
    gate: 'cut-over',
  });
  const round = asked.facts.gates['cut-over'].round?.round ?? 0;
  const approved = did(asked, EVE + 4 * MINUTE_MS, { kind: 'approve', by: 'UMIKA', gate: 'cut-over', round });
  expect(kindsOf(approved.events)).toContain('gate-opened');
  expect(states(asked, approved)).toEqual([]);
});

test('who else rewrites in the same window stands in the eve’s message too', () => {
  const go = looked(opened(), EVE + MINUTE_MS).record;
  const window = { executor: 'UMIKA', from: at(FROM), to: go.facts.window?.to ?? 0 };
  const other = did(go, EVE + 2 * MINUTE_MS, { kind: 'set-window', by: 'UAOI', ...window });
  expect(heard(go, other)).toContainEqual(
    expect.objectContaining({ kind: 'rewrite-eve', state: 'no-go', executor: 'UMIKA' }),
  );
});

describe('the countdown', () => {
  test.each([
    [25 * HOUR_MS, undefined],
    [24 * HOUR_MS, 24 * HOUR_MS],
    [12 * HOUR_MS + 1, 24 * HOUR_MS],
    [3 * HOUR_MS, 3 * HOUR_MS],
    [20 * MINUTE_MS, 30 * MINUTE_MS],
    [15 * MINUTE_MS, 15 * MINUTE_MS],
    [1, 5 * MINUTE_MS],
    [0, undefined],
    [-HOUR_MS, undefined],
  ])('with %i ms to go', (left, expected) => {
    expect(countdownMs(ready.facts, at(FROM - left))).toBe(expected);
  });

  test('a tick is due at each of its marks', () => {
    for (const left of [3 * HOUR_MS, HOUR_MS, 30 * MINUTE_MS]) {
      const due = agenda(withFacts(ready, { mailboxes: [] }), at(FROM - left) - MINUTE_MS);
      const tick = due.find(({ what }) => what === 'tick');
      expect(tick?.dueAt).toBeLessThanOrEqual(at(FROM - left));
    }
  });
});

describe('keep, or roll back', () => {
  const rewritten = upTo(ALL_NEW + 1);

  test('keep is written down, by whoever rewrites or may rule, and edits the rewrite’s message', () => {
    const kept = did(rewritten, ALL_NEW + MINUTE_MS, { kind: 'keep-rewrite', by: 'UMIKA' });
    expect(kindsOf(kept.events)).toEqual(['rewrite-kept']);
    expect(kept.record.facts.rewriteKept).toEqual({ at: at(ALL_NEW + MINUTE_MS), by: 'UMIKA' });
    expect(heard(rewritten, kept)).toMatchObject([{ kind: 'rewrite', state: 'done', kept: { by: 'UMIKA' } }]);
  });

  test('after a rollback nothing is kept, and the message loses its question', () => {
    const kept = did(rewritten, ALL_NEW + MINUTE_MS, { kind: 'keep-rewrite', by: 'UAOI' }).record;
    const back = did(kept, ALL_NEW + HOUR_MS, { kind: 'rollback', by: 'UAOI', reason: 'bounces' });
    expect(heard(kept, back).map(({ kind }) => kind)).toEqual(expect.arrayContaining(['rewrite', 'state']));
    const undone = did(back.record, ALL_NEW + 2 * HOUR_MS, zoneReport(at(ALL_NEW + 2 * HOUR_MS), 'old', SPF_BOTH));
    const resumed = did(undone.record, ALL_NEW + 2 * HOUR_MS, { kind: 'resume', by: 'UAOI' }).record;
    expect(resumed.facts).not.toHaveProperty('rewriteKept');
  });

  test('the message is edited minute by minute until it is answered, or everybody’s time to roll back is over', () => {
    const from = rewritten.facts.rewriteSeenAt ?? 0;
    expect(isRewriteWatched(ready.facts, at(FROM))).toBe(false);
    expect(isRewriteWatched(rewritten.facts, from + 4 * HOUR_MS)).toBe(true);
    expect(isRewriteWatched(rewritten.facts, from + 4 * HOUR_MS + 1)).toBe(false);
    const kept = did(rewritten, ALL_NEW + MINUTE_MS, { kind: 'keep-rewrite', by: 'UAOI' }).record;
    expect(isRewriteWatched(kept.facts, from + HOUR_MS)).toBe(false);
    // However long it takes until every server is new.
    const { rewriteDoneAt: _done, ...halfway } = rewritten.facts;
    expect(isRewriteWatched(halfway, from + 10 * HOUR_MS)).toBe(true);
  });
});

describe('holidays', () => {
  const country = withFacts(ready, { country: 'JP' });
  const due = (record: Migration, now: number) => agenda(record, now).find(({ what }) => what === 'holidays')?.dueAt;

  test('are read when the country is known, when it changes, and when less than a year of them is left', () => {
    expect(due(ready, T0)).toBeUndefined();
    expect(due(country, T0)).toBe(T0);
    const holidays = { country: 'JP', from: '2026-08-31', until: '2027-10-31', days: [] };
    const known = withFacts(country, { holidays });
    expect(due(known, T0)).toBe(Date.parse('2026-10-31T00:00:00Z'));
    expect(due(withFacts(known, { country: 'US' }), T0)).toBe(T0);
  });
});
