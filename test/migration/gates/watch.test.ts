import { describe, expect, test } from 'vitest';
import type { WatchMode } from '../../../src/migration/facts.ts';
import { unwatchedEvidence } from '../../../src/migration/gates/watch.ts';
import type { Migration } from '../../../src/migration/record.ts';
import type { Sightings } from '../../../src/migration/sightings.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/migration/time.ts';
import { coverage } from '../../../src/migration/watch.ts';
import { BEGIN, CLOSED, MAILBOXES } from '../a-migration.ts';
import {
  at,
  CANCEL_READY,
  CUT_OVER_READY,
  criterion,
  having,
  itemOf,
  SWITCH_BACK_READY,
  upTo,
  withFacts,
  withSightings,
} from '../stages.ts';

const [AOI] = MAILBOXES;
const NOW = SWITCH_BACK_READY;
const ready = upTo(NOW);
const watched = (watch: WatchMode, record = ready) =>
  having(record, NOW, { kind: 'mailbox-marked', mailbox: AOI, watch });
const box = (record: Migration, when = NOW) =>
  itemOf(criterion(record, 'switch-back', 'SWB-QUIET', when), `mailbox:${AOI}`);

test('coverage counts the mailboxes of each watch mode', () => {
  expect(coverage(watched('log').facts)).toEqual({
    login: 1,
    oauth: 0,
    log: 1,
    forwarded: 0,
    attested: 0,
    unwatched: 0,
  });
});

test('a mailbox that is read by token is surveyed as one that is read by password', () => {
  expect(box(watched('oauth'))).toMatchObject({ outcome: 'pass', evidence: { code: 'survey-ok' } });
});

describe('log', () => {
  const logs = (...spans: readonly (readonly [from: number, to: number])[]): Migration =>
    withSightings(watched('log'), { logs: spans.map(([from, to]) => ({ from: at(from), to: at(to) })) });

  test('pass: read without a gap since the rewrite, and lately', () => {
    expect(box(logs([BEGIN - 3 * HOUR_MS, NOW]))).toMatchObject({ outcome: 'pass', evidence: { code: 'watch-log' } });
    expect(box(logs([BEGIN - 3 * HOUR_MS, NOW - 30 * MINUTE_MS])).outcome).toBe('pass');
    expect(box(logs([BEGIN - 3 * HOUR_MS, NOW - 30 * MINUTE_MS - 1]))).toMatchObject({
      outcome: 'unknown',
      evidence: { code: 'gone-stale' },
    });
  });
  test('unknown: none was read', () => {
    expect(box(watched('log'))).toMatchObject({ outcome: 'unknown', evidence: { code: 'log-missing' } });
  });
  test('unknown: a gap since the rewrite, be it at its begin, and whatever was read before', () => {
    expect(box(logs([BEGIN - DAY_MS, BEGIN - 3 * HOUR_MS], [BEGIN + HOUR_MS, NOW])).evidence.code).toBe('log-gap');
    expect(box(logs([BEGIN + HOUR_MS, NOW])).evidence.code).toBe('log-gap');
    expect(box(logs([BEGIN - 3 * HOUR_MS, BEGIN + HOUR_MS], [BEGIN + 2 * HOUR_MS, NOW])).evidence).toEqual({
      code: 'log-gap',
      figures: { fromAt: at(BEGIN + HOUR_MS), untilAt: at(BEGIN + 2 * HOUR_MS) },
    });
    // A gap before the rewrite is nobody's loss.
    expect(box(logs([0, HOUR_MS], [BEGIN - 3 * HOUR_MS, NOW])).outcome).toBe('pass');
  });
  test('a log of the future vouches for nothing', () => {
    expect(box(logs([NOW + DAY_MS, NOW + 2 * DAY_MS])).evidence.code).toBe('log-missing');
    expect(box(logs([BEGIN - 3 * HOUR_MS, NOW + DAY_MS])).seenAt).toBe(at(NOW));
  });
  test('before the rewrite one that was read lately shows that it can be read', () => {
    const early = withSightings(
      having(upTo(CUT_OVER_READY), 0, { kind: 'mailbox-marked', mailbox: AOI, watch: 'log' }),
      {
        logs: [{ from: at(0), to: at(CUT_OVER_READY - HOUR_MS) }],
      },
    );
    const login = criterion(early, 'cut-over', 'CUT-LOGIN-OLD', CUT_OVER_READY);
    expect(itemOf(login, `mailbox:${AOI}`)).toMatchObject({ outcome: 'pass', evidence: { code: 'watch-log' } });
  });
});

describe('forwarded', () => {
  const proven = (when: number, record = watched('forwarded')) =>
    withFacts(record, { forwardedSeenAt: { [AOI]: at(when) } });

  test('pass: something forwarded was seen in the last thirty days, and the new side is surveyed', () => {
    expect(box(proven(NOW - HOUR_MS))).toMatchObject({ outcome: 'pass', evidence: { code: 'watch-forwarded' } });
    expect(box(proven(NOW - 30 * DAY_MS)).outcome).toBe('pass');
  });
  test('unknown: never, longer ago, or by a clock that is ahead', () => {
    for (const record of [watched('forwarded'), proven(NOW - 30 * DAY_MS - 1), proven(NOW + DAY_MS)])
      expect(box(record)).toMatchObject({ outcome: 'unknown', evidence: { code: 'forward-unproven' } });
  });
  test('unknown: the new side is not surveyed freshly, whatever is known of the old', () => {
    const { [`${AOI}|new`]: fresh, ...survey } = ready.sightings.survey;
    expect(fresh).toBeDefined();
    expect(box(withSightings(proven(NOW), { survey })).outcome).toBe('unknown');
    expect(box(proven(NOW), NOW + HOUR_MS).outcome).toBe('unknown');
  });
});

describe('attested, unwatched', () => {
  test('unknown, whatever was said; only a waiver by name lets it count', () => {
    const said = having(watched('attested'), NOW, { kind: 'attested', mailbox: AOI });
    expect(box(watched('attested')).evidence.code).toBe('watch-not-attested');
    expect(box(said)).toMatchObject({ outcome: 'unknown', evidence: { code: 'watch-attested' }, waivable: true });
    expect(box(watched('unwatched')).evidence.code).toBe('watch-unwatched');
    const waiver = { kind: 'waived', gate: 'switch-back', criteria: ['SWB-QUIET'], item: `mailbox:${AOI}` } as const;
    expect(criterion(having(said, NOW, { ...waiver, reason: 'left' }), 'switch-back', 'SWB-QUIET', NOW).outcome).toBe(
      'pass',
    );
  });
  test('who attested, and when', () => {
    const attested = { at: at(NOW), by: 'UREN' };
    const mailbox = { address: AOI, watch: 'attested', credentials: {}, attested } as const;
    expect(unwatchedEvidence(mailbox).figures).toEqual({ by: 'UREN', attestedAt: at(NOW) });
  });
});

describe('POP3 alone', () => {
  const { old, new: fresh } = ready.facts.servers;
  const bare = (record: Migration) => withFacts(record, { servers: { old: { ...old, pop3Only: true }, new: fresh } });
  const lasting = (oldestAt: number | undefined, record = bare(ready), when = NOW): Migration => {
    const pop3 = { uidls: ['a'], ...(oldestAt === undefined ? {} : { oldestAt: at(oldestAt) }) };
    const seen: Sightings['survey'][string] = { ok: { at: at(when), folders: [], pop3 } };
    return withSightings(record, { survey: { ...record.sightings.survey, [`${AOI}|old`]: seen } });
  };

  test('pass: a message has lasted for fourteen days, so clients leave mail there', () => {
    expect(box(lasting(NOW - 14 * DAY_MS))).toMatchObject({ outcome: 'pass', evidence: { code: 'survey-ok' } });
  });
  test('unknown: the oldest is younger, or nothing is there, or nothing was said of it', () => {
    expect(box(lasting(NOW - 14 * DAY_MS + 1))).toMatchObject({
      outcome: 'unknown',
      evidence: { code: 'pop3-not-lasting', figures: { oldestAt: at(NOW - 14 * DAY_MS + 1) } },
      earliest: at(NOW + 1),
    });
    expect(box(lasting(undefined)).evidence.code).toBe('pop3-not-lasting');
    expect(box(bare(ready)).evidence.code).toBe('pop3-not-lasting');
  });
  test('it needs no less after the old door was shut', () => {
    const last = bare(upTo(CANCEL_READY));
    const judged = (record: Migration) =>
      itemOf(criterion(record, 'cancel', 'CAN-QUIET', CANCEL_READY + 60 * DAY_MS), `mailbox:${AOI}`).outcome;
    expect(judged(lasting(CLOSED - 20 * DAY_MS, last, CLOSED - 1))).toBe('pass');
    expect(judged(lasting(CLOSED - DAY_MS, last, CLOSED - 1))).toBe('unknown');
  });
});
