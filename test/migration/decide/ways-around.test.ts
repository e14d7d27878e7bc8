import { describe, expect, test } from 'vitest';
import type { Command } from '../../../src/migration/commands.ts';
import { assessGate } from '../../../src/migration/gates/assess.ts';
import { clientHosts, routingRecords } from '../../../src/migration/plan.ts';
import type { GateId } from '../../../src/migration/settings.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/migration/time.ts';
import { watermarkOf } from '../../../src/migration/watermark.ts';
import { ALL_NEW, CLOSED, MAILBOXES, NS, SETTLED, SPF_BOTH, vantageReport, zoneReport } from '../a-migration.ts';
import {
  at,
  CANCEL_READY,
  CUT_OVER_OPEN,
  CUT_OVER_READY,
  criterion,
  did,
  having,
  itemOf,
  kindsOf,
  refusalOf,
  SWITCH_BACK_DONE,
  SWITCH_BACK_READY,
  upTo,
  withFacts,
  withSightings,
} from '../stages.ts';

const HOST = 'mail.kitano.example';
const SPF = 'kitano.example/TXT';
const ready = upTo(CUT_OVER_READY);
const dropSpf: Command = { kind: 'drop-plan', by: 'UAOI', name: 'kitano.example', type: 'TXT' };
const dropHost: Command = { kind: 'drop-plan', by: 'UMIKA', name: HOST, type: 'A' };
const waiver = (gate: GateId, criteria: readonly string[], item: string): Command => ({
  kind: 'waive',
  by: 'UMIKA',
  gate,
  criteria: [...criteria],
  item,
  reason: 'seen to',
});

describe('a record dropped from the plan', () => {
  const dropped = did(ready, CUT_OVER_READY, dropSpf).record;

  test('keeps cut-over shut until an approver says that it need not move', () => {
    expect(dropped.facts.gates['cut-over'].state).toBe('closed');
    const judged = criterion(dropped, 'cut-over', 'CUT-PLAN', CUT_OVER_READY);
    expect(judged.outcome).toBe('fail');
    expect(itemOf(judged, `record:${SPF}`).evidence).toEqual({
      code: 'plan-dropped',
      figures: { record: SPF, by: 'UAOI' },
    });
    const waived = did(dropped, CUT_OVER_READY, waiver('cut-over', ['CUT-PLAN'], `record:${SPF}`)).record;
    expect(waived.facts.gates['cut-over'].state).toBe('ready');
  });

  test('is no part of the rewrite: neither clients nor mail move by it', () => {
    const { facts } = did(ready, CUT_OVER_READY, dropHost).record;
    expect(facts.plan).toHaveLength(2);
    expect(routingRecords(facts)).toEqual([]);
    expect(clientHosts(facts)).toEqual([]);
    expect(watermarkOf(facts)).toBeUndefined();
  });

  test('is waited for by no watermark, no authoritative server and no vantage', () => {
    const end = SWITCH_BACK_READY;
    const settled = upTo(end);
    const plan = settled.facts.plan.map((record) =>
      record.type === 'TXT' ? { ...record, after: ['v=spf1 -all'], final: ['v=spf1 -all'] } : record,
    );
    const recordSets = {
      [`${HOST}/A`]: { ttlSeconds: 300, ttlSince: at(0), formerGoneAt: at(0), allNewAt: at(ALL_NEW) },
    };
    const outcomes = (mark: object) => {
      const facts = {
        plan: plan.map((record) => (record.type === 'TXT' ? { ...record, ...mark } : record)),
        recordSets,
      };
      const record = did(withFacts(settled, facts), end, vantageReport(at(end))).record;
      return (['SWB-AUTHORITIES', 'SWB-WATERMARK'] as const).map(
        (id) => criterion(record, 'switch-back', id, end).outcome,
      );
    };
    expect(outcomes({})).toEqual(['fail', 'unknown']);
    expect(outcomes({ dropped: { at: at(0), by: 'UAOI' } })).toEqual(['pass', 'pass']);
    const swept = did(
      withFacts(settled, { plan: plan.map((one) => ({ ...one, dropped: { at: at(0), by: 'UAOI' } })) }),
      end,
      {
        kind: 'tick',
      },
    ).record;
    expect(criterion(swept, 'switch-back', 'SWB-VANTAGES', end).outcome).toBe('unknown');
  });

  test('does not look like a rewrite when it is served as it was planned', () => {
    const record = did(ready, CUT_OVER_READY, dropHost).record;
    const seen = did(record, CUT_OVER_READY + 1, zoneReport(at(CUT_OVER_READY + 1), 'new', SPF_BOTH));
    expect(kindsOf(seen.events)).not.toContain('rewrite-seen');
  });

  test('is judged all the same before the old server may be cancelled', () => {
    const gone = upTo(CANCEL_READY);
    const plan = gone.facts.plan.map((record) => ({ ...record, dropped: { at: at(0), by: 'UAOI' } }));
    const served = did(withFacts(gone, { plan }), CLOSED, zoneReport(at(CLOSED), 'old', SPF_BOTH)).record;
    const judged = criterion(served, 'cancel', 'CAN-DNS', CLOSED);
    expect(itemOf(judged, `record:${HOST}/A@${NS[0]?.address}`)).toMatchObject({ outcome: 'fail' });
  });

  test('is planned again by being set, and a waiver of the first time says nothing of the next', () => {
    const waived = did(dropped, CUT_OVER_READY, waiver('cut-over', ['CUT-PLAN'], `record:${SPF}`)).record;
    const again = did(waived, CUT_OVER_READY, {
      kind: 'set-plan',
      by: 'UKEN',
      record: { name: 'kitano.example', type: 'TXT', after: [SPF_BOTH] },
    }).record;
    expect(again.facts.plan.every((record) => record.dropped === undefined)).toBe(true);
    expect(again.facts.gates['cut-over'].state).toBe('ready');
    expect(did(again, CUT_OVER_READY, dropSpf).record.facts.gates['cut-over'].state).toBe('closed');
  });

  test('does not make the bot propose a plan anew', () => {
    const both = did(dropped, CUT_OVER_READY, dropHost).record;
    const { events } = did(both, CUT_OVER_READY + 1, zoneReport(at(CUT_OVER_READY + 1), 'old', SPF_BOTH));
    expect(kindsOf(events)).not.toContain('plan-proposed');
  });
});

describe('no criterion is set aside as a whole', () => {
  test.each([
    ['cut-over', 'CUT-CONTENT', CUT_OVER_READY],
    ['switch-back', 'SWB-ACCEPT-OLD', SWITCH_BACK_READY],
    ['cancel', 'CAN-LEDGER', SWITCH_BACK_DONE],
  ] as const)('%s: %s', (gate, id, when) => {
    expect(refusalOf(upTo(when), when, waiver(gate, [id], '*'))).toBe('not-waivable');
  });
  test.each([
    ['cut-over', 'CUT-CONTENT', CUT_OVER_READY],
    ['cancel', 'CAN-LEDGER', CANCEL_READY],
  ] as const)('a waiver that a record still holds of the time before passes nothing: %s, %s', (gate, id, when) => {
    const stored = having(upTo(when), when, { kind: 'waived', gate, criteria: [id], item: '*', reason: 'by hand' });
    const blind = withSightings(withFacts(stored, { content: {} }), { content: {} });
    expect(criterion(blind, gate, id, when).outcome).toBe('unknown');
  });
  test('one item of a criterion waits for nothing', () => {
    expect(
      refusalOf(upTo(ALL_NEW + 1), ALL_NEW + 1, waiver('switch-back', ['SWB-ARRIVED'], `mailbox:${MAILBOXES[0]}`)),
    ).toBeUndefined();
  });
});

describe('taking a client or a mailbox off the lists', () => {
  const client: Command = { kind: 'remove-client', by: 'UREN', client: 'c1' };
  const mailbox: Command = { kind: 'remove-mailbox', by: 'UAOI', mailbox: MAILBOXES[1] };

  test('is anybody’s while the inventory is made', () => {
    expect(refusalOf(ready, CUT_OVER_READY, { ...client, by: 'USTRANGER' })).toBeUndefined();
    expect(refusalOf(ready, CUT_OVER_READY, { ...mailbox, by: 'USTRANGER' })).toBeUndefined();
  });
  test.each([client, mailbox])('needs new approvals of the gate that comes next: $kind', (command) => {
    const { record, events } = did(upTo(CUT_OVER_OPEN), CUT_OVER_OPEN, command);
    expect(events[1]).toMatchObject({ kind: 'approvals-lapsed', gate: 'cut-over', why: 'changed' });
    expect(record.facts.gates['cut-over'].round?.state).toBe('lapsed');
    // From the rewrite on a mailbox is not taken off at all.
    if (command === mailbox) return;
    const asked = did(upTo(SWITCH_BACK_READY), SETTLED, { kind: 'request-approval', by: 'UAOI', gate: 'switch-back' });
    const later = did(asked.record, SETTLED + MINUTE_MS, command).record.facts.gates;
    expect(later['switch-back'].round?.state).toBe('lapsed');
    expect(later['cut-over'].round?.state).toBe('used');
  });
  test('without a request that is open nothing lapses', () => {
    const { events } = did(upTo(ALL_NEW + HOUR_MS + 1), ALL_NEW + HOUR_MS + 1, client);
    expect(kindsOf(events)).not.toContain('approvals-lapsed');
  });
});

test('mailboxes of the domain and of names under it are taken', () => {
  const mailboxes = ['ryo@kitano.example', 'ryo@shop.KITANO.example'].map((address) => ({
    address,
    watch: 'login' as const,
  }));
  expect(refusalOf(ready, 0, { kind: 'add-mailboxes', by: 'UAOI', mailboxes })).toBeUndefined();
});

test('a step that follows from its clients is open again as soon as one of them is', () => {
  const undo: Command = { kind: 'mark-step', by: 'UAOI', step: 'pin', done: false };
  const open = did(ready, 0, { kind: 'mark-client', by: 'UREN', client: 'c1', mark: 'pinned', done: false }).record;
  expect(refusalOf(ready, 0, undo)).toBe('step-by-clients');
  expect(refusalOf(open, 0, undo)).toBeUndefined();
  expect(assessGate(open, 'cut-over', at(0)).passes).toBe(false);
});
