import { describe, expect, test } from 'vitest';
import type { CriterionId } from '../../../src/migration/gates/criterion.ts';
import type { Migration } from '../../../src/migration/record.ts';
import type { LoginSighting } from '../../../src/migration/sightings.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/migration/time.ts';
import { watermarkOf } from '../../../src/migration/watermark.ts';
import { ALL_NEW, MAILBOXES, NEW, NS, OLD, probeLanded, probeSent } from '../a-migration.ts';
import {
  at,
  CANCEL_READY,
  criterion,
  did,
  having,
  itemOf,
  SWITCH_BACK_READY,
  upTo,
  withFacts,
  withSightings,
} from '../stages.ts';

const NOW = SWITCH_BACK_READY;
const ready = upTo(NOW);
const HOST = 'mail.kitano.example/A';
const NS1 = NS[0]?.address ?? '';
const judged = (record: Migration, id: CriterionId, when = NOW) => criterion(record, 'switch-back', id, when);

describe('SWB-AUTHORITIES', () => {
  const serving = (values: readonly string[] | undefined): Migration => {
    const { [`${NS1}|${HOST}`]: _seen, ...authority } = ready.sightings.authority;
    const seen = { [`${NS1}|${HOST}`]: { seen: { at: at(NOW), values: [...(values ?? [])], ttlSeconds: 300 } } };
    return withSightings(ready, { authority: values === undefined ? authority : { ...authority, ...seen } });
  };
  const LOOKED = NOW - 30_000;
  test('pass: every server ever met serves the new data, seen within twenty minutes', () => {
    expect(judged(ready, 'SWB-AUTHORITIES').outcome).toBe('pass');
    expect(judged(ready, 'SWB-AUTHORITIES', LOOKED + 20 * MINUTE_MS).outcome).toBe('pass');
    expect(judged(ready, 'SWB-AUTHORITIES', LOOKED + 20 * MINUTE_MS + 1)).toMatchObject({
      outcome: 'unknown',
      closes: false,
    });
    expect(judged(ready, 'SWB-AUTHORITIES', LOOKED + HOUR_MS + 1).closes).toBe(true);
  });
  test.each([
    ['old data', [OLD], 'authority-old'],
    ['old and new data', [NEW, OLD], 'authority-old'],
    ['data that is neither', ['198.51.100.250'], 'authority-other'],
    ['nothing', [], 'authority-other'],
  ] as const)('fail: a server serves %s', (_, values, code) => {
    expect(judged(serving(values), 'SWB-AUTHORITIES')).toMatchObject({ outcome: 'fail', closes: true });
    expect(itemOf(judged(serving(values), 'SWB-AUTHORITIES'), `server:${NS1}`).evidence.code).toBe(code);
  });
  test('unknown: a server did not answer for one record, or has just been met', () => {
    expect(itemOf(judged(serving(undefined), 'SWB-AUTHORITIES'), `server:${NS1}`).evidence.code).toBe(
      'authority-silent',
    );
    const third = having(ready, NOW, {
      kind: 'authority-met',
      servers: [{ name: 'ns3.dns.example', address: '198.51.100.3' }],
    });
    expect(judged(third, 'SWB-AUTHORITIES').outcome).toBe('unknown');
  });
  test('unknown: no plan, or no server', () => {
    expect(judged(withFacts(ready, { plan: [] }), 'SWB-AUTHORITIES').outcome).toBe('unknown');
    expect(judged(withFacts(ready, { authorities: {} }), 'SWB-AUTHORITIES')).toMatchObject({
      outcome: 'unknown',
      closes: true,
    });
  });
  test('waived: a server that was switched off', () => {
    const waiver = {
      kind: 'waived',
      gate: 'switch-back',
      criteria: ['SWB-AUTHORITIES'],
      item: `server:${NS1}`,
      reason: 'off',
    } as const;
    expect(judged(having(serving([OLD]), NOW, waiver), 'SWB-AUTHORITIES').outcome).toBe('pass');
  });
});

describe('SWB-WATERMARK', () => {
  const mark = watermarkOf(ready.facts) ?? 0;
  test('pass from that moment on, fail before with the time', () => {
    expect(mark).toBe(at(ALL_NEW) + 300_000);
    expect(judged(ready, 'SWB-WATERMARK', mark - at(0)).outcome).toBe('pass');
    expect(judged(ready, 'SWB-WATERMARK', mark - at(0) - 1)).toMatchObject({
      outcome: 'fail',
      earliest: mark,
      closes: true,
    });
  });
  test('unknown: a record is not all new yet, or nothing of the plan moves mail', () => {
    const { [HOST]: _host, ...recordSets } = ready.facts.recordSets;
    expect(judged(withFacts(ready, { recordSets }), 'SWB-WATERMARK')).toMatchObject({
      outcome: 'unknown',
      closes: true,
    });
    expect(judged(withFacts(ready, { plan: [] }), 'SWB-WATERMARK').outcome).toBe('unknown');
  });
});

describe('SWB-LOGIN-HOSTNAME', () => {
  const key = (protocol: string) => `*|new|hostname|${protocol}|mail.kitano.example`;
  const tried = (sighting: LoginSighting | undefined, protocol = 'imap'): Migration => {
    const { [key(protocol)]: _tried, ...login } = ready.sightings.login;
    return withSightings(ready, { login: sighting === undefined ? login : { ...login, [key(protocol)]: sighting } });
  };
  const ok = { at: at(NOW), address: NEW, certificateNames: ['mail.kitano.example'] };
  const uses = (...protocols: readonly ('imap' | 'pop3' | 'smtp')[]) =>
    having(ready, NOW, { kind: 'clients-added', clients: [{ name: 'Phone', protocols }] });
  const item = (record: Migration, protocol = 'imap', when = NOW) =>
    itemOf(judged(record, 'SWB-LOGIN-HOSTNAME', when), `host:mail.kitano.example/${protocol}`);

  test('pass: a login by each hostname, within 48 hours', () => {
    expect(judged(tried({ ok }), 'SWB-LOGIN-HOSTNAME').outcome).toBe('pass');
    expect(judged(tried({ ok }), 'SWB-LOGIN-HOSTNAME', NOW + 48 * HOUR_MS + 1)).toMatchObject({
      outcome: 'unknown',
      closes: false,
    });
  });
  test('fail: the certificate does not fit, by a later look than the last success', () => {
    const failed = { at: at(NOW), code: 'tls-name-mismatch' };
    expect(judged(tried({ ok: { ...ok, at: at(NOW - 1) }, failed }), 'SWB-LOGIN-HOSTNAME')).toMatchObject({
      outcome: 'fail',
      closes: true,
    });
    expect(item(tried({ ok: { ...ok, at: at(NOW + 1) }, failed })).outcome).toBe('pass');
  });
  test('unknown: not tried, or could not connect; a success before goes on ageing', () => {
    expect(item(tried(undefined)).evidence.code).toBe('never-seen');
    const failed = { at: at(NOW), code: 'connect-timeout' };
    expect(item(tried({ failed }))).toMatchObject({ outcome: 'unknown', evidence: { code: 'login-failed' } });
    expect(item(tried({ ok, failed })).outcome).toBe('pass');
  });
  test('each protocol that a client uses counts, and the one that mailboxes are read by', () => {
    expect(item(uses('smtp'), 'smtp')).toMatchObject({ outcome: 'unknown', evidence: { code: 'never-seen' } });
    expect(item(uses('pop3'), 'pop3')).toMatchObject({ outcome: 'unknown', evidence: { code: 'never-seen' } });
    const byPop3 = withSightings(uses('pop3'), { login: { ...ready.sightings.login, [key('pop3')]: { ok } } });
    expect(item(byPop3, 'pop3').outcome).toBe('pass');
    const { old, new: fresh } = ready.facts.servers;
    const bare = withFacts(byPop3, { servers: { old, new: { ...fresh, pop3Only: true } } });
    expect(judged(bare, 'SWB-LOGIN-HOSTNAME').items.map((one) => one.key)).toEqual(['host:mail.kitano.example/pop3']);
    expect(judged(ready, 'SWB-LOGIN-HOSTNAME').items.map((one) => one.key)).toEqual(['host:mail.kitano.example/imap']);
  });
  test('pass: clients use no host of the plan; unknown: there is no plan', () => {
    const plan = ready.facts.plan.filter((record) => record.type === 'TXT');
    expect(judged(withFacts(ready, { plan }), 'SWB-LOGIN-HOSTNAME')).toMatchObject({
      outcome: 'pass',
      evidence: { code: 'not-used' },
    });
    expect(judged(withFacts(ready, { plan: [] }), 'SWB-LOGIN-HOSTNAME').outcome).toBe('unknown');
  });
});

describe('SWB-ARRIVED', () => {
  test('pass: mail has come to every mailbox; it does not age', () => {
    expect(judged(ready, 'SWB-ARRIVED', NOW + 1_000 * HOUR_MS).outcome).toBe('pass');
  });
  test('unknown: one has had none, such as one that was added while the gate stood open', () => {
    const added = having(ready, NOW, {
      kind: 'mailboxes-added',
      mailboxes: [{ address: 'ryo@kitano.example', watch: 'login' }],
    });
    expect(judged(added, 'SWB-ARRIVED')).toMatchObject({ outcome: 'unknown', closes: true });
    expect(judged(withFacts(ready, { arrivedNew: { [MAILBOXES[0]]: at(NOW) } }), 'SWB-ARRIVED').outcome).toBe(
      'unknown',
    );
  });
  test('unknown: there is no mailbox', () => {
    expect(judged(withFacts(ready, { mailboxes: [] }), 'SWB-ARRIVED')).toMatchObject({
      outcome: 'unknown',
      closes: true,
    });
  });
});

describe('SWB-ARRIVED: probes that were sent after the watermark', () => {
  const relay = (kind: 'outside' | 'new' | 'old') =>
    ({
      kind: 'set-relay',
      by: 'UMIKA',
      relay: { id: kind, kind, host: 'out.example', port: 587, security: 'starttls' },
    }) as const;
  const SENT = NOW - 20 * MINUTE_MS;
  const through = (kind: 'outside' | 'new' | 'old', sent = SENT): Migration => {
    const set = did(ready, sent - 1, relay(kind)).record;
    return did(set, sent, probeSent(at(sent), 'p1', kind)).record;
  };
  const landed = (kind: 'outside' | 'new' | 'old', side: 'old' | 'new', junk = false, sent = SENT): Migration =>
    did(through(kind, sent), sent + 1, probeLanded(at(sent + 1), 'p1', side, junk)).record;
  const of = (kind: string) => `probed:${kind}|${MAILBOXES[0]}`;

  test.each(['outside', 'new'] as const)(
    'fail: one through the %s relay landed on the old server, and says where and when',
    (kind) => {
      const arrived = judged(landed(kind, 'old'), 'SWB-ARRIVED');
      expect(arrived).toMatchObject({ outcome: 'fail', closes: true });
      expect(itemOf(arrived, of(kind)).evidence).toMatchObject({
        code: 'probe-reached-old',
        figures: { relay: kind, sentAt: at(SENT), folder: 'INBOX' },
      });
    },
  );
  test('the old provider’s own relay delivers to itself until close: named, and not counted', () => {
    const arrived = judged(landed('old', 'old'), 'SWB-ARRIVED');
    expect(arrived.outcome).toBe('pass');
    expect(itemOf(arrived, of('old'))).toMatchObject({ counted: false, evidence: { code: 'probe-reached-old-own' } });
  });
  test('Junk is shown, and not counted', () => {
    const arrived = judged(landed('outside', 'new', true), 'SWB-ARRIVED');
    expect(arrived.outcome).toBe('pass');
    expect(itemOf(arrived, of('outside'))).toMatchObject({ counted: false, evidence: { code: 'probe-junk' } });
  });
  test('unknown: one that is lost; an open gate stands on it for three rounds', () => {
    const lost = having(through('outside'), NOW, { kind: 'probes-lost', ids: ['p1'] });
    expect(judged(lost, 'SWB-ARRIVED')).toMatchObject({ outcome: 'unknown', closes: false });
    expect(itemOf(judged(lost, 'SWB-ARRIVED'), of('outside')).evidence.code).toBe('probe-lost');
    expect(judged(lost, 'SWB-ARRIVED', NOW + 48 * HOUR_MS).closes).toBe(true);
  });
  test('a later one that lands right, one from before the watermark, and one on its way hold up nothing', () => {
    const once = landed('outside', 'old');
    const again = did(
      did(once, SENT + 2, probeSent(at(SENT + 2), 'p2', 'outside')).record,
      SENT + 3,
      probeLanded(at(SENT + 3), 'p2'),
    );
    expect(judged(again.record, 'SWB-ARRIVED').outcome).toBe('pass');
    expect(judged(landed('outside', 'old', false, ALL_NEW + MINUTE_MS), 'SWB-ARRIVED').outcome).toBe('pass');
    expect(judged(through('outside'), 'SWB-ARRIVED').outcome).toBe('pass');
  });
  test('cancel does not pass beside such a probe either', () => {
    const late = CANCEL_READY - 20 * MINUTE_MS;
    const shut = did(upTo(CANCEL_READY), late - 1, relay('outside')).record;
    const sent = did(shut, late, probeSent(at(late), 'q1', 'outside')).record;
    const wrong = did(sent, late + 1, probeLanded(at(late + 1), 'q1', 'old')).record;
    expect(criterion(wrong, 'cancel', 'CAN-SWITCH-BACK', CANCEL_READY).outcome).toBe('fail');
    expect(criterion(sent, 'cancel', 'CAN-SWITCH-BACK', CANCEL_READY).outcome).toBe('pass');
  });
});
