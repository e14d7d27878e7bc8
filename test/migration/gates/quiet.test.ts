import { describe, expect, test } from 'vitest';
import type { Straggler } from '../../../src/migration/arrival-facts.ts';
import type { Migration } from '../../../src/migration/record.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/migration/time.ts';
import { ALL_NEW, BEGIN, CLOSED, MAILBOXES } from '../a-migration.ts';
import {
  at,
  CANCEL_READY,
  criterion,
  having,
  itemOf,
  SWITCH_BACK_READY,
  upTo,
  withFacts,
  withSightings,
} from '../stages.ts';

const [AOI] = MAILBOXES;
const ready = upTo(SWITCH_BACK_READY);
const READY = SWITCH_BACK_READY;
const quiet = (record: Migration, when = READY) => criterion(record, 'switch-back', 'SWB-QUIET', when);

function straggler(change: Partial<Straggler> = {}): Straggler {
  return {
    key: `${AOI}|INBOX|7|300`,
    mailbox: AOI,
    folder: 'INBOX',
    at: at(ALL_NEW + HOUR_MS),
    seenAt: at(ALL_NEW + HOUR_MS),
    fingerprint: '<300@sender.example>',
    path: { address: '198.51.100.77' },
    ...change,
  };
}
const found = (record: Migration, change: Partial<Straggler> = {}) =>
  having(record, READY, { kind: 'stragglers-found', stragglers: [straggler(change)] });
const waive = (record: Migration, item: string) =>
  having(record, READY, { kind: 'waived', gate: 'switch-back', criteria: ['SWB-QUIET'], item, reason: 'will bounce' });

describe('SWB-QUIET, the clock', () => {
  const survey = (record: Migration, when: number) => {
    const seen = { ok: { at: at(when), folders: [] } };
    return withSightings(record, { survey: Object.fromEntries(MAILBOXES.map((mailbox) => [`${mailbox}|old`, seen])) });
  };

  test('pass: quiet since the watermark for a day that includes a business day', () => {
    expect(quiet(ready).outcome).toBe('pass');
    // All new on Thursday 09:10 in Tokyo: the watermark is 5 minutes later, and Friday is the first whole business day.
    const end = Date.UTC(2026, 8, 4, 15);
    expect(itemOf(quiet(survey(ready, end - at(0)), end - at(0)), 'quiet').outcome).toBe('pass');
    expect(itemOf(quiet(survey(ready, end - at(0) - 1), end - at(0) - 1), 'quiet')).toMatchObject({
      outcome: 'fail',
      earliest: end,
    });
  });

  test('fail: a straggler begins it anew, from when it was stamped or seen, whichever is later', () => {
    const item = itemOf(quiet(found(ready, { at: at(READY - 5 * HOUR_MS), seenAt: at(READY - HOUR_MS) })), 'quiet');
    expect(item).toMatchObject({ outcome: 'fail', evidence: { code: 'not-quiet-yet' } });
    expect(item.evidence.figures.fromAt).toBe(at(READY - HOUR_MS));
    expect(item.evidence.figures.path).toBe('198.51.100.77');
  });

  test('fail: with few sending hosts seen on the new server it takes seven days', () => {
    const few = withFacts(ready, { sendingHosts: [] });
    expect(itemOf(quiet(few), 'quiet')).toMatchObject({
      outcome: 'fail',
      earliest: at(ALL_NEW + 5 * MINUTE_MS + 7 * DAY_MS),
    });
  });

  test('fail: a baseline taken later begins it anew', () => {
    const key = `${AOI}|old`;
    const late = withFacts(ready, {
      baselines: { ...ready.facts.baselines, [key]: { at: at(READY - HOUR_MS), folders: [] } },
    });
    expect(itemOf(quiet(late), 'quiet').outcome).toBe('fail');
  });

  test('unknown: no watermark yet', () => {
    const { 'mail.kitano.example/A': _host, ...recordSets } = ready.facts.recordSets;
    expect(itemOf(quiet(withFacts(ready, { recordSets })), 'quiet')).toMatchObject({
      outcome: 'unknown',
      evidence: { code: 'watermark-unknown' },
    });
  });
});

describe('SWB-QUIET, paths', () => {
  test('a path is shown, not counted, and waived: what comes by it begins nothing anew', () => {
    const some = found(ready, { seenAt: at(READY - HOUR_MS) });
    expect(itemOf(quiet(some), 'path:198.51.100.77')).toMatchObject({
      outcome: 'fail',
      counted: false,
      waivable: true,
    });
    expect(quiet(some).outcome).toBe('fail');
    expect(quiet(waive(some, 'path:198.51.100.77')).outcome).toBe('pass');
    expect(quiet(waive(some, 'path:203.0.113.1')).outcome).toBe('fail');
  });

  test('an acceptance for one gate is none for another', () => {
    const some = found(upTo(CANCEL_READY), { at: at(CLOSED - DAY_MS), seenAt: at(CLOSED - DAY_MS) });
    const accepted = waive(some, 'path:198.51.100.77');
    expect(itemOf(criterion(accepted, 'cancel', 'CAN-QUIET', CANCEL_READY), 'quiet').outcome).toBe('fail');
  });

  test('mail whose path nobody knows cannot be accepted as if it were one path', () => {
    const { path: _path, ...nowhere } = straggler({ seenAt: at(READY - HOUR_MS) });
    const some = having(ready, READY, { kind: 'stragglers-found', stragglers: [nowhere] });
    expect(itemOf(quiet(some), 'path:unknown').waivable).toBe(false);
    expect(quiet(waive(some, 'path:unknown')).outcome).toBe('fail');
  });
});

describe('SWB-QUIET, surveys', () => {
  const seen = (ok: Migration['sightings']['survey'][string]) =>
    withSightings(ready, { survey: { ...ready.sightings.survey, [`${AOI}|old`]: ok } });
  const box = (record: Migration, when = READY) => itemOf(quiet(record, when), `mailbox:${AOI}`);

  test('pass: surveyed lately; unknown when that is half an hour ago', () => {
    const record = seen({ ok: { at: at(READY), folders: [] } });
    expect(box(record, READY + 30 * MINUTE_MS).outcome).toBe('pass');
    expect(box(record, READY + 30 * MINUTE_MS + 1)).toMatchObject({
      outcome: 'unknown',
      evidence: { code: 'gone-stale' },
    });
    expect(box(record).standsUntil).toBe(at(READY + 90 * MINUTE_MS));
  });

  test('unknown: never surveyed, failed without ever succeeding, cut short, or without a baseline', () => {
    const { [`${AOI}|old`]: _box, ...rest } = ready.sightings.survey;
    expect(box(withSightings(ready, { survey: rest })).evidence.code).toBe('never-seen');
    const failure = { failed: { at: at(READY), code: 'connect-timeout' } };
    expect(box(seen(failure))).toMatchObject({ outcome: 'unknown', evidence: { code: 'look-failed' } });
    expect(box(seen({ ok: { at: at(READY), folders: [], more: true } })).evidence.code).toBe('survey-unfinished');
    expect(box(withFacts(ready, { baselines: {} })).outcome).toBe('unknown');
  });

  test('unknown: forwarding that nothing shows, until the mailbox is waived by name', () => {
    const forwarded = having(ready, READY, { kind: 'mailbox-marked', mailbox: AOI, watch: 'forwarded' });
    expect(box(forwarded)).toMatchObject({ outcome: 'unknown', evidence: { code: 'forward-unproven' } });
    expect(quiet(waive(forwarded, `mailbox:${AOI}`)).outcome).toBe('pass');
  });

  test('unknown: no mailbox at all, in either gate, for nobody has looked', () => {
    expect(quiet(withFacts(ready, { mailboxes: [], addresses: {} })).outcome).toBe('unknown');
    const nobody = withFacts(upTo(CANCEL_READY), { mailboxes: [], addresses: {} });
    expect(criterion(nobody, 'cancel', 'CAN-QUIET', CANCEL_READY)).toMatchObject({ outcome: 'unknown', closes: true });
  });
});

describe('SWB-QUIET, suspects and puzzles', () => {
  test('unknown: suspected spam that nobody has judged; a gate that is open stands for a day on it', () => {
    const some = found(ready, { suspect: 'junk', seenAt: at(READY - HOUR_MS) });
    expect(itemOf(quiet(some), 'suspects')).toMatchObject({ outcome: 'unknown', waivable: false });
    expect(itemOf(quiet(some), 'suspects').standsUntil).toBe(at(READY + 23 * HOUR_MS));
    expect(quiet(some).closes).toBe(false);
  });

  test('pass: judged spam; fail: judged real', () => {
    const some = found(ready, { suspect: 'dmarc-fail', seenAt: at(READY - HOUR_MS) });
    const judged = (verdict: 'spam' | 'real') =>
      having(some, READY, { kind: 'suspects-judged', keys: [straggler().key], verdict });
    expect(quiet(judged('spam')).outcome).toBe('pass');
    expect(quiet(judged('real')).outcome).toBe('fail');
  });

  test.each([
    ['fail', 'unexplained'],
    ['fail', 'unknown-stamp'],
    ['unknown', 'vanished'],
    ['unknown', 'uidvalidity'],
  ] as const)('%s: a puzzle of kind %s, until it is waived by its key', (outcome, kind) => {
    const puzzle = { key: 'k', kind, mailbox: AOI, folder: 'INBOX', count: 1, seenAt: at(BEGIN) };
    const some = having(ready, READY, { kind: 'puzzles-found', puzzles: [puzzle] });
    expect(quiet(some).outcome).toBe(outcome);
    expect(quiet(some).closes).toBe(true);
    expect(quiet(waive(some, 'puzzle:k')).outcome).toBe('pass');
  });
});

describe('CAN-QUIET', () => {
  const last = upTo(CANCEL_READY);
  const box = (record: Migration, when: number) =>
    itemOf(criterion(record, 'cancel', 'CAN-QUIET', when), `mailbox:${AOI}`);

  test('pass after fourteen days; fail before, with the time', () => {
    expect(itemOf(criterion(last, 'cancel', 'CAN-QUIET', CANCEL_READY), 'quiet').outcome).toBe('pass');
    const end = ALL_NEW + 5 * MINUTE_MS + 14 * DAY_MS;
    expect(itemOf(criterion(last, 'cancel', 'CAN-QUIET', end - 1), 'quiet')).toMatchObject({
      outcome: 'fail',
      earliest: at(end),
    });
    expect(itemOf(criterion(last, 'cancel', 'CAN-QUIET', end), 'quiet').outcome).toBe('pass');
  });

  test('a survey after the old door was shut is final; one before it ages', () => {
    expect(box(last, CANCEL_READY + 60 * DAY_MS).outcome).toBe('pass');
    const early = { ok: { at: at(CLOSED - 2 * HOUR_MS), folders: [] } };
    const record = withSightings(last, { survey: { ...last.sightings.survey, [`${AOI}|old`]: early } });
    expect(box(record, CLOSED + 60 * DAY_MS).outcome).toBe('unknown');
  });
});

describe('CAN-QUIET, with a sender that writes once a month', () => {
  const day = Math.floor(at(BEGIN) / DAY_MS);
  const bill = { days: [day - 62, day - 31, day - 1], lastAt: at(BEGIN - DAY_MS), way: 'dns' as const };
  const clock = (record: Migration) => itemOf(criterion(record, 'cancel', 'CAN-QUIET', CANCEL_READY), 'quiet');
  const listed = (change = {}) =>
    withFacts(upTo(CANCEL_READY), { senders: { 'bill@x.example': { ...bill, ...change } } });

  test('fail: no month has turned since; pass: nobody waits for that sender', () => {
    expect(clock(upTo(CANCEL_READY)).outcome).toBe('pass');
    // 1 October is a Thursday.
    const earliest = Date.parse('2026-10-02T00:00:00+09:00');
    expect(clock(listed())).toMatchObject({ outcome: 'fail', earliest, evidence: { figures: { untilAt: earliest } } });
    expect(clock(listed({ dismissed: { at: at(0), by: 'UMIKA', reason: 'moved away' } })).outcome).toBe('pass');
  });
  test('SWB-QUIET waits for no month', () =>
    expect(quiet(withFacts(ready, { senders: listed().facts.senders })).outcome).toBe('pass'));
});

describe('an address that nobody placed', () => {
  const lost = 'orders@kitano.example';
  const known = { count: 3, firstAt: at(0), lastAt: at(ALL_NEW) };
  const withAddress = (record: Migration) =>
    withFacts(record, { addresses: { ...record.facts.addresses, [lost]: known } });

  test.each([
    ['switch-back', 'SWB-QUIET', READY, ready],
    ['cancel', 'CAN-QUIET', CANCEL_READY, upTo(CANCEL_READY)],
  ] as const)('keeps %s shut, by name, until it is placed or set aside', (gate, id, when, record) => {
    expect(criterion(record, gate, id, when).outcome).toBe('pass');
    const some = withAddress(record);
    expect(itemOf(criterion(some, gate, id, when), `address:${lost}`)).toMatchObject({
      outcome: 'fail',
      waivable: true,
      evidence: { code: 'address-unplaced', figures: { address: lost, count: 3 } },
    });
    expect(criterion(some, gate, id, when).outcome).toBe('fail');
    const placed = having(some, when, {
      kind: 'addresses-placed',
      addresses: [lost],
      as: 'alias',
    });
    expect(criterion(placed, gate, id, when).outcome).toBe('pass');
  });
});
