import { describe, expect, test } from 'vitest';
import type { Relay } from '../../../src/migration/mail-facts.ts';
import type { Migration } from '../../../src/migration/record.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/migration/time.ts';
import { STRAGGLER } from '../../words/sample.ts';
import { CLOSED, doorReport, MAILBOXES, probeLanded, probeSent } from '../a-migration.ts';
import { at, CANCEL_READY, criterion, did, having, itemOf, upTo, withFacts, withSightings } from '../stages.ts';

const NOW = CANCEL_READY;
const SHUT = CLOSED - HOUR_MS;
const ready = upTo(NOW);
const DOOR = 'door:kitano.example';
const [AOI, KEN] = MAILBOXES;
const judged = (record: Migration, when = NOW) => criterion(record, 'cancel', 'CAN-CLOSE', when);
const item = (record: Migration, key: string, when = NOW) => itemOf(judged(record, when), key);

test('CAN-CLOSE, pass: marked done, archived and restored, shut without loss, proven by a probe', () => {
  expect(judged(ready).outcome).toBe('pass');
});

test('CAN-CLOSE, fail: not marked done, or no longer', () => {
  const undone = having(ready, NOW, { kind: 'step-marked', step: 'close', done: false });
  expect(judged(undone)).toMatchObject({ outcome: 'fail', closes: true });
  expect(item(undone, DOOR).outcome).toBe('unknown');
  expect(item(undone, 'probe:old').outcome).toBe('unknown');
});

describe('CAN-CLOSE, the archive', () => {
  test('fail: none, or one that no restore was tried from; made anew it is such a one', () => {
    const { archive: _archive, ...facts } = ready.facts;
    expect(item({ ...ready, facts }, 'archive').evidence.code).toBe('archive-missing');
    const again = having(ready, NOW, { kind: 'archive-kept', mailboxes: 2, messages: 81, restored: false });
    expect(item(again, 'archive')).toMatchObject({ outcome: 'fail', evidence: { code: 'archive-not-restored' } });
  });
  test('fail: from before the rewrite, or of fewer mailboxes than are listed now', () => {
    const early = { at: at(0), by: 'UAOI', mailboxes: 2, messages: 80, restoredAt: at(NOW) };
    const code = { outcome: 'fail', evidence: { code: 'archive-outdated' } };
    expect(item(withFacts(ready, { archive: early }), 'archive')).toMatchObject(code);
    const more = having(ready, NOW, {
      kind: 'mailboxes-added',
      mailboxes: [{ address: 'ryo@kitano.example', watch: 'login' }],
    });
    expect(item(more, 'archive')).toMatchObject(code);
    // Nobody can read that one, and no archive is to hold it.
    const unread = having(ready, NOW, {
      kind: 'mailboxes-added',
      mailboxes: [{ address: 'ryo@kitano.example', watch: 'attested' }],
    });
    expect(item(unread, 'archive').outcome).toBe('pass');
  });
  describe('kept before the step was marked', () => {
    const before = { at: at(SHUT - HOUR_MS), by: 'UAOI', mailboxes: 2, messages: 80, restoredAt: at(SHUT - MINUTE_MS) };
    const compared = (messages: number, when: number): Migration => {
      const ok = { at: at(when), messages, verified: messages, copied: 0, missingTotal: 0, missing: [] };
      const content = Object.fromEntries(
        MAILBOXES.map((mailbox) => {
          const { old, new: fresh } =
            ready.facts.mailboxes.find(({ address }) => address === mailbox)?.credentials ?? {};
          return [mailbox, { ok: { ...ok, credentials: { old: old ?? 0, new: fresh ?? 0 } } }];
        }),
      );
      return withSightings(withFacts(ready, { archive: before }), { content });
    };
    test('pass: once all mailboxes have been read since, and hold no more than it', () => {
      expect(item(compared(40, SHUT + MINUTE_MS), 'archive')).toMatchObject({ outcome: 'pass' });
    });
    test('fail: they hold more by then, or something came after it, spam too', () => {
      const short = { outcome: 'fail', evidence: { code: 'archive-short' } };
      expect(item(compared(41, SHUT + MINUTE_MS), 'archive')).toMatchObject(short);
      const [late] = [{ ...STRAGGLER, at: before.at + 1, suspect: 'junk', judged: 'spam' } as const];
      const record = compared(40, SHUT + MINUTE_MS);
      expect(item(withFacts(record, { stragglers: [late] }), 'archive')).toMatchObject(short);
    });
    test('unknown: not read since, or with other logins', () => {
      const code = { outcome: 'unknown', evidence: { code: 'archive-before-close' } };
      expect(item(compared(40, SHUT - MINUTE_MS), 'archive')).toMatchObject(code);
      expect(item(withSightings(compared(40, SHUT + MINUTE_MS), { content: {} }), 'archive')).toMatchObject(code);
    });
  });
  test('a restore is one of what was kept then', () => {
    const { keptAt, restoredAt } = item(ready, 'archive').evidence.figures;
    expect(keptAt).toBe(at(SHUT + MINUTE_MS));
    expect(restoredAt).toBe(at(SHUT + 2 * MINUTE_MS));
  });
});

describe('CAN-CLOSE, the door', () => {
  const asked = (record: Migration, when: number, verdict: 'accepted' | 'refused' | 'deferred') =>
    did(record, when, doorReport(at(when), verdict)).record;
  const failed = (code: string, when = NOW): Migration => {
    const acceptance = { ...ready.sightings.acceptance };
    for (const mailbox of MAILBOXES) acceptance[`${mailbox}|old`] = { failed: { at: at(when), code } };
    return withSightings(ready, { acceptance });
  };

  test('pass: put off (4xx), or nothing listens; for two days', () => {
    expect(item(ready, DOOR)).toMatchObject({ outcome: 'pass', evidence: { code: 'door-shut' } });
    expect(item(failed('connect-refused'), DOOR)).toMatchObject({
      outcome: 'pass',
      evidence: { figures: { reply: '' } },
    });
    expect(item(ready, DOOR, SHUT + 18 * MINUTE_MS + 48 * HOUR_MS + 1).outcome).toBe('unknown');
  });
  test('unknown: put off once, or within minutes, as whoever greylists does; put off still after that, it is shut', () => {
    const { acceptance: _none, ...others } = ready.sightings;
    const anew = { ...ready, sightings: others };
    const once = asked(anew, NOW, 'deferred');
    expect(item(once, DOOR)).toMatchObject({ outcome: 'unknown', evidence: { code: 'accept-deferred' } });
    const soon = asked(once, NOW + 9 * MINUTE_MS, 'deferred');
    expect(item(soon, DOOR, NOW + 9 * MINUTE_MS).outcome).toBe('unknown');
    const later = asked(soon, NOW + 15 * MINUTE_MS, 'deferred');
    expect(item(later, DOOR, NOW + 15 * MINUTE_MS).outcome).toBe('pass');
    // What it took in between, it greylists.
    const taken = asked(asked(once, NOW + 8 * MINUTE_MS, 'accepted'), NOW + 15 * MINUTE_MS, 'deferred');
    expect(item(taken, DOOR, NOW + 15 * MINUTE_MS).outcome).toBe('unknown');
  });
  test('unknown: an answer from the future, which a wrong clock may have dated before the closing', () => {
    const ahead = Object.fromEntries(
      Object.entries(ready.sightings.acceptance ?? {}).map(([key, seen]) => [
        key,
        seen.seen === undefined ? seen : { ...seen, seen: { ...seen.seen, at: at(NOW + HOUR_MS) } },
      ]),
    );
    expect(item(withSightings(ready, { acceptance: ahead }), DOOR).outcome).toBe('unknown');
  });
  test('fail: it still takes mail, or bounces it, be it for one address', () => {
    expect(item(asked(ready, NOW, 'accepted'), DOOR)).toMatchObject({
      outcome: 'fail',
      evidence: { code: 'door-open' },
    });
    expect(item(asked(ready, NOW, 'refused'), DOOR)).toMatchObject({
      outcome: 'fail',
      evidence: { code: 'door-bounces' },
    });
    const one = asked(ready, NOW, 'accepted').sightings.acceptance?.[`${KEN}|old`];
    const half = { ...ready.sightings.acceptance, ...(one === undefined ? {} : { [`${KEN}|old`]: one }) };
    expect(item(withSightings(ready, { acceptance: half }), DOOR).outcome).toBe('fail');
  });
  test('unknown: a time-out, whatever came before it in another way, or an answer from before the closing', () => {
    expect(item(failed('connect-timeout'), DOOR)).toMatchObject({ outcome: 'unknown', waivable: true });
    expect(item(failed('connect-refused', SHUT - 1), DOOR).outcome).toBe('unknown');
    const { acceptance = {} } = ready.sightings;
    const before = Object.fromEntries(
      Object.entries(acceptance).map(([key, seen]) => [
        key,
        seen.seen === undefined ? seen : { ...seen, seen: { ...seen.seen, at: at(SHUT - 1) } },
      ]),
    );
    expect(item(withSightings(ready, { acceptance: before }), DOOR).outcome).toBe('unknown');
    const { [`${KEN}|old`]: _ken, ...others } = acceptance;
    expect(item(withSightings(ready, { acceptance: others }), DOOR).outcome).toBe('unknown');
  });
  test('unknown: an answer to whoever had logged in', () => {
    const { acceptance = {} } = ready.sightings;
    const submitted = Object.fromEntries(
      Object.entries(acceptance).map(([key, seen]) => [
        key,
        seen.seen === undefined ? seen : { ...seen, seen: { ...seen.seen, via: 'submission' as const } },
      ]),
    );
    expect(item(withSightings(ready, { acceptance: submitted }), DOOR).outcome).toBe('unknown');
  });
});

describe('CAN-CLOSE, the probe through the old provider', () => {
  const probed = (side: 'old' | 'new', junk = false) =>
    did(
      did(ready, NOW, probeSent(at(NOW), 'p2', 'provider', AOI)).record,
      NOW + 1,
      probeLanded(at(NOW + 1), 'p2', side, junk),
    ).record;
  const relays = (change: Partial<Relay>) =>
    withFacts(ready, { relays: (ready.facts.relays ?? []).map((relay) => ({ ...relay, ...change })) });

  test('pass: it landed on the new server', () => {
    expect(item(ready, 'probe:old')).toMatchObject({ outcome: 'pass', evidence: { code: 'probe-through-old' } });
  });
  test('fail: the last one landed on the old server, whatever earlier ones did', () => {
    expect(item(probed('old'), 'probe:old')).toMatchObject({
      outcome: 'fail',
      evidence: { code: 'probe-through-old-wrong' },
    });
  });
  test('fail: landed on the old server, whatever the next one to that mailbox comes to while nobody knows', () => {
    const wrong = did(
      did(probed('old'), NOW + 2, probeSent(at(NOW + 2), 'p3', 'provider', KEN)).record,
      NOW + 3,
      probeLanded(at(NOW + 3), 'p3'),
    ).record;
    const onItsWay = did(wrong, NOW + 4, probeSent(at(NOW + 4), 'p4', 'provider', AOI)).record;
    const failed = { outcome: 'failed', at: at(NOW + 4), code: 'connect-refused' } as const;
    const notTaken = did(wrong, NOW + 4, {
      kind: 'report-probes',
      sent: [{ id: 'p4', relay: 'provider', mailbox: AOI, result: failed }],
      landings: [],
      searched: [],
    }).record;
    for (const record of [wrong, onItsWay, notTaken]) expect(item(record, 'probe:old', NOW + 5).outcome).toBe('fail');
    const mended = did(onItsWay, NOW + 6, probeLanded(at(NOW + 6), 'p4')).record;
    expect(item(mended, 'probe:old', NOW + 7).outcome).toBe('pass');
  });
  test('unknown: one of them is lost, whatever arrived elsewhere', () => {
    const sent = did(ready, NOW, probeSent(at(NOW), 'p2', 'provider', KEN)).record;
    const searched = (['old', 'new'] as const).map((side) => ({ mailbox: KEN, side }));
    const lost = did(sent, NOW + HOUR_MS, { kind: 'report-probes', sent: [], landings: [], searched }).record;
    expect(item(lost, 'probe:old', NOW + HOUR_MS).outcome).toBe('unknown');
  });
  test('unknown: in Junk, none since the closing, or no such relay', () => {
    expect(item(probed('new', true), 'probe:old')).toMatchObject({
      outcome: 'unknown',
      evidence: { code: 'probe-junk' },
    });
    expect(item(withFacts(ready, { probes: [] }), 'probe:old').evidence.code).toBe('probe-through-old-missing');
    const early = (ready.facts.probes ?? []).map((probe) => ({ ...probe, sentAt: at(SHUT - 1) }));
    expect(item(withFacts(ready, { probes: early }), 'probe:old').evidence.code).toBe('probe-through-old-missing');
    expect(item(withFacts(ready, { relays: [] }), 'probe:old').evidence.code).toBe('no-old-relay');
    expect(item(relays({ kind: 'outside' }), 'probe:old').evidence.code).toBe('no-old-relay');
  });
  test('unknown: one path has not shown yet what becomes of mail by it; a later round takes nothing back', () => {
    const other = did(ready, NOW, probeSent(at(NOW), 'p2', 'provider', KEN)).record;
    const known = (ready.facts.probes ?? []).some(({ mailbox }) => mailbox === KEN);
    expect(known).toBe(false);
    expect(item(other, 'probe:old', NOW + 1)).toMatchObject({
      outcome: 'unknown',
      evidence: { code: 'probe-through-old-missing' },
    });
    const again = did(ready, NOW, probeSent(at(NOW), 'p3', 'provider', AOI)).record;
    expect(item(again, 'probe:old', NOW + 1).outcome).toBe('pass');
  });
  test('unknown: the name was given to another relay after the probe was sent', () => {
    expect(item(relays({ at: at(NOW) }), 'probe:old').evidence.code).toBe('probe-through-old-missing');
  });
});
