import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MissingMessage } from '../../../src/migration/mail-observations.ts';
import type { Migration } from '../../../src/migration/record.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/migration/time.ts';
import { CLOSED, contentReport, MAILBOXES } from '../a-migration.ts';
import {
  at,
  CANCEL_READY,
  CUT_OVER_READY,
  criterion,
  did,
  having,
  itemOf,
  SWITCH_BACK_DONE,
  upTo,
  withFacts,
  withSightings,
} from '../stages.ts';

const [AOI] = MAILBOXES;
const BOX = `mailbox:${AOI}`;
const lacking = (...keys: readonly string[]): MissingMessage[] =>
  keys.map((key) => ({
    key,
    folder: 'INBOX',
    at: at(0),
    sizeBytes: 9,
    reason: 'too-big',
    from: 'shop@sender.example',
  }));
const marked = (record: Migration, watch: 'log' | 'forwarded' | 'attested' | 'unwatched') =>
  having(record, 0, { kind: 'mailbox-marked', mailbox: AOI, watch });

describe('CUT-CONTENT', () => {
  const NOW = CUT_OVER_READY;
  const ready = upTo(NOW);
  const blank = withSightings(withFacts(ready, { content: {} }), { content: {} });
  const judged = (record: Migration, when = NOW) => criterion(record, 'cut-over', 'CUT-CONTENT', when);
  const short = (missingTotal: number, ...keys: readonly string[]) =>
    did(
      did(blank, NOW, contentReport(at(NOW), {}, MAILBOXES.slice(1))).record,
      NOW,
      contentReport(at(NOW), { missingTotal, missing: lacking(...keys) }, [AOI]),
    ).record;
  const waived = (record: Migration, item: string) =>
    having(record, NOW, { kind: 'waived', gate: 'cut-over', criteria: ['CUT-CONTENT'], item, reason: 'spam' });

  test('pass: found whole once, for ever, whatever a later look misses', () => {
    expect(judged(ready).outcome).toBe('pass');
    expect(judged(ready, NOW + 300 * DAY_MS).outcome).toBe('pass');
    const later = did(ready, NOW, contentReport(at(NOW), { missingTotal: 1, missing: lacking('k') })).record;
    expect(judged(later).outcome).toBe('pass');
  });
  test('unknown: never compared, with the reason where a look failed', () => {
    expect(judged(blank)).toMatchObject({ outcome: 'unknown', evidence: { code: 'some-open' } });
    const content = { [AOI]: { failed: { at: at(NOW), code: 'connect-timeout' } } };
    expect(itemOf(judged(withSightings(blank, { content })), BOX).evidence.code).toBe('look-failed');
    expect(judged(withFacts(ready, { mailboxes: [] })).outcome).toBe('unknown');
  });
  test('fail: messages are missing, each is named', () => {
    const found = judged(short(2, 'k1', 'k2'));
    expect(found).toMatchObject({ outcome: 'fail', closes: true });
    expect(itemOf(found, BOX).evidence).toEqual({ code: 'content-missing', figures: { missing: 2, messages: 40 } });
    expect(itemOf(found, 'message:k1')).toMatchObject({ waivable: true, counted: false });
  });
  test('pass: each missing message is waived, while the comparison is fresh', () => {
    const one = waived(short(2, 'k1', 'k2'), 'message:k1');
    expect(judged(one).outcome).toBe('fail');
    const all = waived(one, 'message:k2');
    expect(judged(all).outcome).toBe('pass');
    expect(judged(all, NOW + 48 * HOUR_MS + 1).outcome).toBe('unknown');
  });
  test('more than are named are waived with their mailbox alone', () => {
    const many = waived(waived(short(3, 'k1'), 'message:k1'), `message:${AOI}|rest`);
    expect(itemOf(judged(many), `message:${AOI}|rest`)).toMatchObject({
      waivable: false,
      evidence: { figures: { count: 2 } },
    });
    expect(judged(many).outcome).toBe('fail');
    expect(judged(waived(many, BOX)).outcome).toBe('pass');
  });
  test.each([
    ['log', 'never-seen'],
    ['forwarded', 'never-seen'],
    ['attested', 'watch-not-attested'],
    ['unwatched', 'watch-unwatched'],
  ] as const)('unknown: watched by %s, for nobody looks into it; waivable', (watch, code) => {
    const item = itemOf(judged(marked(ready, watch)), BOX);
    expect(item).toMatchObject({ outcome: 'unknown', evidence: { code }, waivable: true });
  });
});

describe('CAN-LEDGER', () => {
  const NOW = CANCEL_READY;
  const SHUT = CLOSED - HOUR_MS;
  const ready = upTo(NOW);
  const judged = (record: Migration, when = NOW) => criterion(record, 'cancel', 'CAN-LEDGER', when);
  const seen = (when: number, missingTotal = 0, ...keys: readonly string[]) => {
    const whole = contentReport(at(when), { missingTotal, missing: lacking(...keys) }, [AOI]);
    return did(ready, NOW, whole).record;
  };

  test('pass: compared after the closing, and nothing missing; final', () => {
    expect(judged(ready).outcome).toBe('pass');
    expect(judged(ready, NOW + 300 * DAY_MS).outcome).toBe('pass');
  });
  test('unknown: compared before the closing, or when there was none', () => {
    const item = itemOf(judged(seen(SHUT - 1)), BOX);
    expect(item).toMatchObject({ outcome: 'unknown', evidence: { code: 'ledger-before-close' } });
    expect(judged(seen(SHUT)).outcome).toBe('pass');
    expect(judged(upTo(SWITCH_BACK_DONE), SWITCH_BACK_DONE).outcome).toBe('unknown');
  });
  test('unknown: compared with other credentials than the mailbox has now, or had when it was listed before', () => {
    const entries = [{ mailbox: AOI, side: 'old' as const, version: 2 }];
    const imported = having(ready, NOW, { kind: 'credentials-imported', entries });
    expect(itemOf(judged(imported), BOX)).toMatchObject({ outcome: 'unknown', waivable: true });
    const anew = having(
      ready,
      NOW,
      { kind: 'mailbox-removed', mailbox: AOI },
      { kind: 'mailboxes-added', mailboxes: [{ address: AOI, watch: 'login' }] },
    );
    expect(itemOf(judged(anew), BOX).outcome).toBe('unknown');
    expect(anew.facts.content?.[AOI]).toBeUndefined();
  });
  test('unknown: compared by a clock that is ahead', () => {
    expect(judged(seen(NOW + DAY_MS)).outcome).toBe('unknown');
  });
  test('unknown: never compared, and not by what was verified before the rewrite', () => {
    expect(judged(withSightings(ready, { content: {} }))).toMatchObject({ outcome: 'unknown', closes: true });
  });
  test('fail: a message is missing, before the closing as well; pass: it is waived by name, and it was after it', () => {
    const waive = (record: Migration) =>
      having(record, NOW, {
        kind: 'waived',
        gate: 'cancel',
        criteria: ['CAN-LEDGER'],
        item: 'message:k',
        reason: 'spam',
      });
    expect(judged(seen(NOW, 1, 'k')).outcome).toBe('fail');
    expect(judged(seen(SHUT - 1, 1, 'k')).outcome).toBe('fail');
    expect(judged(waive(seen(NOW, 1, 'k'))).outcome).toBe('pass');
    expect(judged(waive(seen(SHUT - 1, 1, 'k'))).outcome).toBe('unknown');
  });
  test('no order of comparisons, whole or not, failed or late, passes without a whole one after the closing', () => {
    const look = fc.record({
      when: fc.integer({ min: SHUT - DAY_MS, max: SHUT + 50 * MINUTE_MS }),
      missing: fc.constantFrom(0, 0, 1),
      failed: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(look, { maxLength: 6 }), (looks) => {
        let record = withSightings(ready, { content: {} });
        for (const { when, missing, failed } of looks) {
          const report = contentReport(at(when), { missingTotal: missing, missing: lacking('k').slice(0, missing) });
          const failure = { outcome: 'failed', at: at(when), code: 'connect-timeout' } as const;
          if (report.kind !== 'report-content') throw new Error('another report');
          const observations = report.observations.map((one) => (failed ? { ...one, result: failure } : one));
          record = did(record, NOW, { ...report, observations }).record;
        }
        const last = looks.filter(({ failed }) => !failed).at(-1);
        const isWhole = last !== undefined && last.when >= SHUT && last.missing === 0;
        expect(judged(record).outcome === 'pass').toBe(isWhole);
      }),
      { numRuns: 60 },
    );
  });
});
