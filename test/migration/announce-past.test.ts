import { describe, expect, test } from 'vitest';
import { announce } from '../../src/migration/announce.ts';
import type { Announcement } from '../../src/migration/announcements.ts';
import type { Command } from '../../src/migration/commands.ts';
import type { Happening } from '../../src/migration/events.ts';
import type { Migration } from '../../src/migration/record.ts';
import { ALL_NEW, BEGIN, started } from './a-migration.ts';
import { at, CANCEL_OPEN, CUT_OVER_OPEN, CUT_OVER_READY, did, SWITCH_BACK_OPEN, upTo } from './stages.ts';

const BACK: Command = { kind: 'rollback', by: 'UAOI', reason: 'mail bounces' };
const GIVE_UP: Command = { kind: 'abandon', by: 'UKEN', reason: 'we stay' };

/** What is edited, in place, by what follows from a command. */
function edits(record: Migration, when: number, command: Command): readonly Announcement[] {
  const { events } = did(record, when, command);
  return announce(record.facts, events, record.sightings).filter((one) => 'editOnly' in one);
}
const editsBy = (record: Migration, ...happenings: readonly Happening[]): readonly Announcement[] =>
  announce(
    record.facts,
    happenings.map((happening) => ({ ...happening, at: at(CANCEL_OPEN), by: 'bot' })),
    record.sightings,
  ).filter((one) => 'editOnly' in one);

const opened = (record: Migration, gate: 'cut-over' | 'switch-back' | 'cancel'): string =>
  `opened:${gate}:${record.facts.gates[gate].times}`;

describe('the message that a gate has opened', () => {
  const open = upTo(CUT_OVER_OPEN);

  test('is edited, under the name that it was posted by, as the rewrite begins', () => {
    const begun = edits(open, BEGIN, { kind: 'begin-rewrite', by: 'UAOI' });
    expect(begun).toMatchObject([{ slot: opened(open, 'cut-over'), past: { why: 'used', by: 'UAOI' } }]);
    const ready = upTo(CUT_OVER_READY);
    const posted = announce(ready.facts, [
      { kind: 'gate-opened', gate: 'cut-over', criteria: [], at: at(BEGIN), by: 'bot' },
    ]);
    expect(posted[0]).toMatchObject({ kind: 'gate-opened', slot: opened(open, 'cut-over') });
    expect(posted[0]).not.toHaveProperty('editOnly');
  });

  test('as its evidence gives way', () => {
    const closed = editsBy(open, { kind: 'gate-closed', gate: 'cut-over', was: 'open', criteria: [] });
    expect(closed).toMatchObject([{ slot: opened(open, 'cut-over'), past: { why: 'closed', by: 'bot' } }]);
  });

  test('as people undo it: every one by a rollback, one that was not made use of by giving up', () => {
    const back = edits(upTo(ALL_NEW + 1), ALL_NEW + 1, BACK);
    expect(back).toContainEqual(
      expect.objectContaining({
        kind: 'gate-opened',
        gate: 'cut-over',
        past: { why: 'rolled-back', at: at(ALL_NEW + 1), by: 'UAOI' },
      }),
    );
    const late = upTo(SWITCH_BACK_OPEN + 1);
    const given = edits(late, SWITCH_BACK_OPEN + 1, GIVE_UP).filter(({ kind }) => kind === 'gate-opened');
    expect(given).toMatchObject([{ gate: 'switch-back', past: { why: 'abandoned', by: 'UKEN' } }]);
  });

  test('and as the old server is cancelled, for its button says that it is', () => {
    const record = upTo(CANCEL_OPEN);
    expect(record.facts.gates.cancel.state).toBe('open');
    expect(editsBy(record, { kind: 'gate-done', gate: 'cancel' })).toMatchObject([
      { slot: opened(record, 'cancel'), past: { why: 'used' } },
    ]);
  });
});

describe('at a rollback and at the end', () => {
  test('what was asked of approvers is asked no longer', () => {
    const ready = upTo(CUT_OVER_READY);
    const round = did(ready, CUT_OVER_READY, { kind: 'request-approval', by: 'UAOI', gate: 'cut-over' }).record;
    expect(edits(round, CUT_OVER_READY + 2, GIVE_UP)).toMatchObject([
      { kind: 'gate-ready', state: 'closed' },
      { kind: 'approval', state: 'lapsed' },
    ]);
  });

  test('a request to roll back is answered, or has nothing to be answered', () => {
    const asked = did(upTo(SWITCH_BACK_OPEN), SWITCH_BACK_OPEN, BACK).record;
    const slot = `rollback:${at(SWITCH_BACK_OPEN)}`;
    const ask = (command: Command) =>
      edits(asked, SWITCH_BACK_OPEN + 1, command).filter(({ kind }) => kind === 'rollback-request');
    expect(ask({ kind: 'approve-rollback', by: 'UMIKA' })).toMatchObject([{ slot, past: 'granted' }]);
    expect(ask(GIVE_UP)).toMatchObject([{ slot, past: 'over' }]);
  });

  test('"keep, or roll back?" is asked no longer: given up, once a rollback is asked for, with the old server shut', () => {
    const kinds = (record: Migration, command: Command, when = SWITCH_BACK_OPEN) =>
      announce(record.facts, did(record, when, command).events, record.sightings).map(({ kind }) => kind);
    expect(kinds(upTo(SWITCH_BACK_OPEN), GIVE_UP)).toContain('rewrite');
    expect(kinds(upTo(SWITCH_BACK_OPEN), BACK)).toContain('rewrite');
    const shut: Happening = { kind: 'step-marked', step: 'close', done: true };
    const { facts, sightings } = upTo(SWITCH_BACK_OPEN);
    expect(announce(facts, [{ ...shut, at: at(SWITCH_BACK_OPEN), by: 'UAOI' }], sightings)).toMatchObject([
      { kind: 'rewrite' },
    ]);
  });

  test('"go" says that the window passes unused', () => {
    const open = upTo(CUT_OVER_OPEN);
    const window = { from: at(BEGIN), to: at(BEGIN + 1) };
    const told = { ...open, facts: { ...open.facts, window, eve: { from: window.from } } };
    expect(editsBy(told, { kind: 'abandoned', reason: 'x' })).toContainEqual(
      expect.objectContaining({ kind: 'rewrite-eve', state: 'over' }),
    );
  });
});

describe('the message that asks for a step', () => {
  const asking = did(started(), 0, { kind: 'tick' }).record;

  test('is edited as the step is done, by whatever way, and when another is asked for in its place', () => {
    const { promptedStep, promptedAt } = asking.facts;
    expect([promptedStep, promptedAt]).toEqual(['inventory', expect.any(Number)]);
    expect(editsBy(asking, { kind: 'step-marked', step: 'inventory', done: true })).toMatchObject([
      { kind: 'step-prompt', slot: `step:inventory:${promptedAt}`, past: 'done' },
    ]);
    expect(editsBy(asking, { kind: 'step-prompted', step: 'prepare' })).toMatchObject([{ past: 'over' }]);
    expect(editsBy(asking, { kind: 'abandoned', reason: 'x' })).toMatchObject([{ kind: 'step-prompt', past: 'over' }]);
  });

  test('of a record from before that was kept stays as it is', () => {
    const { promptedAt: _, ...facts } = asking.facts;
    expect(editsBy({ ...asking, facts }, { kind: 'step-marked', step: 'inventory', done: true })).toEqual([]);
  });
});
