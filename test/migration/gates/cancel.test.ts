import { describe, expect, test } from 'vitest';
import type { CriterionId } from '../../../src/migration/gates/criterion.ts';
import type { Migration } from '../../../src/migration/record.ts';
import { HOUR_MS } from '../../../src/migration/time.ts';
import { ALL_NEW, CLOSED, MAILBOXES, NEW, NS, OLD, SPF_BOTH, SPF_NEW } from '../a-migration.ts';
import {
  at,
  CANCEL_READY,
  CUT_OVER_OPEN,
  criterion,
  having,
  itemOf,
  SWITCH_BACK_OPEN,
  upTo,
  withFacts,
  withSightings,
} from '../stages.ts';

const NOW = CANCEL_READY;
const ready = upTo(NOW);
const NS1 = NS[0]?.address ?? '';
const judged = (record: Migration, id: CriterionId, when = NOW) => criterion(record, 'cancel', id, when);

test('CAN-SWITCH-BACK, pass: its step is done; fail: it is merely open', () => {
  expect(judged(ready, 'CAN-SWITCH-BACK').outcome).toBe('pass');
  expect(judged(upTo(SWITCH_BACK_OPEN), 'CAN-SWITCH-BACK', SWITCH_BACK_OPEN)).toMatchObject({
    outcome: 'fail',
    closes: true,
  });
});

describe('CAN-CLIENTS', () => {
  test('pass: each is restored, and the step is done', () => {
    expect(judged(ready, 'CAN-CLIENTS').outcome).toBe('pass');
  });
  test('fail: one is not, such as one added while the gate stood open; waived: that one', () => {
    const added = having(ready, NOW, { kind: 'clients-added', clients: [{ name: 'Phone', protocols: ['imap'] }] });
    expect(judged(added, 'CAN-CLIENTS')).toMatchObject({ outcome: 'fail', closes: true });
    const waiver = {
      kind: 'waived',
      gate: 'cancel',
      criteria: ['CAN-CLIENTS'],
      item: 'client:c2',
      reason: 'lost',
    } as const;
    expect(judged(having(added, NOW, waiver), 'CAN-CLIENTS').outcome).toBe('pass');
  });
  test('fail: no client, and the step is not done', () => {
    const bare = having(withFacts(ready, { clients: [] }), NOW, { kind: 'step-marked', step: 'restore', done: false });
    expect(judged(bare, 'CAN-CLIENTS').outcome).toBe('fail');
  });
});

describe('CAN-STRAGGLERS', () => {
  const straggler = {
    key: 'k1',
    mailbox: MAILBOXES[0],
    folder: 'INBOX',
    at: at(ALL_NEW),
    seenAt: at(ALL_NEW),
    fingerprint: '<1@sender.example>',
  };
  const found = having(ready, NOW, { kind: 'stragglers-found', stragglers: [straggler] });
  test('pass: none was found, or each is carried over', () => {
    expect(judged(ready, 'CAN-STRAGGLERS')).toMatchObject({ outcome: 'pass', evidence: { code: 'no-stragglers' } });
    expect(judged(having(found, NOW, { kind: 'stragglers-carried', keys: ['k1'] }), 'CAN-STRAGGLERS').outcome).toBe(
      'pass',
    );
  });
  test('unknown: nobody has looked since the rewrite', () => {
    const code = (record: Migration, when: number) => {
      const { outcome, evidence } = judged(record, 'CAN-STRAGGLERS', when);
      return [outcome, evidence.code];
    };
    expect(code(upTo(CUT_OVER_OPEN), CUT_OVER_OPEN)).toEqual(['unknown', 'never-seen']);
    // Rewritten, and last surveyed before that.
    const before = judged(upTo(ALL_NEW + 1), 'CAN-STRAGGLERS', ALL_NEW + 1);
    for (const mailbox of MAILBOXES)
      expect(itemOf(before, `mailbox:${mailbox}`)).toMatchObject({
        outcome: 'unknown',
        evidence: { code: 'never-seen' },
      });
    expect(code(upTo(ALL_NEW + HOUR_MS + 1), ALL_NEW + HOUR_MS + 1)).toEqual(['pass', 'no-stragglers']);
    const { [`${MAILBOXES[1]}|old`]: _lost, ...survey } = ready.sightings.survey;
    expect(judged(withSightings(ready, { survey }), 'CAN-STRAGGLERS').outcome).toBe('unknown');
    expect(judged(withFacts(ready, { mailboxes: [] }), 'CAN-STRAGGLERS').outcome).toBe('unknown');
  });
  test('unknown: what an owner attests, or nobody watches, until that mailbox is waived by name', () => {
    for (const watch of ['attested', 'unwatched'] as const) {
      const marked = having(ready, NOW, { kind: 'mailbox-marked', mailbox: MAILBOXES[0], watch });
      expect(judged(marked, 'CAN-STRAGGLERS').outcome).toBe('unknown');
      const item = `mailbox:${MAILBOXES[0]}`;
      const waiver = { kind: 'waived', gate: 'cancel', criteria: ['CAN-STRAGGLERS'], item, reason: 'asked' } as const;
      expect(judged(having(marked, NOW, waiver), 'CAN-STRAGGLERS').outcome).toBe('pass');
    }
  });
  test('pass: the bot put it there; fail: it was gone, or refused', () => {
    const rescued = (outcome: 'appended' | 'present' | 'gone' | 'refused') =>
      judged(having(found, NOW, { kind: 'stragglers-rescued', entries: [{ key: 'k1', outcome }] }), 'CAN-STRAGGLERS');
    expect([rescued('appended').outcome, rescued('present').outcome]).toEqual(['pass', 'pass']);
    expect([rescued('gone').outcome, rescued('refused').outcome]).toEqual(['fail', 'fail']);
    expect(itemOf(rescued('gone'), 'straggler:k1').waivable).toBe(true);
  });
  test('fail: its mailbox is watched no more, so nobody can see that it was carried over', () => {
    const gone = having(found, NOW, { kind: 'mailbox-removed', mailbox: MAILBOXES[0] });
    expect(itemOf(judged(gone, 'CAN-STRAGGLERS'), 'straggler:k1')).toMatchObject({
      outcome: 'fail',
      evidence: { code: 'straggler-unwatched', figures: { mailbox: MAILBOXES[0] } },
    });
  });
  test('fail: one is on the old server only; waived: that one', () => {
    expect(judged(found, 'CAN-STRAGGLERS')).toMatchObject({ outcome: 'fail', closes: true });
    const waiver = {
      kind: 'waived',
      gate: 'cancel',
      criteria: ['CAN-STRAGGLERS'],
      item: 'straggler:k1',
      reason: 'advertisement',
    } as const;
    expect(judged(having(found, NOW, waiver), 'CAN-STRAGGLERS').outcome).toBe('pass');
  });
  test('spam is none until a person says that it is real', () => {
    const spam = having(ready, NOW, { kind: 'stragglers-found', stragglers: [{ ...straggler, suspect: 'junk' }] });
    expect(judged(spam, 'CAN-STRAGGLERS').outcome).toBe('pass');
    expect(
      judged(having(spam, NOW, { kind: 'suspects-judged', keys: ['k1'], verdict: 'real' }), 'CAN-STRAGGLERS').outcome,
    ).toBe('fail');
  });
});

describe('CAN-DNS', () => {
  const serving = (record: string, values: readonly string[] | undefined, base = ready): Migration => {
    const { [`${NS1}|${record}`]: _seen, ...authority } = base.sightings.authority;
    const seen = { [`${NS1}|${record}`]: { seen: { at: at(NOW), values: [...(values ?? [])], ttlSeconds: 300 } } };
    return withSightings(base, { authority: values === undefined ? authority : { ...authority, ...seen } });
  };
  const item = (record: string, values: readonly string[] | undefined, base = ready) =>
    itemOf(judged(serving(record, values, base), 'CAN-DNS'), `record:${record}@${NS1}`);
  const HOST = 'mail.kitano.example/A';
  const SPF = 'kitano.example/TXT';

  test('pass: nothing names the old server, seen within an hour', () => {
    expect(judged(ready, 'CAN-DNS').outcome).toBe('pass');
    expect(judged(ready, 'CAN-DNS', CLOSED - 30_000 + HOUR_MS + 1)).toMatchObject({
      outcome: 'unknown',
      closes: false,
    });
    expect(judged(ready, 'CAN-DNS', CLOSED - 30_000 + 3 * HOUR_MS + 1).closes).toBe(true);
  });
  test.each([
    [HOST, [OLD]],
    [HOST, [NEW, OLD]],
    [SPF, [SPF_BOTH]],
    [SPF, ['site=1', 'v=spf1 ?ip4:192.0.2.10 -all']],
  ] as const)('fail: %s is %j', (record, values) => {
    expect(item(record, values)).toMatchObject({ outcome: 'fail', evidence: { code: 'dns-names-old' } });
  });
  test.each([
    [HOST, ['198.51.100.250']],
    [SPF, [SPF_NEW]],
    [SPF, ['site=192.0.2.10', SPF_NEW.toUpperCase().replace('V=SPF1', 'v=spf1')]],
  ] as const)('pass: %s is %j', (record, values) => {
    expect(item(record, values).outcome).toBe('pass');
  });
  test('unknown: a server does not answer, or there is no plan', () => {
    expect(item(HOST, undefined)).toMatchObject({ outcome: 'unknown', evidence: { code: 'authority-silent' } });
    expect(judged(withFacts(ready, { plan: [] }), 'CAN-DNS')).toMatchObject({ outcome: 'unknown', closes: true });
  });
  test('an MX that names the old host fails, in whatever case and at whatever preference', () => {
    const mx = {
      name: 'kitano.example',
      type: 'MX',
      before: ['10 a.example'],
      after: ['10 b.example'],
      when: 'rewrite',
    } as const;
    const base = withFacts(ready, { plan: [{ ...mx, before: [...mx.before], after: [...mx.after] }] });
    expect(item('kitano.example/MX', ['20 sv12.oldhost.example'], base).outcome).toBe('fail');
    expect(item('kitano.example/MX', ['10 SV12.oldhost.example'], base).outcome).toBe('fail');
    expect(item('kitano.example/MX', ['10 a.example'], base).outcome).toBe('fail');
    expect(item('kitano.example/MX', ['10 b.example'], base).outcome).toBe('pass');
  });
  test('SPF that a person wrote fails while it names the old server, and not for what is new in it', () => {
    const both = `v=spf1 ip4:${OLD} include:spf.newhost.example -all`;
    const plan = ready.facts.plan.map((record) =>
      record.type === 'TXT' ? { ...record, after: [both], final: ['v=spf1 include:spf.newhost.example -all'] } : record,
    );
    const base = withFacts(ready, { plan });
    expect(item(SPF, [both], base).outcome).toBe('fail');
    expect(item(SPF, ['v=spf1 include:spf.newhost.example -all'], base).outcome).toBe('pass');
  });
});

test('CAN-CHECKLIST, pass: ticked, each; fail: one is not; the whole contract asks for more', () => {
  expect(judged(ready, 'CAN-CHECKLIST').outcome).toBe('pass');
  const open = having(ready, NOW, { kind: 'checklist-marked', item: 'retention', done: false });
  expect(judged(open, 'CAN-CHECKLIST')).toMatchObject({ outcome: 'fail', closes: true });
  const whole = judged(withFacts(ready, { scope: 'whole-contract' }), 'CAN-CHECKLIST');
  expect(whole.outcome).toBe('fail');
  expect(whole.items.filter((one) => one.outcome === 'fail').map((one) => one.key)).toEqual([
    'checklist:web-moved',
    'checklist:dns-moved',
    'checklist:registrar-moved',
    'checklist:databases-moved',
  ]);
});
