import { describe, expect, test } from 'vitest';
import type { Command } from '../../../src/migration/commands.ts';
import type { Migration } from '../../../src/migration/record.ts';
import { phaseOf } from '../../../src/migration/runbook.ts';
import type { GateId } from '../../../src/migration/settings.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/migration/time.ts';
import { ALL_NEW, BEGIN, MAILBOXES, NS, run, SETTLED, SPF_BOTH, surveyReport, zoneReport } from '../a-migration.ts';
import {
  at,
  CANCEL_OPEN,
  CUT_OVER_OPEN,
  did,
  having,
  kindsOf,
  refusalOf,
  SWITCH_BACK_DONE,
  SWITCH_BACK_OPEN,
  upTo,
} from '../stages.ts';

const rollback: Command = { kind: 'rollback', by: 'UAOI', reason: ' mail bounces ' };
const resume: Command = { kind: 'resume', by: 'UAOI' };
const approve: Command = { kind: 'approve-rollback', by: 'UMIKA' };

describe('rolling back', () => {
  test('without a rewrite there is nothing to roll back', () => {
    expect(refusalOf(upTo(CUT_OVER_OPEN), CUT_OVER_OPEN, rollback)).toBe('not-rewritten');
  });

  test('a reason is needed', () => {
    expect(refusalOf(upTo(ALL_NEW + 1), ALL_NEW + 1, { ...rollback, reason: ' ' })).toBe('reason-missing');
  });

  test('within four hours of the rewrite anybody may, at once', () => {
    const { record, events } = did(upTo(ALL_NEW + 1), BEGIN + MINUTE_MS + 4 * HOUR_MS, rollback);
    expect(events[0]).toMatchObject({ kind: 'rolled-back', reason: 'mail bounces', by: 'UAOI' });
    expect(record.facts.state.kind).toBe('rolled-back');
    expect(record.facts.rollbackAt).toBe(at(BEGIN + MINUTE_MS + 4 * HOUR_MS));
  });

  test('as soon as somebody says that the rewrite has begun, seen or not', () => {
    const begun = did(upTo(BEGIN), BEGIN, { kind: 'begin-rewrite', by: 'UAOI' }).record;
    expect(did(begun, BEGIN + 1, rollback).record.facts.state.kind).toBe('rolled-back');
  });

  test('later it is a request that another approver answers', () => {
    const late = BEGIN + MINUTE_MS + 4 * HOUR_MS + 1;
    const asked = did(upTo(ALL_NEW + 1), late, rollback);
    expect(kindsOf(asked.events)[0]).toBe('rollback-requested');
    expect(asked.record.facts.state.kind).toBe('active');
    expect(refusalOf(asked.record, late + 1, rollback)).toBe('request-open');
    expect(refusalOf(asked.record, late + 1, { ...approve, by: 'UAOI' })).toBe('not-approver');
    const own = did(upTo(ALL_NEW + 1), late, { ...rollback, by: 'UMIKA' }).record;
    expect(refusalOf(own, late + 1, approve)).toBe('own-request');
    const done = did(asked.record, late + 1, approve);
    expect(done.events[0]).toMatchObject({ kind: 'rolled-back', by: 'UMIKA', reason: 'mail bounces' });
  });

  test('in a team of one whoever asks may answer', () => {
    const solo = { ...upTo(ALL_NEW + 1), facts: { ...upTo(ALL_NEW + 1).facts, solo: true } };
    const asked = did(solo, SETTLED, { ...rollback, by: 'UMIKA' }).record;
    expect(did(asked, SETTLED + 1, approve).record.facts.state.kind).toBe('rolled-back');
  });

  test('without a request there is nothing to answer', () => {
    expect(refusalOf(upTo(ALL_NEW + 1), ALL_NEW + 1, approve)).toBe('no-open-request');
  });

  test('a pause holds up neither the rollback nor its approval', () => {
    const paused = did(upTo(ALL_NEW + 1), SETTLED, { kind: 'pause', by: 'UAOI' }).record;
    const asked = did(paused, SETTLED + 1, rollback).record;
    expect(did(asked, SETTLED + 2, approve).record.facts.state.kind).toBe('rolled-back');
  });

  test('while it lasts, commands about gates and steps are refused, and no gate moves', () => {
    const back = did(upTo(ALL_NEW + 1), ALL_NEW + 1, rollback).record;
    for (const command of [
      { kind: 'mark-step', by: 'UAOI', step: 'prepare', done: false },
      { kind: 'request-approval', by: 'UAOI', gate: 'switch-back' },
      { kind: 'pause', by: 'UAOI' },
      rollback,
    ] as const satisfies readonly Command[]) {
      expect(refusalOf(back, ALL_NEW + 2, command)).toBe('rolled-back');
    }
    const looked = did(back, ALL_NEW + 3, zoneReport(at(ALL_NEW + 3), 'old', SPF_BOTH));
    expect(kindsOf(looked.events)).toEqual(['rollback-back']);
  });

  test('what reaches the new server meanwhile is a straggler there, to be carried back', () => {
    const back = did(upTo(ALL_NEW + 1), ALL_NEW + 1, rollback).record;
    const late = ALL_NEW + HOUR_MS;
    const report = surveyReport(at(late), [
      { side: 'new', uid: 300, at: at(late - MINUTE_MS) },
      { side: 'old', uid: 301, at: at(late - MINUTE_MS) },
    ]);
    const { record } = did(back, late, report);
    expect(record.facts.stragglers.map((straggler) => straggler.fingerprint)).toEqual(['<300@sender.example>']);
  });

  test.each(['soon', 'with approval'] as const)('so is what reached it since the rewrite, seen before: %s', (how) => {
    const seen = ALL_NEW + 2 * MINUTE_MS;
    const early = surveyReport(at(seen), [{ side: 'new', uid: 300, at: at(seen - MINUTE_MS) }]);
    const before = did(upTo(ALL_NEW + 1), seen, early).record;
    expect(before.facts.stragglers).toEqual([]);
    const when = how === 'soon' ? seen + 1 : BEGIN + 5 * HOUR_MS;
    const asked = did(before, when, rollback).record;
    const back = how === 'soon' ? asked : did(asked, when, { kind: 'approve-rollback', by: 'UMIKA' }).record;
    expect(back.facts.state.kind).toBe('rolled-back');
    // The next look begins at the baselines: it tells again what had been seen.
    expect(Object.keys(back.sightings.survey).filter((key) => key.endsWith('|new'))).toEqual([]);
    expect(Object.keys(back.sightings.survey).filter((key) => key.endsWith('|old'))).not.toEqual([]);
    const again = surveyReport(at(when + MINUTE_MS), [
      { side: 'new', uid: 299, at: at(BEGIN - 12 * HOUR_MS) },
      { side: 'new', uid: 300, at: at(seen - MINUTE_MS) },
    ]);
    const { record } = did(back, when + MINUTE_MS, again);
    expect(record.facts.stragglers.map((straggler) => straggler.fingerprint)).toEqual(['<300@sender.example>']);
  });
});

/** The zone as it is once DNS is set back. */
const oldData = (when: number) => ({ at: when, command: zoneReport(at(when), 'old', SPF_BOTH) });
const withOldData = (record: Migration, when: number) => run(record, [oldData(when)]).migration;

test('as long as an authoritative server was last seen with the new data, the work does not go on', () => {
  const back = did(upTo(ALL_NEW + 1), ALL_NEW + 1, rollback).record;
  expect(refusalOf(back, ALL_NEW + 2, resume)).toBe('still-rewritten');
  // A lost sighting does not undo it.
  const lost = { ...back, sightings: { ...back.sightings, authority: {} } };
  expect(refusalOf(lost, ALL_NEW + 2, resume)).toBe('still-rewritten');
  const half = did(back, ALL_NEW + 2, zoneReport(at(ALL_NEW + 2), 'old', SPF_BOTH, 300, NS.slice(1))).record;
  expect(refusalOf(half, ALL_NEW + 3, resume)).toBe('still-rewritten');
  // SPF that authorises both servers was published before the rewrite, and may stay.
  expect(refusalOf(withOldData(half, ALL_NEW + 3), ALL_NEW + 4, resume)).toBeUndefined();
});

describe('an authoritative server that died with the new data on it', () => {
  const [dead, living] = NS;
  if (dead === undefined || living === undefined) throw new Error('two servers are needed');
  const waive: Command = {
    kind: 'waive',
    by: 'UMIKA',
    gate: 'switch-back',
    criteria: ['SWB-AUTHORITIES'],
    item: `server:${dead.address}`,
    reason: 'switched off by its provider',
  };
  const unwaive: Command = {
    kind: 'unwaive',
    by: 'UMIKA',
    gate: 'switch-back',
    criterion: 'SWB-AUTHORITIES',
    item: waive.item,
  };
  const back = did(upTo(ALL_NEW + 1), ALL_NEW + 1, rollback).record;
  const half = did(back, ALL_NEW + 2, zoneReport(at(ALL_NEW + 2), 'old', SPF_BOTH, 300, [living])).record;
  const question = { name: 'mail.kitano.example', type: 'A' } as const;
  const silent = did(half, ALL_NEW + 3, {
    kind: 'report-zone',
    addresses: {},
    observations: [{ server: dead, question, result: { outcome: 'failed', at: at(ALL_NEW + 3), code: 'dns-timeout' } }],
  }).record;

  test('an approver may set it aside by name while rolled back, and the work goes on', () => {
    expect(refusalOf(silent, ALL_NEW + 4, resume)).toBe('still-rewritten');
    expect(refusalOf(silent, ALL_NEW + 4, { ...waive, by: 'UAOI' })).toBe('not-approver');
    const waived = did(silent, ALL_NEW + 4, waive).record;
    expect(did(waived, ALL_NEW + 5, resume).record.facts.state.kind).toBe('active');
  });

  test('taken back, it holds the work up once more', () => {
    const waived = did(silent, ALL_NEW + 4, waive).record;
    expect(refusalOf(did(waived, ALL_NEW + 5, unwaive).record, ALL_NEW + 6, resume)).toBe('still-rewritten');
  });

  test('one that answers with the new data is excused by nobody', () => {
    const waived = did(half, ALL_NEW + 4, waive).record;
    expect(refusalOf(waived, ALL_NEW + 5, resume)).toBe('still-rewritten');
  });
});

test('what reached the new server alone meanwhile holds nothing up once that server is the one to be', () => {
  const back = did(upTo(ALL_NEW + 1), ALL_NEW + 1, rollback).record;
  const late = surveyReport(at(ALL_NEW + 3), [{ side: 'new', uid: 300, at: at(ALL_NEW + 2) }]);
  const found = did(back, ALL_NEW + 3, late).record;
  expect(found.facts.stragglers).toHaveLength(1);
  const going = did(withOldData(found, ALL_NEW + 4), ALL_NEW + 5, resume).record;
  expect(going.facts.stragglers).toEqual([]);
});

test('what people vouched for after the first rewrite is to be waived again after the next', () => {
  const of = (gate: GateId, criterion: string, item: string) =>
    ({ kind: 'waived', gate, criteria: [criterion], item, reason: 'by hand' }) as const;
  const waived = having(
    upTo(CANCEL_OPEN),
    CANCEL_OPEN,
    of('cut-over', 'CUT-CONTENT', `mailbox:${MAILBOXES[0]}`),
    of('switch-back', 'SWB-QUIET', `mailbox:${MAILBOXES[0]}`),
    // Else an address that bounced then would never be asked about again.
    of('switch-back', 'SWB-ACCEPT-OLD', `address:${MAILBOXES[0]}`),
    of('cancel', 'CAN-CLOSE', 'archive'),
    of('cancel', 'CAN-CLOSE', 'door:kitano.example'),
    of('cancel', 'CAN-CLOSE', 'probe:old'),
    // These are about one thing that was, and is.
    of('cancel', 'CAN-LEDGER', 'message:k'),
    of('cancel', 'CAN-STRAGGLERS', 'straggler:k'),
  );
  const back = did(waived, CANCEL_OPEN, rollback).record;
  const { migration, refusals } = run(back, [
    { at: CANCEL_OPEN + 1, command: approve },
    oldData(CANCEL_OPEN + 2),
    { at: CANCEL_OPEN + 3, command: resume },
  ]);
  expect(refusals).toEqual([]);
  expect(back.facts.waivers).toHaveLength(8);
  expect(migration.facts.waivers.map(({ gate, item }) => [gate, item])).toEqual([
    ['cut-over', `mailbox:${MAILBOXES[0]}`],
    ['cancel', 'message:k'],
    ['cancel', 'straggler:k'],
  ]);
});

describe('going on after a rollback, the rewrite lies ahead again', () => {
  const back = did(upTo(ALL_NEW + HOUR_MS + 1), ALL_NEW + 2 * HOUR_MS, rollback).record;
  const resumed = did(withOldData(back, ALL_NEW + 3 * HOUR_MS), ALL_NEW + 3 * HOUR_MS, resume).record;

  test('nothing of the first rewrite stands', () => {
    const { facts } = resumed;
    expect(facts.state.kind).toBe('active');
    for (const value of [
      facts.rewriteBegunAt,
      facts.rewriteSeenAt,
      facts.rewriteDoneAt,
      facts.rollbackAt,
      facts.rollbackRequest,
    ])
      expect(value).toBeUndefined();
    expect(Object.values(facts.recordSets).filter((set) => set.allNewAt !== undefined)).toEqual([]);
    expect(Object.keys(facts.baselines).filter((key) => key.endsWith('|old'))).toEqual([]);
    expect(Object.keys(facts.baselines)).not.toEqual([]);
    // Everything was ready then, and still is: it waits for approval.
    expect(facts.gates['cut-over'].state).toBe('ready');
    expect(facts.gates['cut-over'].round).toBeUndefined();
    expect(facts.steps).toMatchObject({ inventory: {}, prepare: {}, pin: {} });
    expect(facts.steps.rewrite).toBeUndefined();
    expect(phaseOf(facts, at(ALL_NEW + 3 * HOUR_MS))).toBe('before');
  });

  test('mail that came to the new server by the first rewrite proves nothing for the next', () => {
    expect(back.facts.arrivedNew).not.toEqual({});
    expect(resumed.facts.arrivedNew).toEqual({});
    expect(resumed.facts.sendingHosts).toEqual([]);
  });

  test('a late rollback, with approvals given and the old server closed, leaves none of that standing', () => {
    const ended = upTo(CANCEL_OPEN);
    expect(ended.facts.gates.cancel.state).toBe('open');
    const { migration } = run(ended, [
      { at: CANCEL_OPEN, command: rollback },
      { at: CANCEL_OPEN + 1, command: approve },
      oldData(CANCEL_OPEN + 2),
      { at: CANCEL_OPEN + 2, command: resume },
    ]);
    const { gates, steps } = migration.facts;
    expect(steps.close).toBeUndefined();
    expect(phaseOf(migration.facts, at(CANCEL_OPEN + 3))).toBe('before');
    for (const gate of ['switch-back', 'cancel'] as const) {
      expect(gates[gate].state).toBe('closed');
      expect(gates[gate].round).toBeUndefined();
      expect(gates[gate].rounds).toBe(1);
    }
  });

  test('an approval of switch-back given before the rollback does not open it afterwards', () => {
    const open = upTo(SWITCH_BACK_OPEN);
    expect(open.facts.gates['switch-back'].round?.approvals).toHaveLength(1);
    const { migration } = run(open, [
      { at: SWITCH_BACK_OPEN, command: rollback },
      { at: SWITCH_BACK_OPEN + 1, command: approve },
      oldData(SWITCH_BACK_OPEN + 2),
      { at: SWITCH_BACK_OPEN + 2, command: resume },
    ]);
    expect(migration.facts.gates['switch-back'].round).toBeUndefined();
  });

  test('a client that had gone back to its hostname must be pinned and restored again', () => {
    const restored = upTo(SWITCH_BACK_DONE);
    expect(restored.facts.clients[0]?.restored).toBeDefined();
    const { migration } = run(restored, [
      { at: SWITCH_BACK_DONE, command: rollback },
      { at: SWITCH_BACK_DONE + 1, command: approve },
      oldData(SWITCH_BACK_DONE + 2),
      { at: SWITCH_BACK_DONE + 2, command: resume },
    ]);
    expect(migration.facts.clients[0]).toEqual({
      id: 'c1',
      name: 'Scanner',
      owner: 'UREN',
      ownedAt: expect.any(Number),
      protocols: ['imap'],
    });
    expect(migration.facts.steps.pin).toBeUndefined();
    expect(migration.facts.steps.restore).toBeUndefined();
  });

  test('rounds of the vantages and logins by hostname from before the rollback are forgotten', () => {
    const before = upTo(SWITCH_BACK_OPEN);
    expect(Object.keys(before.sightings.login).some((key) => key.includes('|hostname|'))).toBe(true);
    const { migration } = run(before, [
      { at: SWITCH_BACK_OPEN, command: rollback },
      { at: SWITCH_BACK_OPEN + 1, command: approve },
      oldData(SWITCH_BACK_OPEN + 2),
      { at: SWITCH_BACK_OPEN + 2, command: resume },
    ]);
    expect(migration.sightings.vantage).toEqual({});
    expect(Object.keys(migration.sightings.login).filter((key) => key.includes('|hostname|'))).toEqual([]);
    expect(Object.keys(migration.sightings.login)).toHaveLength(4);
  });

  test('a straggler on the old server is found although one of the same number lay on the new', () => {
    const late = ALL_NEW + HOUR_MS + 30 * MINUTE_MS;
    const script = [
      { at: late, command: rollback },
      {
        at: late + MINUTE_MS,
        command: surveyReport(at(late + MINUTE_MS), [{ side: 'new', uid: 300, at: at(late + 1_000) }]),
      },
      { at: late + HOUR_MS, command: zoneReport(at(late + HOUR_MS), 'old', SPF_BOTH) },
      { at: late + HOUR_MS, command: resume },
      { at: late + HOUR_MS, command: surveyReport(at(late + HOUR_MS)) },
      { at: late + 2 * HOUR_MS, command: zoneReport(at(late + 2 * HOUR_MS), 'new', SPF_BOTH) },
      {
        at: late + 3 * HOUR_MS,
        command: surveyReport(at(late + 3 * HOUR_MS), [{ side: 'old', uid: 300, at: at(late + 2.5 * HOUR_MS) }]),
      },
    ] as const;
    const { migration, refusals } = run(upTo(ALL_NEW + HOUR_MS + 1), script);
    expect(refusals).toEqual([]);
    expect(migration.facts.stragglers.map((one) => one.at)).toEqual([at(late + 2.5 * HOUR_MS)]);
  });

  test('a plain pause forgets nothing', () => {
    const paused = did(upTo(SWITCH_BACK_OPEN), SWITCH_BACK_OPEN, { kind: 'pause', by: 'UAOI' }).record;
    const { record } = did(paused, SWITCH_BACK_OPEN + 1, resume);
    expect(record.facts).toEqual({
      ...paused.facts,
      state: { kind: 'active', at: at(SWITCH_BACK_OPEN + 1), by: 'UAOI' },
      saidAt: at(SWITCH_BACK_OPEN + 1),
    });
    expect(record.sightings).toEqual(paused.sightings);
  });
});

test('what happened while paused closes an open gate when the work goes on', () => {
  const paused = did(upTo(SWITCH_BACK_OPEN), SWITCH_BACK_OPEN, { kind: 'pause', by: 'UAOI' }).record;
  const seen = SWITCH_BACK_OPEN + HOUR_MS;
  const found = did(paused, seen, surveyReport(at(seen), [{ side: 'old', uid: 300, at: at(seen - MINUTE_MS) }]));
  expect(kindsOf(found.events)).toEqual(['stragglers-found', 'arrivals-told']);
  expect(found.record.facts.gates['switch-back'].state).toBe('open');
  const { events } = did(found.record, seen + 1, resume);
  expect(kindsOf(events).slice(0, 3)).toEqual(['resumed', 'approvals-lapsed', 'gate-closed']);
});

test('a rewrite half done and taken back by hand in DNS leaves no record marked as moved', () => {
  const half = upTo(ALL_NEW);
  expect(half.facts.rewriteSeenAt).toBeDefined();
  const { record } = did(half, ALL_NEW, zoneReport(at(ALL_NEW), 'old', SPF_BOTH));
  expect(record.facts.rewriteDoneAt).toBeUndefined();
  expect(record.facts.recordSets['mail.kitano.example/A']?.allNewAt).toBeUndefined();
  const late = ALL_NEW + 2 * HOUR_MS;
  const counted = did(record, late, surveyReport(at(late), [{ side: 'old', uid: 300, at: at(late - MINUTE_MS) }]));
  expect(counted.record.facts.stragglers).toHaveLength(1);
});
