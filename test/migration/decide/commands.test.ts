import { describe, expect, test } from 'vitest';
import type { Command } from '../../../src/migration/commands.ts';
import { evolve } from '../../../src/migration/evolve.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/migration/time.ts';
import { ALL_NEW, MAILBOXES, OLD, started, surveyReport, T0 } from '../a-migration.ts';
import {
  at,
  CUT_OVER_OPEN,
  CUT_OVER_READY,
  criterion,
  did,
  itemOf,
  kindsOf,
  refusalOf,
  SWITCH_BACK_DONE,
  SWITCH_BACK_OPEN,
  upTo,
  withFacts,
} from '../stages.ts';

const fresh = started();
const ready = upTo(CUT_OVER_READY);
const rewritten = upTo(ALL_NEW + HOUR_MS + 1);
const done = (step: 'inventory' | 'prepare' | 'pin' | 'close', value = true): Command => ({
  kind: 'mark-step',
  by: 'UAOI',
  step,
  done: value,
});

const mailboxes = [{ address: 'aoi@kitano.example', watch: 'login' }] as const;
const listed = did(fresh, 0, { kind: 'add-mailboxes', by: 'UAOI', mailboxes }).record;

describe('steps', () => {
  test('the next one is prompted, once', () => {
    const { record, events } = did(listed, 0, done('inventory'));
    expect(kindsOf(events)).toEqual(['step-marked', 'step-prompted']);
    expect(record.facts.promptedStep).toBe('prepare');
    expect(did(record, 1, { kind: 'tick' }).events).toEqual([]);
  });
  test('the inventory undone is prompted again, and what came after it stands', () => {
    const prepared = did(did(listed, 0, done('inventory')).record, 1, done('prepare')).record;
    const { record, events } = did(prepared, 2, done('inventory', false));
    expect(kindsOf(events)).toEqual(['step-marked', 'step-prompted']);
    expect(record.facts.steps.inventory).toBeUndefined();
    expect(record.facts.steps.prepare).toEqual({ at: at(1), by: 'UAOI' });
  });
  test('pin is done by itself when every client is pinned, and never before the inventory is', () => {
    const clients: Command = { kind: 'add-clients', by: 'UAOI', clients: [{ name: 'Phone', protocols: ['imap'] }] };
    const pinned: Command = { kind: 'mark-client', by: 'UREN', client: 'c1', mark: 'pinned', done: true };
    const early = did(did(listed, 0, clients).record, 1, pinned).record;
    expect(early.facts.steps.pin).toBeUndefined();
    expect(did(early, 2, done('inventory')).record.facts.steps.pin).toEqual({ at: at(2), by: 'bot' });
  });
  test('pin by hand wants every client pinned or waived by name', () => {
    const client: Command = { kind: 'mark-client', by: 'UREN', client: 'c1', mark: 'pinned', done: false };
    const open = did(did(ready, 0, client).record, 0, done('pin', false)).record;
    expect(() => did(open, 0, done('pin'))).toThrow('step-not-ready');
    const waiver: Command = {
      kind: 'waive',
      by: 'UMIKA',
      gate: 'cut-over',
      criteria: ['CUT-CLIENTS'],
      item: 'client:c1',
      reason: 'lost',
    };
    expect(did(did(open, 0, waiver).record, 0, done('pin')).record.facts.steps.pin).toBeDefined();
  });
  test('restoring the last client ends switch-back', () => {
    const { record, events } = did(upTo(SWITCH_BACK_OPEN), SWITCH_BACK_OPEN, {
      kind: 'mark-client',
      by: 'UREN',
      client: 'c1',
      mark: 'restored',
      done: true,
    });
    expect(kindsOf(events).slice(0, 3)).toEqual(['client-marked', 'step-marked', 'gate-done']);
    expect(record.facts.gates['switch-back'].state).toBe('done');
  });
  test('close can be marked then, and undone while cancel is not history', () => {
    const closed = did(upTo(SWITCH_BACK_DONE), SWITCH_BACK_DONE, done('close')).record;
    expect(did(closed, SWITCH_BACK_DONE + 1, done('close', false)).record.facts.steps.close).toBeUndefined();
  });
  test('"I am rewriting now" is noted once, by the person named for it', () => {
    const { record, events } = did(upTo(CUT_OVER_OPEN), CUT_OVER_OPEN, { kind: 'begin-rewrite', by: 'UAOI' });
    expect(events).toMatchObject([{ kind: 'rewrite-begun', by: 'UAOI' }, { kind: 'image-taken' }]);
    expect(record.facts.rewriteBegunAt).toBe(at(CUT_OVER_OPEN));
  });
});

describe('clients and mailboxes', () => {
  test('clients are numbered on, whoever was removed', () => {
    const add = (name: string): Command => ({
      kind: 'add-clients',
      by: 'UAOI',
      clients: [{ name, protocols: ['imap'] }],
    });
    const two = did(did(fresh, 0, add('a')).record, 0, add('b')).record;
    const one = did(two, 0, { kind: 'remove-client', by: 'UAOI', client: 'c2' }).record;
    expect(did(one, 0, add('c')).record.facts.clients.map((client) => client.id)).toEqual(['c1', 'c3']);
  });
  test('an owner may renew a confirmation that is half its time old', () => {
    const renew: Command = { kind: 'mark-client', by: 'UREN', client: 'c1', mark: 'pinned', done: true };
    expect(did(ready, 15 * DAY_MS + 1, renew).record.facts.clients[0]?.pinned).toEqual({
      at: at(15 * DAY_MS + 1),
      by: 'UREN',
    });
  });
  test('mailboxes are kept in lower case', () => {
    const add: Command = {
      kind: 'add-mailboxes',
      by: 'UAOI',
      mailboxes: [{ address: 'Ryo@Kitano.example', watch: 'log' }],
    };
    expect(did(fresh, 0, add).record.facts.mailboxes).toEqual([
      { address: 'ryo@kitano.example', watch: 'log', credentials: {} },
    ]);
  });
  test('a mailbox that is removed takes none of its stragglers along', () => {
    const found = did(
      rewritten,
      ALL_NEW + 2 * HOUR_MS,
      surveyReport(at(ALL_NEW + 2 * HOUR_MS), [{ side: 'old', uid: 300, at: at(ALL_NEW + HOUR_MS) }]),
    ).record;
    const remove: Command = { kind: 'remove-mailbox', by: 'UAOI', mailbox: MAILBOXES[0] };
    // What it holds may be on one server alone: no gate would weigh it any more.
    expect(refusalOf(found, ALL_NEW + 2 * HOUR_MS, remove)).toBe('mailbox-watched');
    // In a record of before that rule it may be gone.
    const event = {
      kind: 'mailbox-removed',
      mailbox: MAILBOXES[0],
      at: at(ALL_NEW + 2 * HOUR_MS),
      by: 'UAOI',
    } as const;
    const facts = evolve(found.facts, event);
    expect(facts.mailboxes).toHaveLength(1);
    expect(facts.stragglers).toHaveLength(1);
  });
  test('credentials bring in the mailboxes that nobody had listed', () => {
    const entries = [
      { mailbox: 'ryo@kitano.example', side: 'old', version: 3 },
      { mailbox: 'ryo@kitano.example', side: 'new', version: 4 },
    ] as const;
    const { record, events } = did(fresh, 0, { kind: 'credentials-imported', by: 'UAOI', entries });
    expect(kindsOf(events)).toEqual(['mailboxes-added', 'credentials-imported']);
    expect(record.facts.mailboxes).toEqual([
      { address: 'ryo@kitano.example', watch: 'login', credentials: { old: 3, new: 4 } },
    ]);
    expect(record.facts.credentialsAt).toBe(T0);
  });
  test('only versions that are newer are taken', () => {
    const entries = [
      { mailbox: MAILBOXES[0], side: 'old', version: 1 },
      { mailbox: MAILBOXES[0], side: 'new', version: 2 },
    ] as const;
    const { events } = did(ready, 0, { kind: 'credentials-imported', by: 'UAOI', entries });
    expect(events[0]).toMatchObject({ kind: 'credentials-imported', entries: [{ side: 'new', version: 2 }] });
  });
});

describe('plan, window and settings', () => {
  test('a record is set, replaced and dropped; the plan stays in order', () => {
    const set = (name: string, ...after: readonly string[]): Command => ({
      kind: 'set-plan',
      by: 'UAOI',
      record: { name, type: 'A', after: [...after] },
    });
    const { record } = did(ready, 0, set('imap.kitano.example', '203.0.113.21', '203.0.113.20', '203.0.113.21'));
    expect(record.facts.plan.map((one) => one.name)).toEqual([
      'imap.kitano.example',
      'kitano.example',
      'mail.kitano.example',
    ]);
    expect(record.facts.plan[0]).toEqual({
      name: 'imap.kitano.example',
      type: 'A',
      purpose: 'host',
      before: [],
      after: ['203.0.113.20', '203.0.113.21'],
      added: true,
      when: 'rewrite',
    });
    const changed = did(record, 0, set('mail.kitano.example', '203.0.113.99')).record;
    expect(changed.facts.plan[2]).toMatchObject({ before: [OLD], after: ['203.0.113.99'] });
    const dropped = did(changed, 0, { kind: 'drop-plan', by: 'UAOI', name: 'mail.kitano.example', type: 'A' }).record;
    expect(dropped.facts.plan[2]).toEqual({ ...changed.facts.plan[2], dropped: { at: at(0), by: 'UAOI' } });
    const revived = did(dropped, 1, set('mail.kitano.example', '203.0.113.99')).record;
    expect(revived.facts.plan).toEqual(changed.facts.plan);
  });
  test('of an SPF that a person wrote, what must be left in the end is that less the old server', () => {
    const spf = `v=spf1 ip4:${OLD} include:spf.newhost.example -all`;
    const { record } = did(ready, 0, {
      kind: 'set-plan',
      by: 'UAOI',
      record: { name: 'kitano.example', type: 'TXT', after: [spf] },
    });
    expect(record.facts.plan.find((one) => one.type === 'TXT')).toMatchObject({
      when: 'before',
      after: [spf],
      final: ['v=spf1 include:spf.newhost.example -all'],
    });
  });
  test('a window of a week at most, for whoever is named', () => {
    const window: Command = { kind: 'set-window', by: 'UAOI', executor: 'UREN', from: at(DAY_MS), to: at(8 * DAY_MS) };
    expect(did(fresh, 0, window).record.facts).toMatchObject({
      executor: 'UREN',
      window: { from: at(DAY_MS), to: at(8 * DAY_MS) },
    });
  });
  test.each([
    ['quorum-cut-over', 2, { quorum: { 'cut-over': 2 } }],
    ['quorum-switch-back', 2, { quorum: { 'switch-back': 2 } }],
    ['quorum-cancel', 3, { quorum: { cancel: 3 } }],
    ['quiet-switch-back', 48, { quietSwitchBackMs: 2 * DAY_MS }],
    ['quiet-cancel', 7, { quietCancelMs: 7 * DAY_MS }],
    ['ttl-max', 600, { ttlMaxSeconds: 600 }],
    ['operators', 5, { operatorsNeeded: 5 }],
    ['rounds', 5, { roundsNeeded: 5 }],
    ['sending-hosts', 0, { sendingHostsExpected: 0 }],
    ['copy-rate', 50, { copyPerSecond: 50 }],
  ] as const)('setting %s is in its own unit', (key, value, settings) => {
    expect(did(fresh, 0, { kind: 'set-setting', by: 'UMIKA', key, value }).record.facts.settings).toMatchObject(
      settings,
    );
  });
  test('whoever started it may name the approvers and change settings, approver or not', () => {
    expect(
      did(fresh, 0, { kind: 'set-approvers', by: 'UAOI', approvers: ['UAOI', 'UKEN', 'UAOI'] }).record.facts.approvers,
    ).toEqual(['UAOI', 'UKEN']);
    expect(did(fresh, 0, { kind: 'set-language', by: 'UAOI', lang: 'ja' }).record.facts.lang).toBe('ja');
  });
});

describe('waivers', () => {
  test('several criteria with an item of that name at once; those waived already are left out', () => {
    const added = did(fresh, 0, {
      kind: 'add-mailboxes',
      by: 'UAOI',
      mailboxes: [{ address: 'aoi@kitano.example', watch: 'login' }],
    }).record;
    const item = 'mailbox:aoi@kitano.example';
    const waive: Command = {
      kind: 'waive',
      by: 'UMIKA',
      gate: 'cut-over',
      criteria: ['CUT-LOGIN-NEW', 'CUT-LOGIN-OLD'],
      item,
      reason: ' by hand ',
    };
    const first = did(added, 0, { ...waive, criteria: ['CUT-LOGIN-NEW'] }).record;
    const { record, events } = did(first, 1, waive);
    expect(events[0]).toMatchObject({ kind: 'waived', criteria: ['CUT-LOGIN-OLD'], reason: 'by hand' });
    expect(record.facts.waivers.map((waiver) => [waiver.criterion, waiver.at])).toEqual([
      ['CUT-LOGIN-NEW', T0],
      ['CUT-LOGIN-OLD', at(1)],
    ]);
    const back = did(record, 2, {
      kind: 'unwaive',
      by: 'UKEN',
      gate: 'cut-over',
      criterion: 'CUT-LOGIN-NEW',
      item,
    }).record;
    expect(back.facts.waivers.map((waiver) => waiver.criterion)).toEqual(['CUT-LOGIN-OLD']);
  });
  test('one for a gate changes nothing in another', () => {
    const cutOver: Command = {
      kind: 'waive',
      by: 'UMIKA',
      gate: 'cut-over',
      criteria: ['CUT-CLIENTS'],
      item: 'client:c1',
      reason: 'lost',
    };
    const { record } = did(ready, 0, cutOver);
    expect(itemOf(criterion(record, 'cut-over', 'CUT-CLIENTS', 0), 'client:c1').waived).toBeDefined();
    expect(itemOf(criterion(record, 'cancel', 'CAN-CLIENTS', 0), 'client:c1').waived).toBeUndefined();
  });
});

describe('suspects', () => {
  const now = ALL_NEW + 2 * HOUR_MS;
  const key = `${MAILBOXES[0]}|INBOX|7|300`;
  const found = did(
    rewritten,
    now,
    surveyReport(at(now), [{ side: 'old', uid: 300, at: at(now - MINUTE_MS), suspect: 'junk' }]),
  ).record;
  const judge = (verdict: 'spam' | 'real'): Command => ({
    kind: 'judge-suspects',
    by: 'UREN',
    keys: [key, 'unknown'],
    verdict,
  });
  test('are judged by anybody, and may be judged anew', () => {
    const spam = did(found, now, judge('spam')).record;
    expect(spam.facts.stragglers[0]?.judged).toBe('spam');
    expect(did(spam, now, judge('real')).record.facts.stragglers[0]?.judged).toBe('real');
    expect(() => did(spam, now, judge('spam'))).toThrow('already');
  });
});

describe('pausing and giving up', () => {
  test('in a pause no gate moves; suspects, credentials and language may be seen to', () => {
    const paused = did(ready, CUT_OVER_READY, { kind: 'pause', by: 'UAOI' }).record;
    const late = did(paused, CUT_OVER_READY + 30 * DAY_MS, { kind: 'tick' });
    expect(late.events).toEqual([]);
    expect(did(paused, CUT_OVER_READY, { kind: 'set-language', by: 'UAOI', lang: 'ja' }).record.facts.lang).toBe('ja');
    expect(kindsOf(did(late.record, CUT_OVER_READY + 30 * DAY_MS, { kind: 'resume', by: 'UAOI' }).events)).toEqual([
      'resumed',
      'gate-closed',
    ]);
  });
  test('abandoned from anywhere, with a reason; then nothing more happens', () => {
    const paused = withFacts(ready, { state: { kind: 'paused', at: T0, by: 'UAOI' } });
    const { record, events } = did(paused, 0, { kind: 'abandon', by: 'UAOI', reason: ' stays where it is ' });
    expect(events).toMatchObject([{ kind: 'abandoned', reason: 'stays where it is' }]);
    expect(() => did(record, 1, { kind: 'tick' })).toThrow('ended');
  });
});
