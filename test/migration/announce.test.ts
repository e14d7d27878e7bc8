import { describe, expect, test } from 'vitest';
import { announce } from '../../src/migration/announce.ts';
import type { Straggler } from '../../src/migration/arrival-facts.ts';
import type { Event, Happening } from '../../src/migration/events.ts';
import { evolve } from '../../src/migration/evolve.ts';
import type { Facts, PlanRecord } from '../../src/migration/facts.ts';
import { GATES } from '../../src/migration/settings.ts';
import { ALL_NEW, aStart, MAILBOXES, run, started, T0, wholeScript } from './a-migration.ts';
import { CANCEL_OPEN, CUT_OVER_OPEN, CUT_OVER_READY, having, SWITCH_BACK_OPEN, upTo } from './stages.ts';

const event = (happening: Happening, by = 'UAOI'): Event => ({ ...happening, at: T0, by });
/** What the channel hears: what owners of clients are told by themselves is tested in `announce-owners.test.ts`. */
const said = (facts: Facts | undefined, ...happenings: readonly Happening[]) =>
  announce(
    facts,
    happenings.map((one) => event(one)),
    // What is only edited is no news: see `announce-past.test.ts`.
  ).filter((one) => one.kind !== 'owner-tasks' && !('editOnly' in one));
const kinds = (facts: Facts, ...happenings: readonly Happening[]) => said(facts, ...happenings).map((one) => one.kind);
const fresh = started().facts;
const ready = upTo(CUT_OVER_READY).facts;
const open = upTo(CUT_OVER_OPEN).facts;

test('a day on which nothing happened announces nothing', () => {
  expect(announce(open, [])).toEqual([]);
});

test('the start says its first step itself', () => {
  expect(said(undefined, { kind: 'started', input: aStart() }, { kind: 'step-prompted', step: 'inventory' })).toEqual([
    { kind: 'started' },
  ]);
});

const quiet: readonly Happening[] = [
  { kind: 'step-marked', step: 'prepare', done: true },
  { kind: 'clients-added', clients: [] },
  { kind: 'client-removed', client: 'c1' },
  { kind: 'client-marked', client: 'c1', mark: 'pinned', done: true },
  { kind: 'mailboxes-added', mailboxes: [] },
  { kind: 'mailbox-removed', mailbox: 'a@kitano.example' },
  { kind: 'mailbox-marked', mailbox: MAILBOXES[0], watch: 'log' },
  { kind: 'credentials-imported', entries: [] },
  { kind: 'checklist-marked', item: 'filters', done: true },
  { kind: 'approvers-set', approvers: ['UKEN'] },
  { kind: 'country-set', country: 'JP' },
  { kind: 'contracts-set', contracts: {} },
  { kind: 'plan-proposed', plan: [] },
  { kind: 'setting-set', key: 'rounds', value: 5 },
  { kind: 'language-set', lang: 'ja' },
  { kind: 'vantages-known', vantages: [] },
  { kind: 'addresses-pinned', side: 'old', addresses: [] },
  { kind: 'authority-met', servers: [] },
  { kind: 'ttl-seen', record: 'mail.kitano.example/A', ttlSeconds: 60 },
  { kind: 'record-all-new', record: 'mail.kitano.example/A' },
  { kind: 'record-old-again', record: 'mail.kitano.example/A', server: '198.51.100.1' },
  { kind: 'watermark-passed', watermark: T0 },
  { kind: 'gate-done', gate: 'cut-over' },
  { kind: 'unwaived', gate: 'cut-over', criterion: 'CUT-ACCEPT', item: '*' },
  { kind: 'stamps-learnt', side: 'old', names: [] },
  { kind: 'baseline-taken', baselines: [] },
  { kind: 'stragglers-found', stragglers: [] },
  { kind: 'stragglers-carried', keys: [] },
  { kind: 'puzzles-found', puzzles: [] },
  { kind: 'suspects-judged', keys: [], verdict: 'spam' },
  { kind: 'arrived-new', mailboxes: [], hosts: [] },
];
test.each(quiet.map((one) => [one.kind, one] as const))(
  '%s: shown in the status, no message of its own',
  (_kind, one) => {
    expect(said(ready, one)).toEqual([]);
  },
);

describe('what is changed or taken away by hand is said', () => {
  const host = { name: 'mail.kitano.example', type: 'A', before: ['192.0.2.10'], after: ['203.0.113.20'] } as const;
  const record: PlanRecord = { ...host, before: [...host.before], after: [...host.after], when: 'rewrite' };
  const changed = { kind: 'plan-changed', by: 'UAOI', ...host } as const;
  test('a record that is planned, and one that is dropped', () => {
    expect(said(ready, { kind: 'plan-set', record })).toEqual([{ ...changed, dropped: false }]);
    expect(said(ready, { kind: 'plan-dropped', record: 'mail.kitano.example/A' })).toEqual([
      { ...changed, after: [], dropped: true },
    ]);
    const slip: PlanRecord = { ...record, name: 'imap.kitano.example', before: [], added: true };
    const added: Facts = { ...ready, plan: [...ready.plan, slip] };
    expect(said(added, { kind: 'plan-dropped', record: 'imap.kitano.example/A' })).toEqual([
      { ...changed, name: slip.name, before: [], after: [], dropped: true },
    ]);
  });
  test('what the bot learns of a record is not', () => {
    expect(announce(ready, [event({ kind: 'plan-set', record }, 'bot')])).toEqual([]);
  });
  test('a client, by its name, and a mailbox, once approval was asked for', () => {
    expect(said(open, { kind: 'client-removed', client: 'c1' })).toEqual([
      { kind: 'removed', by: 'UAOI', what: 'client', name: 'Scanner' },
    ]);
    expect(said(open, { kind: 'mailbox-removed', mailbox: MAILBOXES[0] })).toEqual([
      { kind: 'removed', by: 'UAOI', what: 'mailbox', name: MAILBOXES[0] },
    ]);
  });
});

describe('messages of their own', () => {
  test.each<readonly [Happening, readonly string[]]>([
    [{ kind: 'step-prompted', step: 'prepare' }, ['step-prompt']],
    [{ kind: 'waived', gate: 'cut-over', criteria: ['CUT-ACCEPT'], item: '*', reason: 'ok' }, ['waived']],
    [
      { kind: 'credentials-refused', entries: [{ mailbox: MAILBOXES[0], side: 'old', version: 1 }] },
      ['credentials-refused'],
    ],
    [{ kind: 'incident', code: 'old-data-again', subject: 'x' }, ['incident']],
    [{ kind: 'paused' }, ['state']],
    [{ kind: 'resumed' }, ['state']],
    [{ kind: 'step-prompted', step: 'rewrite' }, []],
    [{ kind: 'step-prompted', step: 'restore' }, []],
    [{ kind: 'step-prompted', step: 'retire' }, []],
    [{ kind: 'finished' }, ['report']],
    [{ kind: 'rolled-back', reason: 'x' }, ['state']],
    // The owner was asked to pin.
    [{ kind: 'abandoned', reason: 'x' }, ['state', 'report', 'owner-back']],
    [{ kind: 'rollback-requested', reason: 'x' }, ['rollback-request']],
    [{ kind: 'gate-closed', gate: 'cut-over', was: 'open', criteria: [] }, ['gate-retracted']],
    [{ kind: 'rewrite-begun' }, ['rewrite']],
    [{ kind: 'rewrite-seen' }, ['rewrite']],
    [{ kind: 'gate-ready', gate: 'cut-over', criteria: [] }, ['gate-ready']],
    [{ kind: 'approval-requested', gate: 'cut-over', round: 1 }, ['approval', 'gate-ready']],
  ])('%j: %j', (happening, expected) => {
    expect(kinds(ready, happening)).toEqual(expected);
  });

  test('what opens a gate is told with its evidence, and its request is closed', () => {
    const [opened, approval] = said(open, { kind: 'gate-opened', gate: 'cut-over', criteria: [] });
    expect(opened).toMatchObject({ kind: 'gate-opened', gate: 'cut-over', executor: 'UAOI' });
    expect(approval).toMatchObject({ kind: 'approval', slot: 'approval:cut-over:1', state: 'used' });
  });

  test('a retraction calls whoever would act on it: executor and approvers, each once', () => {
    const [retracted] = said(
      { ...open, executor: 'UKEN' },
      { kind: 'gate-closed', gate: 'cut-over', was: 'open', criteria: [] },
    );
    expect(retracted).toMatchObject({ people: ['UKEN', 'UMIKA', 'UREN'] });
  });

  test.each(['gate-closed', 'expired', 'changed'] as const)(
    'approvals that lapse (%s) are told, and their request is edited',
    (why) => {
      expect(said(open, { kind: 'approvals-lapsed', gate: 'cut-over', round: 1, why })).toMatchObject([
        { kind: 'approval', slot: 'approval:cut-over:1', state: 'lapsed' },
        { kind: 'approvals-lapsed', why, approvers: ['UMIKA', 'UKEN', 'UREN'] },
      ]);
    },
  );

  test('a refusal to approve is told with its reason', () => {
    const asked = having(upTo(CUT_OVER_READY), CUT_OVER_READY, {
      kind: 'approval-requested',
      gate: 'cut-over',
      round: 1,
    }).facts;
    expect(
      announce(asked, [event({ kind: 'declined', gate: 'cut-over', round: 1, reason: 'not today' }, 'UKEN')]),
    ).toMatchObject([
      { kind: 'approval', state: 'declined', declinedBy: 'UKEN', reason: 'not today' },
      { kind: 'gate-ready', slot: 'ready:cut-over:1' },
      { kind: 'declined', by: 'UKEN', reason: 'not today' },
    ]);
  });
});

describe('slots: one message, edited in place', () => {
  test('the last word of a slot is the one that is shown', () => {
    const done = said(
      ready,
      { kind: 'approval-requested', gate: 'cut-over', round: 1 },
      { kind: 'approved', gate: 'cut-over', round: 1 },
    );
    expect(done).toHaveLength(2);
    expect(done[0]).toMatchObject({ kind: 'approval', approvals: [{ by: 'UAOI' }] });
  });
  test('that a gate is ready is edited when somebody asks, declines, when it opens, and when it is ready no more', () => {
    const slot = 'ready:cut-over:1';
    const asked = { kind: 'approval-requested', gate: 'cut-over', round: 1 } as const;
    const now = (...happenings: readonly Happening[]) =>
      said(ready, ...happenings).filter((one) => one.kind === 'gate-ready');
    expect(now(asked)).toEqual([
      { kind: 'gate-ready', slot, gate: 'cut-over', criteria: [], state: 'asked', askedBy: 'UAOI' },
    ]);
    expect(now(asked, { kind: 'declined', gate: 'cut-over', round: 1, reason: 'x' })).toEqual([
      { kind: 'gate-ready', slot, gate: 'cut-over', criteria: [] },
    ]);
    expect(now(asked, { kind: 'gate-opened', gate: 'cut-over', criteria: [] })).toMatchObject([
      { slot, state: 'opened' },
    ]);
    expect(now({ kind: 'gate-closed', gate: 'cut-over', was: 'ready', criteria: [] })).toMatchObject([
      { slot, state: 'closed' },
    ]);
  });
  test('the rewrite is one from its begin to its end, another after a rollback', () => {
    const { events } = run(started(), wholeScript());
    const slots = announce(undefined, [event({ kind: 'started', input: aStart() }), ...events]).flatMap((one) =>
      one.kind === 'rewrite' ? [one.slot] : [],
    );
    expect(slots).toEqual(['rewrite:1']);
  });
  test('a gate that is ready again has a message of its own', () => {
    const again = said(
      fresh,
      { kind: 'gate-ready', gate: 'cancel', criteria: [] },
      { kind: 'gate-closed', gate: 'cancel', was: 'ready', criteria: [] },
      { kind: 'gate-ready', gate: 'cancel', criteria: [] },
    );
    expect(again.map((one) => 'slot' in one && one.slot)).toEqual(['ready:cancel:1', 'ready:cancel:2']);
  });
});

describe('arrivals', () => {
  const stray = (key: string, change: Partial<Straggler> = {}): Straggler => ({
    key,
    mailbox: MAILBOXES[0],
    folder: 'INBOX',
    at: T0,
    seenAt: T0,
    fingerprint: key,
    path: { helo: 'mx' },
    ...change,
  });
  const puzzle = { key: 'p', kind: 'vanished', mailbox: MAILBOXES[0], folder: 'Old', count: 1, seenAt: T0 } as const;
  const found = having(
    upTo(ALL_NEW + 1),
    ALL_NEW,
    {
      kind: 'stragglers-found',
      stragglers: [...Array.from({ length: 12 }, (_, index) => stray(`k${index}`)), stray('s', { suspect: 'junk' })],
    },
    { kind: 'puzzles-found', puzzles: [puzzle] },
  ).facts;
  test('stragglers, suspects and puzzles are three messages; ten lines of each', () => {
    const keys = found.stragglers.filter((one) => one.suspect === undefined).map((one) => one.key);
    const [stragglers, suspects, puzzles] = said(found, {
      kind: 'arrivals-told',
      stragglers: keys,
      suspects: ['s'],
      puzzles: ['p'],
    });
    expect(stragglers).toMatchObject({ kind: 'stragglers', total: 12 });
    expect(stragglers?.kind === 'stragglers' && stragglers.lines).toHaveLength(10);
    expect(suspects).toMatchObject({ kind: 'suspects', slot: `suspects:${T0}`, keys: ['s'] });
    expect(puzzles).toMatchObject({ kind: 'puzzles', lines: [{ key: 'p', kind: 'vanished' }] });
  });
  test('what after a rollback reached the new server is told apart from what reached the old one', () => {
    const [old] = found.stragglers.filter((one) => one.suspect === undefined);
    if (old === undefined) throw new Error('no straggler');
    const both = { ...found, stragglers: [old, { ...old, key: `${old.key}|new` }] };
    const told = said(both, {
      kind: 'arrivals-told',
      stragglers: both.stragglers.map((one) => one.key),
      suspects: [],
      puzzles: [],
    });
    expect(told.map((one) => one.kind === 'stragglers' && [one.side, one.total])).toEqual([
      [undefined, 1],
      ['new', 1],
    ]);
  });
  test('where only one sort is told, only that is announced', () => {
    expect(kinds(found, { kind: 'arrivals-told', stragglers: [], suspects: ['s'], puzzles: [] })).toEqual(['suspects']);
  });
});

describe('what is learnt of DNS', () => {
  const done = upTo(ALL_NEW + 1);
  const alarm = {
    vantage: 'one-1',
    operator: 'one',
    record: 'mail.kitano.example/A',
    why: 'extended' as const,
    values: ['192.0.2.10'],
    goneAt: T0 + 1,
  };
  test('alarms of caches are one message: those that stand, and in the end none', () => {
    const raised = said(done.facts, { kind: 'vantages-alarmed', alarms: [alarm] });
    expect(raised).toEqual([{ kind: 'vantage-alarm', slot: 'vantage-alarms', alarms: [{ ...alarm, at: T0 }] }]);
    const both = said(
      done.facts,
      { kind: 'vantages-alarmed', alarms: [alarm] },
      { kind: 'alarms-over', vantages: ['one-1'] },
    );
    expect(both).toEqual([{ kind: 'vantage-alarm', slot: 'vantage-alarms', alarms: [] }]);
  });
  test('a DNS provider to come, one that is needed no longer, and what Globalping is told', () => {
    const servers = ['ns1.next.example'];
    expect(said(ready, { kind: 'dns-move-set', servers })).toEqual([{ kind: 'dns-move', by: 'UAOI', servers }]);
    expect(said(done.facts, { kind: 'zone-released', zone: 'kitano.example', servers })).toEqual([
      { kind: 'zone-released', zone: 'kitano.example', servers },
    ]);
    expect(said(ready, { kind: 'globalping-set', countries: ['JP'] })).toEqual([
      { kind: 'globalping', by: 'UAOI', countries: ['JP'] },
    ]);
  });
  test('the message of the rewrite says how many servers are new, what differs, and until when all were old', () => {
    const difference = {
      record: 'mail.kitano.example/A',
      kind: 'typo' as const,
      servers: ['ns1.dns.example'],
      of: 2,
      served: ['203.0.113.21'],
      expected: ['203.0.113.20'],
    };
    const half = upTo(ALL_NEW);
    const [rewrite, ...others] = announce(
      half.facts,
      [event({ kind: 'differences-seen', differences: [difference] })],
      half.sightings,
    );
    expect(others).toEqual([]);
    expect(rewrite).toMatchObject({
      kind: 'rewrite',
      state: 'seen',
      servers: { ok: 1, total: 2 },
      differences: [difference],
      lastOldAt: half.facts.lastOldAt,
    });
    expect(half.facts.lastOldAt).toBeDefined();
    expect(announce(done.facts, [event({ kind: 'differences-seen', differences: [] })], done.sightings)).toMatchObject([
      { kind: 'rewrite', state: 'done', servers: { ok: 2, total: 2 }, differences: [] },
    ]);
  });
});

test('a gate that is taken back says alone that its approvals count no more', () => {
  const facts = upTo(SWITCH_BACK_OPEN).facts;
  const lapsed = event({ kind: 'approvals-lapsed', gate: 'switch-back', round: 1, why: 'gate-closed' });
  const closed = event({ kind: 'gate-closed', gate: 'switch-back', was: 'open', criteria: [] });
  const kinds = (...events: readonly Event[]) => announce(facts, events).map(({ kind }) => kind);
  for (const order of [
    [lapsed, closed],
    [closed, lapsed],
  ]) {
    expect(kinds(...order)).toContain('gate-retracted');
    expect(kinds(...order)).not.toContain('approvals-lapsed');
  }
  const wasReady = event({ kind: 'gate-closed', gate: 'switch-back', was: 'ready', criteria: [] });
  expect(kinds(lapsed, wasReady)).toContain('approvals-lapsed');
});

test('over a migration on which nothing goes wrong, each gate is announced once, and nothing is retracted', () => {
  const { events } = run(started(), wholeScript());
  const all = announce(started().facts, events);
  expect(all.flatMap((one) => (one.kind === 'gate-opened' ? [one.gate] : []))).toEqual([...GATES]);
  expect(
    all.filter((one) => ['gate-retracted', 'incident', 'stragglers', 'approvals-lapsed'].includes(one.kind)),
  ).toEqual([]);
  expect(all.at(-1)).toEqual({ kind: 'report' });
  for (const facts of [upTo(SWITCH_BACK_OPEN).facts, upTo(CANCEL_OPEN).facts]) expect(announce(facts, [])).toEqual([]);
});

describe('what comes record by record', () => {
  const told = (minutes: number, subject: string, code: 'old-data-again' | 'rewrite-without-gate') =>
    ({ kind: 'incident', code, subject, at: T0 + minutes * 60_000, by: 'bot' }) as const;

  test.each(['old-data-again', 'rewrite-without-gate'] as const)(
    '%s: one message names all of one sighting',
    (code) => {
      const seen = [told(0, 'kitano.example/MX', code), told(0, 'mail.kitano.example/A', code)];
      expect(announce(open, seen)).toEqual([
        {
          kind: 'incident',
          slot: `incident:${code}:${T0}`,
          code,
          subject: 'mail.kitano.example/A',
          subjects: ['kitano.example/MX', 'mail.kitano.example/A'],
          at: T0,
        },
      ]);
    },
  );

  test('what follows within the hour edits that message, what comes later has its own', () => {
    const code = 'old-data-again';
    const [one, two, three] = [told(0, 'a', code), told(59, 'b', code), told(59 + 61, 'c', code)];
    const upTo = (...events: readonly Event[]) => events.reduce(evolve, open) ?? open;
    expect(announce(upTo(one), [two])).toMatchObject([{ slot: `incident:${code}:${T0}`, subjects: ['a', 'b'] }]);
    expect(announce(upTo(one, two), [three])).toMatchObject([{ subjects: ['c'] }]);
  });
});
