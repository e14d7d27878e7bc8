import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Command } from '../../../src/migration/commands.ts';
import type { OldRefusal } from '../../../src/migration/mail-facts.ts';
import type { Migration } from '../../../src/migration/record.ts';
import { rewriteFrom } from '../../../src/migration/runbook.ts';
import type { AcceptanceSighting } from '../../../src/migration/sightings.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/migration/time.ts';
import { watermarkOf } from '../../../src/migration/watermark.ts';
import { ALL_NEW, acceptanceReport, BEGIN, MAILBOXES, T0 } from '../a-migration.ts';
import { at, criterion, did, having, itemOf, SWITCH_BACK_READY, upTo, withFacts, withSightings } from '../stages.ts';

const NOW = SWITCH_BACK_READY;
const ready = upTo(NOW);
const [AOI, KEN] = MAILBOXES;
const KEY = `address:${AOI}`;
const judged = (record: Migration, when = NOW) => criterion(record, 'switch-back', 'SWB-ACCEPT-OLD', when);
const item = (record: Migration, key = KEY, when = NOW) => itemOf(judged(record, when), key);

/** The rewrite was seen, and the watermark lies a day after it; evidence is fresh for two hours. */
const SEEN = BEGIN + MINUTE_MS;
const WATERMARK = ALL_NEW + DAY_MS;
const FRESH = 2 * HOUR_MS;
const moved = withFacts(ready, {
  recordSets: Object.fromEntries(
    Object.entries(ready.facts.recordSets).map(([key, set]) => [key, { ...set, formerGoneAt: at(WATERMARK) }]),
  ),
});
/** All is well with the other mailbox. */
const later = withSightings(moved, {
  acceptance: {
    ...ready.sightings.acceptance,
    [`${KEN}|old`]: { accepting: { since: at(SEEN), last: at(WATERMARK) } },
  },
});
/** When every server was last seen without new data. */
const FROM = (rewriteFrom(ready.facts) ?? 0) - T0;
const withOld = (sighting: AcceptanceSighting, record = later) =>
  withSightings(record, { acceptance: { ...record.sightings.acceptance, [`${AOI}|old`]: sighting } });
const accepting = (since: number, last: number, record = later) =>
  withOld(
    {
      seen: { at: at(last), verdict: 'accepted', reply: '250', via: 'port-25' },
      accepting: { since: at(since), last: at(last) },
    },
    record,
  );
const refused = (record: Migration, ...refusals: readonly Partial<OldRefusal>[]) =>
  withFacts(record, {
    oldRefusals: refusals.map((one) => ({ address: AOI, reply: '550 no', at: at(ALL_NEW), ...one })),
  });

test('the watermark lies where these tests take it to lie', () => expect(watermarkOf(later.facts)).toBe(at(WATERMARK)));

describe('pass', () => {
  test('accepted from the rewrite to the watermark, within two intervals on either side', () => {
    expect(judged(ready).outcome).toBe('pass');
    expect(item(accepting(SEEN + FRESH, WATERMARK - FRESH))).toMatchObject({
      outcome: 'pass',
      evidence: {
        code: 'old-accepts',
        figures: { address: AOI, sinceAt: at(SEEN + FRESH), untilAt: at(WATERMARK - FRESH) },
      },
    });
  });
  test('it ages until the watermark, and no more after it', () => {
    const record = accepting(SEEN, WATERMARK - HOUR_MS);
    expect(item(record, KEY, WATERMARK - HOUR_MS).freshUntil).toBe(at(WATERMARK + HOUR_MS));
    expect(item(record, KEY, WATERMARK + 30 * DAY_MS)).toMatchObject({ outcome: 'pass' });
    expect(item(accepting(SEEN, ALL_NEW), KEY, ALL_NEW + FRESH + 1).evidence.code).toBe('gone-stale');
  });
  test('not used where the rewrite is no matter of DNS', () => {
    const gateway = withFacts(ready, { profile: 'gateway', plan: [] });
    expect(judged(gateway)).toMatchObject({ outcome: 'pass', evidence: { code: 'not-used' } });
  });
});

describe('unknown', () => {
  test('asked too late after the rewrite, or not up to the watermark', () => {
    expect(item(accepting(SEEN + FRESH + 1, WATERMARK))).toMatchObject({
      outcome: 'unknown',
      waivable: true,
      evidence: { code: 'old-accept-gap', figures: { untilAt: at(SEEN + FRESH + 1) } },
    });
    expect(item(accepting(SEEN, WATERMARK - FRESH - 1))).toMatchObject({
      outcome: 'unknown',
      evidence: { code: 'old-accept-gap', figures: { untilAt: at(WATERMARK - FRESH - 1) } },
    });
  });
  test('never asked, put off, or not to be asked', () => {
    expect(item(withOld({}))).toMatchObject({ outcome: 'unknown', evidence: { code: 'never-seen' } });
    expect(
      item(withOld({ seen: { at: at(ALL_NEW), verdict: 'deferred', reply: '451', via: 'port-25' } })).evidence.code,
    ).toBe('accept-deferred');
    expect(item(withOld({ failed: { at: at(ALL_NEW), code: 'port-blocked' } })).evidence).toEqual({
      code: 'accept-untested',
      figures: { address: AOI, reason: 'port-blocked' },
    });
  });
  test('accepted by a clock that was ahead', () => {
    expect(item(accepting(SEEN, NOW + DAY_MS)).outcome).toBe('unknown');
  });
  test('accepted before the rewrite, or in an attempt that was rolled back', () => {
    expect(item(accepting(FROM - 1, WATERMARK)).outcome).toBe('unknown');
  });
  test('the rewrite was not seen', () => {
    expect(item(withFacts(accepting(SEEN, WATERMARK), { rewriteSeenAt: undefined })).outcome).toBe('unknown');
  });
  test('an alias is asked for like a mailbox, what was dropped is not', () => {
    const placed = (as: 'alias' | 'dropped') => ({
      'info@kitano.example': { count: 1, firstAt: T0, lastAt: T0, placed: { as, at: T0, by: 'UAOI', reason: 'old' } },
    });
    expect(item(withFacts(ready, { addresses: placed('alias') }), 'address:info@kitano.example').outcome).toBe(
      'unknown',
    );
    expect(judged(withFacts(ready, { addresses: placed('dropped') })).outcome).toBe('pass');
  });
});

describe('fail', () => {
  const whole = accepting(SEEN, WATERMARK);
  const waive = (record: Migration, key: string, when: number) =>
    having(record, when, {
      kind: 'waived',
      gate: 'switch-back',
      criteria: ['SWB-ACCEPT-OLD'],
      item: key,
      reason: 'told',
    });

  test('refused for good: mail bounced, whatever it did since', () => {
    for (const record of [refused(whole, {}), refused(whole, { overAt: at(ALL_NEW + 1) })])
      expect(item(record)).toMatchObject({
        outcome: 'fail',
        waivable: true,
        evidence: { code: 'old-refused', figures: { address: AOI, reply: '550 no', refusedAt: at(ALL_NEW) } },
      });
    expect(judged(waive(refused(whole, {}), KEY, NOW)).outcome).toBe('pass');
  });
  test('over, it must have accepted from then to the watermark', () => {
    const over = ALL_NEW + 5 * HOUR_MS;
    const again = (since: number) => refused(accepting(since, WATERMARK), { overAt: at(over) });
    expect(judged(waive(again(over), KEY, NOW)).outcome).toBe('pass');
    expect(item(again(over + FRESH + 1), `${KEY}#after`)).toMatchObject({ outcome: 'unknown', waivable: true });
  });
  test('each outage is waived by itself', () => {
    const twice = refused(whole, { overAt: at(ALL_NEW + 1) }, { at: at(ALL_NEW + 2) });
    const once = waive(twice, KEY, NOW);
    expect(judged(once).items.filter((one) => one.outcome === 'fail' && one.waived === undefined)).toMatchObject([
      { key: `${KEY}#2` },
    ]);
    expect(judged(waive(once, `${KEY}#2`, NOW)).outcome).toBe('pass');
  });
  test('a waiver from before it bounced does not cover it', () => {
    const early = refused(waive(withOld({}), KEY, ALL_NEW - 1), {});
    expect(judged(early).outcome).toBe('fail');
    expect(item(early, `${KEY}#1`).waived).toBeUndefined();
    expect(judged(waive(early, `${KEY}#1`, NOW)).outcome).toBe('pass');
  });
  test('not what was refused before this rewrite', () => {
    expect(judged(refused(whole, { at: at(FROM - 1) })).outcome).toBe('pass');
  });
});

describe('over any order of answers, failures and jumps of the clock', () => {
  type Answer = 'accepted' | 'refused' | 'deferred' | 'failed';
  /** Mostly hourly, mostly accepted; some silences, some other answers, some clocks that are set back. */
  const step = fc.record({
    afterMs: fc.oneof(
      { weight: 60, arbitrary: fc.integer({ min: 30 * MINUTE_MS, max: HOUR_MS }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 9 * HOUR_MS }) },
      { weight: 1, arbitrary: fc.integer({ min: -5 * HOUR_MS, max: 0 }) },
    ),
    answer: fc.oneof(
      { weight: 60, arbitrary: fc.constant<Answer>('accepted') },
      { weight: 2, arbitrary: fc.constantFrom<Answer>('refused', 'deferred', 'failed') },
    ),
  });
  const start = withFacts(upTo(SEEN + 1), { recordSets: later.facts.recordSets });
  const report = (when: number, answer: Answer): Command => {
    const command = acceptanceReport(at(when), ['old'], [AOI]);
    if (command.kind !== 'report-acceptance' || answer === 'accepted') return command;
    const observations = command.observations.map((one) => ({
      ...one,
      result:
        answer === 'failed'
          ? ({ outcome: 'failed', at: at(when), code: 'connect-timeout' } as const)
          : ({ outcome: 'answered', at: at(when), verdict: answer, reply: answer, via: 'port-25' } as const),
    }));
    return { ...command, observations };
  };

  test('it passes after the watermark only where every answer up to it accepted, without a long silence', () => {
    const passed = { yes: 0, no: 0 };
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 50 }), (steps) => {
        let record = start;
        let now = SEEN + 1;
        const heard: { readonly when: number; readonly answer: Answer }[] = [];
        for (const { afterMs, answer } of steps) {
          now = Math.max(SEEN + 1, now + afterMs);
          heard.push({ when: now, answer });
          record = did(record, now, report(now, answer)).record;
        }
        const end = Math.max(now, WATERMARK) + 1;
        const isPass = item(record, KEY, end).outcome === 'pass' && !record.facts.oldRefusals?.length;
        passed[isPass ? 'yes' : 'no'] += 1;
        if (!isPass) return;
        // Judged from outside, by times alone: some answer that accepts within every stretch as long as evidence is fresh.
        const times = heard.flatMap(({ when, answer }) => (answer === 'accepted' ? [when] : [])).sort((a, b) => a - b);
        const marks = [SEEN, ...times.filter((when) => when < WATERMARK), WATERMARK];
        for (const [index, mark] of marks.slice(1).entries())
          expect(mark - (marks[index] ?? 0)).toBeLessThanOrEqual(FRESH);
        expect(heard.some(({ when, answer }) => answer === 'refused' && when <= WATERMARK)).toBe(false);
      }),
      { numRuns: 300 },
    );
    expect(passed.yes).toBeGreaterThan(5);
    expect(passed.no).toBeGreaterThan(20);
  });
  test('asked every hour, and accepting, it passes', () => {
    let record = start;
    for (let when = SEEN + MINUTE_MS; when < WATERMARK; when += HOUR_MS)
      record = did(record, when, report(when, 'accepted')).record;
    expect(item(record, KEY, WATERMARK + 1).outcome).toBe('pass');
    expect(item(record, `address:${KEN}`, WATERMARK + 1).outcome).toBe('unknown');
  });
});
