import { describe, expect, test } from 'vitest';
import type { PlanRecord } from '../../../src/migration/facts.ts';
import type { CriterionId } from '../../../src/migration/gates/criterion.ts';
import type { Migration } from '../../../src/migration/record.ts';
import { DAY_MS, HOUR_MS } from '../../../src/migration/time.ts';
import { BEGIN, MAILBOXES, NEW, NS, OLD } from '../a-migration.ts';
import {
  at,
  CUT_OVER_OPEN,
  CUT_OVER_READY,
  criterion,
  having,
  itemOf,
  upTo,
  withFacts,
  withSightings,
} from '../stages.ts';

const [AOI] = MAILBOXES;
const NOW = CUT_OVER_READY;
/** When the script last looked at the zone and the logins. */
const LOOKED = BEGIN - 2 * HOUR_MS;
const ready = upTo(NOW);
const judged = (record: Migration, id: CriterionId, when = NOW) => criterion(record, 'cut-over', id, when);

describe.each([
  ['CUT-LOGIN-NEW', 'new'],
  ['CUT-LOGIN-OLD', 'old'],
] as const)('%s', (id, side) => {
  const key = `${AOI}|${side}|address|imap|`;
  const box = (record: Migration, when = NOW) => itemOf(judged(record, id, when), `mailbox:${AOI}`);
  const { [key]: _login, ...others } = ready.sightings.login;

  test('pass: every mailbox logged in within 48 hours', () => {
    expect(judged(ready, id).outcome).toBe('pass');
    expect(judged(ready, id, LOOKED + 48 * HOUR_MS).outcome).toBe('pass');
  });

  test('unknown: the last login is older; an open gate stands on it for six days', () => {
    expect(judged(ready, id, LOOKED + 48 * HOUR_MS + 1)).toMatchObject({ outcome: 'unknown', closes: false });
    expect(judged(ready, id, LOOKED + 144 * HOUR_MS + 1).closes).toBe(true);
  });

  test('fail: the server refused these very credentials; unknown again with others', () => {
    const refused = having(ready, NOW, { kind: 'credentials-refused', entries: [{ mailbox: AOI, side, version: 1 }] });
    expect(judged(refused, id)).toMatchObject({ outcome: 'fail', closes: true });
    const changed = having(refused, NOW, {
      kind: 'credentials-imported',
      entries: [{ mailbox: AOI, side, version: 2 }],
    });
    expect(box(withSightings(changed, { login: others })).outcome).toBe('unknown');
  });

  test('unknown: never tried, could not connect, no credentials', () => {
    expect(box(withSightings(ready, { login: others })).evidence.code).toBe('never-seen');
    const failed = { [key]: { failed: { at: at(NOW), code: 'connect-timeout' } } };
    expect(box(withSightings(ready, { login: { ...others, ...failed } })).evidence).toEqual({
      code: 'login-failed',
      figures: { side, reason: 'connect-timeout' },
    });
    const bare = withFacts(ready, {
      mailboxes: ready.facts.mailboxes.map((mailbox) => ({ ...mailbox, credentials: {} })),
    });
    expect(box(bare)).toMatchObject({ outcome: 'unknown', evidence: { code: 'login-no-credentials' } });
    expect(judged(bare, id).closes).toBe(true);
  });

  test('unknown: no mailbox is listed', () => {
    expect(judged(withFacts(ready, { mailboxes: [] }), id)).toMatchObject({ outcome: 'unknown', closes: true });
  });

  test('waived: one mailbox by name', () => {
    const refused = having(
      ready,
      NOW,
      { kind: 'credentials-refused', entries: [{ mailbox: AOI, side, version: 1 }] },
      { kind: 'waived', gate: 'cut-over', criteria: [id], item: `mailbox:${AOI}`, reason: 'left the firm' },
    );
    expect(judged(refused, id).outcome).toBe('pass');
  });
});

test('CUT-LOGIN-OLD asks of another watch mode how that stands; CUT-LOGIN-NEW is judged all the same', () => {
  const attested = having(ready, NOW, { kind: 'mailbox-marked', mailbox: AOI, watch: 'attested' });
  const item = itemOf(judged(attested, 'CUT-LOGIN-OLD'), `mailbox:${AOI}`);
  expect(item).toMatchObject({ outcome: 'unknown', evidence: { code: 'watch-not-attested' }, waivable: true });
  expect(judged(attested, 'CUT-LOGIN-NEW').outcome).toBe('pass');
  const byToken = having(ready, NOW, { kind: 'mailbox-marked', mailbox: AOI, watch: 'oauth' });
  expect(judged(byToken, 'CUT-LOGIN-OLD').outcome).toBe('pass');
});

test('where a server has nothing but POP3, logins over POP3 count, and none over IMAP', () => {
  const { old, new: fresh } = ready.facts.servers;
  const bare = withFacts(ready, { servers: { old: { ...old, pop3Only: true }, new: fresh } });
  expect(judged(bare, 'CUT-LOGIN-OLD').outcome).toBe('unknown');
  const login = Object.fromEntries(
    Object.entries(ready.sightings.login).map(([key, seen]) => [
      key.replace('|old|address|imap', '|old|address|pop3'),
      seen,
    ]),
  );
  expect(judged(withSightings(bare, { login }), 'CUT-LOGIN-OLD').outcome).toBe('pass');
});

describe('CUT-CLIENTS', () => {
  const pinned = (done: boolean) => having(ready, NOW, { kind: 'client-marked', client: 'c1', mark: 'pinned', done });
  test('pass: each confirmed within thirty days', () => {
    expect(judged(ready, 'CUT-CLIENTS', 30 * DAY_MS).outcome).toBe('pass');
  });
  test('unknown: a confirmation is older; an open gate stands for ninety days', () => {
    expect(judged(ready, 'CUT-CLIENTS', 30 * DAY_MS + 1)).toMatchObject({ outcome: 'unknown', closes: false });
    expect(judged(ready, 'CUT-CLIENTS', 90 * DAY_MS + 1).closes).toBe(true);
  });
  test('fail: one is not pinned, such as one added later', () => {
    expect(judged(pinned(false), 'CUT-CLIENTS')).toMatchObject({ outcome: 'fail', closes: true });
    const added = having(ready, NOW, { kind: 'clients-added', clients: [{ name: 'Phone', protocols: ['imap'] }] });
    expect(itemOf(judged(added, 'CUT-CLIENTS'), 'client:c2').outcome).toBe('fail');
  });
  test('unknown: the inventory is not marked done, with or without clients', () => {
    const undone = having(ready, NOW, { kind: 'step-marked', step: 'inventory', done: false });
    expect(judged(undone, 'CUT-CLIENTS')).toMatchObject({ outcome: 'unknown', closes: true });
    expect(judged(withFacts(undone, { clients: [] }), 'CUT-CLIENTS').outcome).toBe('unknown');
    expect(judged(withFacts(ready, { clients: [] }), 'CUT-CLIENTS').outcome).toBe('pass');
  });
});

describe('CUT-TTL', () => {
  const HOST = 'mail.kitano.example/A';
  const set = (change: Partial<Migration['facts']['recordSets'][string]>) => {
    const known = ready.facts.recordSets[HOST];
    if (known === undefined) throw new Error('no such record');
    return withFacts(ready, { recordSets: { ...ready.facts.recordSets, [HOST]: { ...known, ...change } } });
  };
  const host = (record: Migration, when = NOW) => itemOf(judged(record, 'CUT-TTL', when), `record:${HOST}`);
  test('pass: low, and seen within twelve hours on every server', () => {
    expect(host(set({ ttlSeconds: 3_600 })).outcome).toBe('pass');
    expect(host(ready, LOOKED + 12 * HOUR_MS).outcome).toBe('pass');
    expect(host(ready, LOOKED + 12 * HOUR_MS + 1)).toMatchObject({
      outcome: 'unknown',
      standsUntil: at(LOOKED + 36 * HOUR_MS),
    });
  });
  test('fail: above the limit; earliest when it is lowered now', () => {
    expect(host(set({ ttlSeconds: 3_601 }))).toMatchObject({
      outcome: 'fail',
      evidence: { code: 'ttl-high' },
      earliest: at(NOW) + 3_601_000,
    });
  });
  test('fail: lowered too lately; earliest when the former one is over', () => {
    expect(host(set({ formerGoneAt: at(NOW + 1) }))).toMatchObject({
      outcome: 'fail',
      evidence: { code: 'ttl-lowered-lately' },
      earliest: at(NOW + 1),
    });
    expect(host(set({ formerGoneAt: at(NOW) })).outcome).toBe('pass');
  });
  test('unknown: the record, or one of the servers, was never seen', () => {
    expect(host(withFacts(ready, { recordSets: {} })).outcome).toBe('unknown');
    const third = having(ready, NOW, {
      kind: 'authority-met',
      servers: [{ name: 'ns3.dns.example', address: '198.51.100.3' }],
    });
    expect(host(third)).toMatchObject({ outcome: 'unknown', evidence: { code: 'ttl-unseen' } });
  });
});

describe('CUT-PLAN', () => {
  const [host, spf] = ready.facts.plan;
  if (host === undefined || spf === undefined) throw new Error('the plan has two records');
  const plan = (...records: readonly PlanRecord[]) => judged(withFacts(ready, { plan: [...records] }), 'CUT-PLAN');
  const aaaa: PlanRecord = { ...host, type: 'AAAA', before: ['2001:db8::10'], after: [] };
  test('pass: each record has its new data, and what stands beforehand is served so everywhere', () => {
    expect(judged(ready, 'CUT-PLAN').outcome).toBe('pass');
    expect(plan(host, aaaa).outcome).toBe('pass');
  });
  test.each([
    [
      'an MX without new data',
      [host, { ...host, name: 'kitano.example', type: 'MX', before: ['10 a.example'], after: [] }],
    ],
    ['no MX before and none after', [host, { ...host, name: 'kitano.example', type: 'MX', before: [], after: [] }]],
    ['an alias without new data', [host, { ...host, name: 'imap.kitano.example', type: 'CNAME', after: [] }]],
    [
      'a host that would have no address of either family',
      [{ ...host, after: [] }, aaaa, { ...host, name: 'imap.kitano.example' }],
    ],
    ['nothing that moves', [{ ...host, after: [OLD] }, spf]],
  ] as const)('fail: %s', (_, records) => {
    expect(
      plan(
        ...records.map((record): PlanRecord => ({ ...record, before: [...record.before], after: [...record.after] })),
      ),
    ).toMatchObject({
      outcome: 'fail',
      closes: true,
    });
  });
  test('fail: SPF is not published on one of the servers', () => {
    const key = `${NS[1]?.address}|kitano.example/TXT`;
    const seen = { at: at(NOW), values: spf.before, ttlSeconds: 300 };
    const record = withSightings(ready, { authority: { ...ready.sightings.authority, [key]: { seen } } });
    expect(itemOf(judged(record, 'CUT-PLAN'), `record:kitano.example/TXT@${NS[1]?.address}`).outcome).toBe('fail');
  });
  test('unknown: no plan yet, no servers met, or one that does not answer', () => {
    expect(plan()).toMatchObject({ outcome: 'unknown', closes: true });
    expect(judged(withFacts(ready, { authorities: {} }), 'CUT-PLAN').outcome).toBe('unknown');
    expect(judged(withSightings(ready, { authority: {} }), 'CUT-PLAN')).toMatchObject({ outcome: 'unknown' });
    expect(judged(ready, 'CUT-PLAN', LOOKED + 12 * HOUR_MS + 1)).toMatchObject({ outcome: 'unknown', closes: false });
  });
});

describe('CUT-CERTIFICATE', () => {
  const shown = (...names: readonly string[]) => {
    const ok = { at: at(LOOKED), address: NEW, certificateNames: [...names] };
    const login = Object.fromEntries(MAILBOXES.map((mailbox) => [`${mailbox}|new|address|imap|`, { ok }]));
    return withSightings(ready, { login: { ...ready.sightings.login, ...login } });
  };
  test.each([
    ['pass', ['mail.kitano.example']],
    ['pass', ['*.KITANO.example']],
    ['fail', ['kitano.example']],
    ['fail', ['*.example']],
    ['fail', ['*.mail.kitano.example']],
    ['fail', []],
  ] as const)('%s: a certificate for %j', (outcome, names) => {
    expect(judged(shown(...names), 'CUT-CERTIFICATE').outcome).toBe(outcome);
  });
  test('unknown: a mailbox has not logged in yet, or the look is too old', () => {
    expect(judged(withSightings(ready, { login: {} }), 'CUT-CERTIFICATE').outcome).toBe('unknown');
    expect(judged(shown('mail.kitano.example'), 'CUT-CERTIFICATE', LOOKED + 48 * HOUR_MS + 1).outcome).toBe('unknown');
  });
  test('pass: no host of the plan is used by clients; unknown: there is no plan', () => {
    const mx: PlanRecord = { name: 'kitano.example', type: 'MX', before: [], after: ['10 a.example'], when: 'rewrite' };
    expect(judged(withFacts(ready, { plan: [mx] }), 'CUT-CERTIFICATE')).toMatchObject({
      outcome: 'pass',
      evidence: { code: 'not-used' },
    });
    expect(judged(withFacts(ready, { plan: [] }), 'CUT-CERTIFICATE').outcome).toBe('unknown');
  });
});

describe('CUT-EXECUTOR', () => {
  const END = BEGIN + 8 * HOUR_MS;
  test('pass: named, and the window is not over; fail: it is over; pass: but the rewrite had begun', () => {
    expect(judged(ready, 'CUT-EXECUTOR', END).outcome).toBe('pass');
    expect(judged(ready, 'CUT-EXECUTOR', END + 1)).toMatchObject({ outcome: 'fail', closes: true });
    expect(judged(having(upTo(CUT_OVER_OPEN), BEGIN, { kind: 'rewrite-begun' }), 'CUT-EXECUTOR', END + 1).outcome).toBe(
      'pass',
    );
  });
  test('unknown: nobody is named', () => {
    const { executor: _executor, window: _window, ...facts } = ready.facts;
    expect(judged({ ...ready, facts }, 'CUT-EXECUTOR')).toMatchObject({ outcome: 'unknown', closes: true });
  });
});

test('CUT-CHECKLIST, pass: ticked, each; fail: one is not; waived: that one', () => {
  expect(judged(ready, 'CUT-CHECKLIST').outcome).toBe('pass');
  const open = having(ready, NOW, { kind: 'checklist-marked', item: 'filters', done: false });
  expect(judged(open, 'CUT-CHECKLIST')).toMatchObject({ outcome: 'fail', closes: true });
  expect(itemOf(judged(open, 'CUT-CHECKLIST'), 'checklist:filters').outcome).toBe('fail');
  const waived = {
    kind: 'waived',
    gate: 'cut-over',
    criteria: ['CUT-CHECKLIST'],
    item: 'checklist:filters',
    reason: 'none',
  } as const;
  expect(judged(having(open, NOW, waived), 'CUT-CHECKLIST').outcome).toBe('pass');
});
