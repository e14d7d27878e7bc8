import { describe, expect, test } from 'vitest';
import type { Command } from '../../../src/migration/commands.ts';
import type { Migration } from '../../../src/migration/record.ts';
import type { GateId } from '../../../src/migration/settings.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/migration/time.ts';
import {
  BEGIN,
  contentReport,
  MAILBOXES,
  NS,
  run,
  SPF_BOTH,
  started,
  surveyReport,
  untilCutOver,
  zoneReport,
} from '../a-migration.ts';
import {
  at,
  CANCEL_OPEN,
  CANCEL_READY,
  CUT_OVER_OPEN,
  CUT_OVER_READY,
  did,
  kindsOf,
  refusalOf,
  SWITCH_BACK_OPEN,
  SWITCH_BACK_READY,
  upTo,
} from '../stages.ts';

const ask = (gate: GateId, by = 'UAOI'): Command => ({ kind: 'request-approval', by, gate });
const approve = (gate: GateId, by: string, round = 1): Command => ({ kind: 'approve', by, gate, round });
const stray = (when: number): Command => surveyReport(at(when), [{ side: 'old', uid: 300, at: at(when - MINUTE_MS) }]);
const T = CANCEL_READY;
const asked = did(upTo(T), T, ask('cancel')).record;

/** With evidence that stays fresh for ever, so that approvals alone run out. */
const lasting = (record: Migration): Migration => {
  const settings = { ...record.facts.settings, freshIntervals: 10_000, standIntervals: 30_000 };
  return { ...record, facts: { ...record.facts, settings } };
};

describe('a round of approval', () => {
  test('is asked for, answered by as many as are needed, and opens the gate', () => {
    const first = did(asked, T + 1, approve('cancel', 'UKEN'));
    expect(kindsOf(first.events)).toEqual(['approved']);
    expect(first.record.facts.gates.cancel.state).toBe('ready');
    const second = did(first.record, T + 2, approve('cancel', 'UMIKA'));
    expect(kindsOf(second.events)).toEqual(['approved', 'gate-opened', 'timeline-due']);
    expect(second.record.facts.gates.cancel).toMatchObject({
      state: 'open',
      since: at(T + 2),
      round: { state: 'open' },
    });
    const opened = second.events[1];
    expect(opened?.kind === 'gate-opened' && opened.criteria.every((one) => one.outcome === 'pass')).toBe(true);
  });

  test('declined once it is over; another can be asked for', () => {
    const declined = did(asked, T + 1, {
      kind: 'decline',
      by: 'UKEN',
      gate: 'cancel',
      round: 1,
      reason: ' audit first ',
    });
    expect(declined.events).toMatchObject([{ kind: 'declined', reason: 'audit first' }]);
    expect(refusalOf(declined.record, T + 2, approve('cancel', 'UMIKA'))).toBe('no-open-request');
    const again = did(declined.record, T + 3, ask('cancel', 'UMIKA')).record;
    expect(again.facts.gates.cancel.round).toMatchObject({
      round: 2,
      requestedBy: 'UMIKA',
      approvals: [],
      state: 'open',
    });
    expect(refusalOf(again, T + 4, approve('cancel', 'UKEN', 1))).toBe('stale-request');
  });

  test('lapses when nobody answers for 72 hours, counted from the last answer', () => {
    const one = did(lasting(asked), T + HOUR_MS, approve('cancel', 'UKEN')).record;
    const end = T + 73 * HOUR_MS;
    expect(kindsOf(did(one, end, { kind: 'tick' }).events)).not.toContain('approvals-lapsed');
    const lapsed = did(one, end + 1, { kind: 'tick' });
    expect(lapsed.events.find((event) => event.kind === 'approvals-lapsed')).toMatchObject({
      why: 'expired',
      round: 1,
    });
    expect(lapsed.record.facts.gates.cancel.round?.state).toBe('lapsed');
  });

  test('lapses when the gate is ready no more; a later readiness does not bring it back', () => {
    const one = did(asked, T + 1, approve('cancel', 'UKEN')).record;
    const undone = did(one, T + 2, { kind: 'mark-checklist', by: 'UAOI', item: 'retention', done: false });
    expect(kindsOf(undone.events)).toEqual(['checklist-marked', 'approvals-lapsed', 'gate-closed']);
    const redone = did(undone.record, T + 3, { kind: 'mark-checklist', by: 'UAOI', item: 'retention', done: true });
    expect(kindsOf(redone.events)).toEqual(['checklist-marked', 'gate-ready']);
    expect(refusalOf(redone.record, T + 4, approve('cancel', 'UMIKA'))).toBe('no-open-request');
  });

  test('an approver removed after approving counts no more; put back, the same approval counts again', () => {
    const one = did(asked, T + 1, approve('cancel', 'UKEN')).record;
    const removed = did(one, T + 2, { kind: 'set-approvers', by: 'UAOI', approvers: ['UMIKA', 'UREN'] }).record;
    const two = did(removed, T + 3, approve('cancel', 'UMIKA'));
    expect(kindsOf(two.events)).toEqual(['approved']);
    const back = did(two.record, T + 4, { kind: 'set-approvers', by: 'UAOI', approvers: ['UMIKA', 'UKEN'] });
    expect(kindsOf(back.events)).toEqual(['approvers-set', 'gate-opened', 'timeline-due']);
  });

  test('in a team of one, whoever asks may answer', () => {
    const base = upTo(T);
    const solo: Migration = { ...base, facts: { ...base.facts, solo: true, approvers: ['UAOI'] } };
    const { record } = did(did(solo, T, ask('cancel')).record, T + 1, approve('cancel', 'UAOI'));
    expect(record.facts.gates.cancel.state).toBe('open');
  });

  test('when its gate is done it is used', () => {
    const { record } = did(upTo(CANCEL_OPEN), CANCEL_OPEN, {
      kind: 'mark-step',
      by: 'UAOI',
      step: 'retire',
      done: true,
    });
    expect(record.facts.gates.cancel).toMatchObject({ state: 'done', round: { state: 'used' } });
    expect(record.facts.state.kind).toBe('finished');
  });
});

test('a request that was declined was not used, though the rewrite came about all the same', () => {
  const request = did(upTo(CUT_OVER_READY), CUT_OVER_READY, ask('cut-over')).record;
  const decline: Command = { kind: 'decline', by: 'UKEN', gate: 'cut-over', round: 1, reason: 'not today' };
  const declined = did(request, CUT_OVER_READY + 1, decline).record;
  const { record } = did(declined, CUT_OVER_READY + 2, zoneReport(at(CUT_OVER_READY + 2), 'new', SPF_BOTH));
  expect(record.facts.gates['cut-over']).toMatchObject({ state: 'done', round: { state: 'declined' } });
});

describe('an approval and a straggler in the same millisecond', () => {
  const one = did(asked, T + 1, approve('cancel', 'UKEN')).record;
  test('the straggler first: the approval finds no request', () => {
    const found = did(one, T + 2, stray(T + 2)).record;
    expect(found.facts.gates.cancel.state).toBe('closed');
    expect(refusalOf(found, T + 2, approve('cancel', 'UMIKA'))).toBe('no-open-request');
  });
  test('the approval first: what it opened is closed again, and its approvals lapse', () => {
    const open = did(one, T + 2, approve('cancel', 'UMIKA')).record;
    const { record, events } = did(open, T + 2, stray(T + 2));
    expect(kindsOf(events)).toEqual([
      'stragglers-found',
      'incident',
      'approvals-lapsed',
      'gate-closed',
      'arrivals-told',
    ]);
    expect(events.find((event) => event.kind === 'gate-closed')).toMatchObject({ was: 'open' });
    expect(record.facts.gates.cancel.round).toMatchObject({ state: 'lapsed' });
    expect(record.facts.stragglers).toHaveLength(1);
  });
});

describe('an open gate that no longer stands', () => {
  test('cut-over closes when its window ends without a word, and not when the rewrite has begun', () => {
    const end = BEGIN + 8 * HOUR_MS;
    expect(kindsOf(did(upTo(CUT_OVER_OPEN), end, { kind: 'tick' }).events)).not.toContain('gate-closed');
    expect(kindsOf(did(upTo(CUT_OVER_OPEN), end + 1, { kind: 'tick' }).events)).toEqual([
      'approvals-lapsed',
      'gate-closed',
    ]);
    const begun = did(upTo(CUT_OVER_OPEN), BEGIN, { kind: 'begin-rewrite', by: 'UAOI' }).record;
    expect(kindsOf(did(begun, end + 1, { kind: 'tick' }).events)).not.toContain('gate-closed');
  });

  test('cancel closes when its approvals expire; switch-back needs no renewal', () => {
    const late = did(upTo(CANCEL_OPEN), CANCEL_OPEN + 72 * HOUR_MS, { kind: 'tick' });
    expect(late.record.facts.gates.cancel.state).toBe('closed');
    const open = upTo(SWITCH_BACK_OPEN);
    const looked = did(
      open,
      SWITCH_BACK_OPEN + HOUR_MS,
      zoneReport(at(SWITCH_BACK_OPEN + HOUR_MS), 'new', SPF_BOTH),
    ).record;
    expect(looked.facts.gates['switch-back'].state).toBe('open');
  });

  test('old data on one server closes switch-back, and the step that it had brought about is undone', () => {
    const open = upTo(SWITCH_BACK_OPEN);
    expect(open.facts.steps.parallel).toBeDefined();
    const { record, events } = did(
      open,
      SWITCH_BACK_OPEN,
      zoneReport(at(SWITCH_BACK_OPEN), 'old', SPF_BOTH, 300, NS.slice(1)),
    );
    expect(kindsOf(events)).toContain('gate-closed');
    expect(record.facts.steps.parallel).toBeUndefined();
  });

  test.each<readonly [string, Command]>([
    [
      'a mailbox is added',
      { kind: 'add-mailboxes', by: 'UAOI', mailboxes: [{ address: 'ryo@kitano.example', watch: 'login' }] },
    ],
    [
      'a mailbox is watched by what its owner says',
      { kind: 'mark-mailbox', by: 'UAOI', mailbox: MAILBOXES[0], watch: 'attested' },
    ],
    ['a client is added', { kind: 'add-clients', by: 'UAOI', clients: [{ name: 'Phone', protocols: ['imap'] }] }],
    ['a client is unpinned', { kind: 'mark-client', by: 'UREN', client: 'c1', mark: 'pinned', done: false }],
    ['the inventory is undone', { kind: 'mark-step', by: 'UAOI', step: 'inventory', done: false }],
    ['the limit of TTLs is lowered', { kind: 'set-setting', by: 'UMIKA', key: 'ttl-max', value: 60 }],
    ['the quorum is raised', { kind: 'set-setting', by: 'UMIKA', key: 'quorum-cut-over', value: 2 }],
    ['its approver is removed', { kind: 'set-approvers', by: 'UAOI', approvers: ['UKEN', 'UREN'] }],
  ])('cut-over closes when %s', (_, command) => {
    const { record, events } = did(upTo(CUT_OVER_OPEN), CUT_OVER_OPEN, command);
    expect(kindsOf(events).slice(1, 3)).toEqual(['approvals-lapsed', 'gate-closed']);
    expect(record.facts.gates['cut-over'].round?.state).toBe('lapsed');
  });

  test('cut-over closes when a waiver is taken back', () => {
    const missing = [{ key: 'k', folder: 'INBOX', at: at(0), sizeBytes: 9, reason: 'too-big' as const }];
    const short = contentReport(at(0), { missingTotal: 1, missing }, [MAILBOXES[0]]);
    const script = untilCutOver().filter(({ command }) => command.kind !== 'report-content');
    const item = 'message:k';
    const waiver = { gate: 'cut-over', item } as const;
    const whole = contentReport(at(CUT_OVER_READY - 3), {}, MAILBOXES.slice(1));
    const ready = run(started(), [
      ...script,
      { at: CUT_OVER_READY - 3, command: whole },
      { at: CUT_OVER_READY - 2, command: short },
      {
        at: CUT_OVER_READY - 1,
        command: { kind: 'waive', by: 'UKEN', ...waiver, criteria: ['CUT-CONTENT'], reason: 'spam' },
      },
      { at: CUT_OVER_READY, command: { kind: 'request-approval', by: 'UAOI', gate: 'cut-over' } },
      { at: CUT_OVER_READY + 1, command: { kind: 'approve', by: 'UMIKA', gate: 'cut-over', round: 1 } },
    ]);
    expect(ready.refusals).toEqual([]);
    expect(ready.migration.facts.gates['cut-over'].state).toBe('open');
    const { events } = did(ready.migration, CUT_OVER_OPEN, {
      kind: 'unwaive',
      by: 'UKEN',
      ...waiver,
      criterion: 'CUT-CONTENT',
    });
    expect(kindsOf(events).slice(1, 3)).toEqual(['approvals-lapsed', 'gate-closed']);
  });

  test('credentials changed while it is open: "I am rewriting now" waits for a login with them', () => {
    const entries = [{ mailbox: 'ryo@kitano.example', side: 'new', version: 1 }] as const;
    const { record } = did(upTo(CUT_OVER_OPEN), CUT_OVER_OPEN, { kind: 'credentials-imported', by: 'UAOI', entries });
    expect(refusalOf(record, CUT_OVER_OPEN, { kind: 'begin-rewrite', by: 'UAOI' })).toBe('gate-not-open');
  });
});

test('a gate opens by an approval only while everything is fresh, though it was ready when it was asked for', () => {
  const at0 = SWITCH_BACK_READY;
  const record = did(upTo(at0), at0, ask('switch-back')).record;
  const stale = at0 + 40 * MINUTE_MS;
  const { record: approved } = did(record, stale, approve('switch-back', 'UKEN'));
  expect(approved.facts.gates['switch-back'].state).toBe('ready');
  expect(approved.facts.gates['switch-back'].round?.approvals).toHaveLength(1);
  expect(kindsOf(did(upTo(CUT_OVER_READY), CUT_OVER_READY, { kind: 'tick' }).events)).toEqual([]);
});
