import { describe, expect, test } from 'vitest';
import { announce } from '../../../src/migration/announce.ts';
import type { Command } from '../../../src/migration/commands.ts';
import { assessGate } from '../../../src/migration/gates/assess.ts';
import type { Migration } from '../../../src/migration/record.ts';
import { DAY_MS, HOUR_MS } from '../../../src/migration/time.ts';
import { T0 } from '../a-migration.ts';
import { CUT_OVER_READY, did, kindsOf, upTo, withFacts } from '../stages.ts';

const ASK: Command = { kind: 'request-approval', by: 'UAOI', gate: 'cut-over' };

/** What the channel is told by a command, of the message that said "ready" and of the request. */
function told(record: Migration, at: number, command: Command) {
  const after = did(record, at, command);
  const said = announce(record.facts, after.events).filter(
    (one) => one.kind === 'gate-ready' || (one.kind === 'approval' && one.state === 'open'),
  );
  return { ...after, said: said.map(({ kind }) => kind).sort() };
}

describe('what waits for approval alone', () => {
  const before = upTo(CUT_OVER_READY);
  /** A window long enough for evidence to age in it. */
  const ready = withFacts(before, {
    window: { from: T0 + CUT_OVER_READY + HOUR_MS, to: T0 + CUT_OVER_READY + 3 * DAY_MS },
  });
  /** The first evidence has gone stale; the gate stands on it for half as long again. */
  const first = assessGate(ready, 'cut-over', T0 + CUT_OVER_READY)
    .criteria.flatMap(({ id, items }) =>
      items.flatMap(({ freshUntil }) => (freshUntil === undefined ? [] : [{ id, freshUntil }])),
    )
    .toSorted((one, other) => one.freshUntil - other.freshUntil)[0];
  const STALE = (first?.freshUntil ?? 0) - T0 + 1;
  const openAt = (record: Migration) => record.facts.gates['cut-over'].open ?? [];

  test('a criterion opens between "ready" and the request: the ready message is edited as the request is posted', () => {
    const { record, events, said } = told(ready, STALE, ASK);
    expect(kindsOf(events)).toContain('gate-wavered');
    expect(record.facts.gates['cut-over'].state).toBe('ready');
    expect(openAt(record)).toContain(first?.id);
    expect(said).toEqual(['approval', 'gate-ready']);
  });

  test('a criterion opens after the request: both are edited, once', () => {
    const asked = did(ready, CUT_OVER_READY, ASK).record;
    expect(asked.facts.gates['cut-over'].open).toBeUndefined();
    const first = told(asked, STALE, { kind: 'tick' });
    expect(first.said).toEqual(['approval', 'gate-ready']);
    expect(told(first.record, STALE + 1, { kind: 'tick' }).events).toEqual([]);
  });

  test('all passes again: both are edited back, and approvals open the gate', () => {
    const asked = did(did(ready, CUT_OVER_READY, ASK).record, STALE, { kind: 'tick' }).record;
    const approved = did(asked, STALE + 1, { kind: 'approve', by: 'UMIKA', gate: 'cut-over', round: 1 }).record;
    expect(approved.facts.gates['cut-over'].state).toBe('ready');
    // As if what has gone stale had been seen again: the clock is taken back to before.
    const unasked = told(asked, CUT_OVER_READY + 2, { kind: 'tick' });
    expect(unasked.events).toMatchObject([{ kind: 'gate-wavered', open: [] }]);
    expect('open' in unasked.record.facts.gates['cut-over']).toBe(false);
    expect(unasked.said).toEqual(['approval', 'gate-ready']);
    expect(did(approved, CUT_OVER_READY + 3, { kind: 'tick' }).record.facts.gates['cut-over']).toMatchObject({
      state: 'open',
    });
    expect('open' in did(approved, CUT_OVER_READY + 3, { kind: 'tick' }).record.facts.gates['cut-over']).toBe(false);
  });
});
