import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Command } from '../../../src/migration/commands.ts';
import type { KnownSender } from '../../../src/migration/mail-facts.ts';
import type { Arrival } from '../../../src/migration/observations.ts';
import type { Migration } from '../../../src/migration/record.ts';
import { rewriteFrom } from '../../../src/migration/runbook.ts';
import type { Sightings } from '../../../src/migration/sightings.ts';
import { DAY_MS, HOUR_MS } from '../../../src/migration/time.ts';
import { ALL_NEW, BEGIN, MAILBOXES, SENDER, scanReport, surveyReport, T0 } from '../a-migration.ts';
import { at, CANCEL_READY, criterion, did, having, itemOf, upTo, withFacts, withSightings } from '../stages.ts';

const NOW = CANCEL_READY;
const ready = upTo(NOW);
const [AOI] = MAILBOXES;
const BILL = 'bill@x.example';
const judged = (record: Migration, when = NOW) => criterion(record, 'cancel', 'CAN-SENDERS', when);
const item = (record: Migration, key: string, when = NOW) => itemOf(judged(record, when), key);

const TODAY = Math.floor(at(BEGIN) / DAY_MS);
const wrote = (...daysAgo: readonly number[]): KnownSender => {
  const days = daysAgo.map((ago) => TODAY - ago).sort((a, b) => a - b);
  return { days, lastAt: (days.at(-1) ?? 0) * DAY_MS, way: 'dns' };
};
const knows = (change: Partial<KnownSender>, record = ready) =>
  withFacts(record, { senders: { ...record.facts.senders, [BILL]: { ...wrote(62, 31, 1), ...change } } });

describe('CAN-SENDERS', () => {
  test('pass: each was seen on the new server since the rewrite', () => {
    expect(judged(ready).outcome).toBe('pass');
    expect(item(ready, `sender:${SENDER}`)).toMatchObject({
      outcome: 'pass',
      evidence: { code: 'sender-seen', figures: { sender: SENDER } },
    });
  });
  test('pass: dismissed by name', () => {
    const dismissed = { at: T0, by: 'UMIKA', reason: 'moved away' };
    expect(item(knows({ dismissed }), `sender:${BILL}`)).toMatchObject({
      outcome: 'pass',
      evidence: { code: 'sender-dismissed', figures: { sender: BILL, by: 'UMIKA', reason: 'moved away' } },
    });
  });
  test('pass: everybody was looked for, and nobody writes regularly', () => {
    for (const senders of [undefined, { [BILL]: wrote(1) }])
      expect(item(withFacts(ready, { senders }), 'senders')).toMatchObject({
        outcome: 'pass',
        evidence: { code: 'senders-none' },
      });
  });
  test('fail: not seen yet, awaited within twice its gap, silent beyond', () => {
    const silentAt = BEGIN + 62 * DAY_MS;
    expect(item(knows({}), `sender:${BILL}`, silentAt - 1)).toMatchObject({
      outcome: 'fail',
      waivable: true,
      evidence: {
        code: 'sender-awaited',
        figures: { sender: BILL, everyDays: 31, lastAt: (TODAY - 1) * DAY_MS, expectedAt: (TODAY + 30) * DAY_MS },
      },
    });
    expect(item(knows({}), `sender:${BILL}`, silentAt).evidence.code).toBe('sender-silent');
  });
  test('fail: what was seen in an attempt that was rolled back', () => {
    expect(item(knows({ seenNewAt: at(BEGIN - 1) }), `sender:${BILL}`).outcome).toBe('fail');
  });

  describe('unknown', () => {
    const scanned = (change: NonNullable<Sightings['scan']>[string]) =>
      withSightings(ready, { scan: { ...ready.sightings.scan, [AOI]: change } });
    const ok = { from: 0, messages: 40 };
    const since = (rewriteFrom(ready.facts) ?? 0) - 6 * DAY_MS;
    test('a mailbox was never scanned, or not whole; waivable by name', () => {
      expect(item(scanned({}), `scan:${AOI}`)).toMatchObject({ outcome: 'unknown', waivable: true });
      expect(judged(withSightings(ready, { scan: undefined })).outcome).toBe('unknown');
      expect(item(scanned({ ok: { ...ok, at: since, partial: true } }), `scan:${AOI}`).evidence.code).toBe(
        'scan-partial',
      );
    });
    test('scanned too long before the rewrite, or by a clock that was ahead', () => {
      expect(item(scanned({ ok: { ...ok, at: since } }), `scan:${AOI}`).outcome).toBe('pass');
      expect(item(scanned({ ok: { ...ok, at: since - 1 } }), `scan:${AOI}`).outcome).toBe('unknown');
      expect(item(scanned({ ok: { ...ok, at: at(NOW + 1) } }), `scan:${AOI}`).outcome).toBe('unknown');
    });
    test('more senders than are kept', () => {
      expect(item(withFacts(ready, { sendersLeftOut: 3 }), 'senders')).toMatchObject({
        outcome: 'unknown',
        waivable: true,
        evidence: { code: 'senders-left-out', figures: { count: 3 } },
      });
    });
    test('nobody has looked anywhere', () => {
      expect(judged(withFacts(ready, { mailboxes: [], senders: undefined })).outcome).toBe('unknown');
      expect(judged(withFacts(ready, { mailboxes: [] })).outcome).toBe('unknown');
    });
  });
});

describe('a sender is seen on the new server', () => {
  const WHEN = ALL_NEW + 2 * HOUR_MS;
  const waiting = knows({}, upTo(WHEN));
  const surveyed = (change: Partial<Arrival>, side: 'old' | 'new' = 'new'): Command => {
    const report = surveyReport(at(WHEN), [{ side, uid: 900, at: at(WHEN - 1), from: BILL }]);
    if (report.kind !== 'report-survey') return report;
    const observations = report.observations.map((one) =>
      one.result.outcome === 'failed'
        ? one
        : { ...one, result: { ...one.result, arrivals: one.result.arrivals.map((had) => ({ ...had, ...change })) } },
    );
    return { ...report, observations };
  };
  const seenNew = (command: Command, record = waiting) =>
    did(record, WHEN, command).record.facts.senders?.[BILL]?.seenNewAt;

  test('by a delivery since the rewrite, in any spelling, once', () => {
    expect(seenNew(surveyed({}))).toBe(at(WHEN - 1));
    expect(seenNew(surveyed({ from: 'Bill@X.example' }))).toBe(at(WHEN - 1));
    const { record } = did(waiting, WHEN, surveyed({}));
    const again = did(record, WHEN + 1, surveyed({ uid: 901, at: at(WHEN) }));
    expect(again.events.filter((event) => event.kind === 'senders-seen')).toEqual([]);
  });
  test.each<readonly [string, Partial<Arrival>]>([
    ['stamped before the rewrite', { at: at(BEGIN - 1) }],
    ['filed as junk', { suspect: 'junk' }],
    ['failing DMARC', { suspect: 'dmarc-fail' }],
    ['handed on by the old server', { through: 'old' }],
    ['copied there', { kind: 'copy' }],
    ['put there by a client', { kind: 'append' }],
    ['from another', { from: 'x@x.example' }],
  ])('not by mail that is %s', (_, change) => expect(seenNew(surveyed(change))).toBeUndefined());
  test('not by mail on the old server', () => expect(seenNew(surveyed({}, 'old'))).toBeUndefined());
  test('not before any rewrite', () => {
    const before = knows({}, upTo(BEGIN));
    expect(did(before, BEGIN - 1, surveyed({})).record.facts.senders?.[BILL]?.seenNewAt).toBeUndefined();
  });
  test('anew after an attempt that was rolled back', () => {
    expect(seenNew(surveyed({}), knows({ seenNewAt: at(BEGIN - DAY_MS) }, upTo(WHEN)))).toBe(at(WHEN - 1));
  });
});

test('in no order of scans, surveys, failures and times does it pass while a sender was not seen, nor unscanned', () => {
  type Step = { readonly when: number; readonly command: Command };
  const moment = fc.integer({ min: 1, max: 100 }).map((hours) => hours * HOUR_MS);
  const scan = moment.chain((when) =>
    fc.constantFrom(...MAILBOXES).map((mailbox): Step => ({ when, command: scanReport(at(when), [mailbox]) })),
  );
  const survey = moment.map(
    (when): Step => ({ when, command: surveyReport(at(when), [{ side: 'new', uid: 700, at: at(when) }]) }),
  );
  const failure = moment.chain((when) =>
    fc.constantFrom(...MAILBOXES).map((mailbox): Step => {
      const result = { outcome: 'failed', at: at(when), code: 'connect-timeout' } as const;
      return { when, command: { kind: 'report-scan', observations: [{ mailbox, credentialsVersion: 1, result }] } };
    }),
  );
  const begin = moment.map((when): Step => ({ when, command: { kind: 'begin-rewrite', by: 'UAOI' } }));
  const step = fc.oneof(
    { weight: 6, arbitrary: scan },
    { weight: 4, arbitrary: survey },
    { weight: 1, arbitrary: failure },
    { weight: 1, arbitrary: begin },
  );
  const bare = withSightings(withFacts(upTo(1), { senders: undefined }), { scan: undefined });
  let passes = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 25 }), fc.boolean(), (steps, shuffled) => {
      const ordered = shuffled ? steps : [...steps].sort((a, b) => a.when - b.when);
      let record = bare;
      const done: Step[] = [];
      for (const one of [...ordered]) {
        record =
          one.command.kind === 'begin-rewrite'
            ? having(record, one.when, { kind: 'rewrite-begun' })
            : did(record, one.when, one.command).record;
        done.push(one);
      }
      const end = BEGIN + 60 * DAY_MS;
      if (judged(record, end).outcome !== 'pass') return;
      passes += 1;
      // Judged from outside: begun; each mailbox scanned before; the one sender of all scans delivered since.
      const begun = done.findIndex(({ command }) => command.kind === 'begin-rewrite');
      expect(begun).toBeGreaterThanOrEqual(0);
      for (const mailbox of MAILBOXES)
        expect(
          done
            .slice(0, begun)
            .some(
              ({ command }) =>
                command.kind === 'report-scan' &&
                command.observations.some((one) => one.mailbox === mailbox && one.result.outcome === 'ok'),
            ),
        ).toBe(true);
      expect(done.slice(begun).some(({ command }) => command.kind === 'report-survey')).toBe(true);
    }),
    { numRuns: 400 },
  );
  expect(passes).toBeGreaterThan(5);
});
