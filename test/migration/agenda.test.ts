import { describe, expect, test } from 'vitest';
import { agenda } from '../../src/migration/agenda.ts';
import type { Migration } from '../../src/migration/record.ts';
import { phaseOf } from '../../src/migration/runbook.ts';
import type { Look } from '../../src/migration/settings.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/migration/time.ts';
import {
  ALL_NEW,
  BEGIN,
  CLOSED,
  contentReport,
  MAILBOXES,
  run,
  SETTLED,
  SPF_BOTH,
  started,
  T0,
  vantageReport,
  wholeScript,
  zoneReport,
} from './a-migration.ts';
import {
  at,
  CANCEL_READY,
  CUT_OVER_OPEN,
  CUT_OVER_READY,
  did,
  having,
  SWITCH_BACK_DONE,
  SWITCH_BACK_OPEN,
  upTo,
  withFacts,
  withSightings,
} from './stages.ts';

/** When a look of that kind is due, relative to T0; undefined when none is. */
function due(record: Migration, what: Look | 'tick', now: number): number | undefined {
  const found = agenda(record, at(now)).find((one) => one.what === what);
  return found === undefined ? undefined : found.dueAt - T0;
}
/** The record as if every look had just been taken, and no more is known to be due earlier. */
function looked(record: Migration, when: number): Migration {
  const looks = {
    zone: { at: at(when) },
    vantages: { at: at(when) },
    survey: { at: at(when) },
    logins: { at: at(when) },
  };
  const baselines = Object.fromEntries(
    record.facts.mailboxes.flatMap(({ address }) =>
      (['old', 'new'] as const).map((side) => [`${address}|${side}`, { at: at(0), folders: [] }]),
    ),
  );
  return withSightings(withFacts(record, { baselines }), { looks, vantage: {} });
}
const begun = did(upTo(CUT_OVER_OPEN), BEGIN, { kind: 'begin-rewrite', by: 'UAOI' }).record;
const closing = upTo(CANCEL_READY);

describe('the table of intervals', () => {
  const stages = {
    before: [upTo(1), HOUR_MS],
    rewriting: [begun, BEGIN + MINUTE_MS],
    parallel: [upTo(ALL_NEW + 1), ALL_NEW + HOUR_MS],
    restoring: [upTo(SWITCH_BACK_DONE), SWITCH_BACK_DONE + MINUTE_MS],
    closing: [closing, CLOSED],
  } as const;
  test.each([
    ['before', 'zone', 6 * HOUR_MS],
    ['before', 'vantages', 24 * HOUR_MS],
    ['before', 'survey', undefined],
    ['before', 'logins', 24 * HOUR_MS],
    ['rewriting', 'zone', 30_000],
    ['rewriting', 'vantages', undefined],
    ['rewriting', 'survey', 5 * MINUTE_MS],
    ['rewriting', 'logins', 24 * HOUR_MS],
    ['parallel', 'zone', 10 * MINUTE_MS],
    ['parallel', 'vantages', 15 * MINUTE_MS],
    ['parallel', 'survey', 15 * MINUTE_MS],
    ['parallel', 'logins', 24 * HOUR_MS],
    ['restoring', 'zone', 30 * MINUTE_MS],
    ['restoring', 'vantages', HOUR_MS],
    ['restoring', 'survey', HOUR_MS],
    ['restoring', 'logins', 24 * HOUR_MS],
    ['closing', 'zone', 30 * MINUTE_MS],
    ['closing', 'vantages', HOUR_MS],
    ['closing', 'survey', 24 * HOUR_MS],
    ['closing', 'logins', undefined],
  ] as const)('%s: %s', (phase, look, everyMs) => {
    const [record, when] = stages[phase];
    expect(phaseOf(record.facts, at(when))).toBe(phase);
    const dueAt = due(looked(record, when), look, when);
    expect(dueAt === undefined ? undefined : dueAt - when).toBe(everyMs);
  });
});

describe('a look is due at once', () => {
  test('that was never taken, at the very start', () => {
    expect(agenda(started(), T0)).toEqual([{ what: 'zone', dueAt: T0 }]);
  });
  test('that the clock, set back since, says was taken in the future', () => {
    expect(due(looked(begun, BEGIN + DAY_MS), 'zone', BEGIN)).toBe(BEGIN);
  });
  test.each([
    ['zone', 'the rewrite is said to have begun', begun, BEGIN],
    ['survey', 'the rewrite is said to have begun', begun, BEGIN],
    ['logins', 'the rewrite is done', upTo(ALL_NEW + 1), ALL_NEW],
    ['survey', 'the old door is shut', closing, CLOSED - HOUR_MS],
    ['survey', 'cut-over has opened', upTo(CUT_OVER_OPEN), CUT_OVER_READY + 1],
  ] as const)('%s, when %s', (look, _, record, when) => {
    expect(due(looked(record, when - 1), look, when + 5)).toBe(when + 5);
    expect(due(looked(record, when), look, when + 5)).toBeGreaterThan(when + 5);
  });
  test('logins, when credentials came', () => {
    const record = having(upTo(1), HOUR_MS, {
      kind: 'credentials-imported',
      entries: [{ mailbox: MAILBOXES[0], side: 'old', version: 2 }],
    });
    expect(due(looked(record, HOUR_MS - 1), 'logins', 2 * HOUR_MS)).toBe(2 * HOUR_MS);
  });
  test('what is overdue is due when it was, and comes first', () => {
    const late = looked(begun, BEGIN);
    expect(agenda(late, at(BEGIN + HOUR_MS))[0]).toEqual({ what: 'zone', dueAt: at(BEGIN + 30_000) });
  });
});

describe('the comparison, once the old server is shut', () => {
  const shut = (when: number, change?: Parameters<typeof contentReport>[1]) =>
    did(closing, when, contentReport(at(when), change)).record;
  test('is made at once, and not again when every mailbox was whole', () => {
    const before = { ...closing.sightings.looks, content: { at: at(CLOSED - 3 * HOUR_MS) } };
    expect(due(withSightings(closing, { looks: before }), 'content', CLOSED + 5)).toBe(CLOSED + 5);
    expect(due(shut(CLOSED + 5), 'content', CLOSED + DAY_MS)).toBeUndefined();
  });
  test('is made again an hour later while something is missing', () => {
    const lacking = shut(CLOSED + 5, { missingTotal: 1, verified: 39 });
    expect(due(lacking, 'content', CLOSED + 6)).toBe(CLOSED + 5 + HOUR_MS);
  });
});

describe('a look comes earlier than its interval', () => {
  test('on the eve of the window, but for the vantages, which would be made to remember old data', () => {
    const eve = BEGIN - HOUR_MS - 15 * MINUTE_MS;
    const record = looked(upTo(BEGIN - HOUR_MS), eve - HOUR_MS);
    expect(due(record, 'zone', eve - 30 * MINUTE_MS)).toBe(eve);
    expect(due(record, 'logins', eve - 30 * MINUTE_MS)).toBe(eve);
    expect(due(record, 'vantages', eve - 30 * MINUTE_MS)).toBe(eve + 23 * HOUR_MS);
  });
  test('where the zone is not known yet, every five minutes', () => {
    const record = withSightings(started(), { looks: { zone: { at: T0 } } });
    expect(due(record, 'zone', 1)).toBe(5 * MINUTE_MS);
  });
  test('where a mailbox has no baseline yet, five minutes after the last survey', () => {
    const record = looked(upTo(ALL_NEW + 1), ALL_NEW);
    expect(due(withFacts(record, { baselines: {} }), 'survey', ALL_NEW + 1)).toBe(ALL_NEW + 5 * MINUTE_MS);
  });
  test('when the next vantage must have dropped what is old, and no sooner than a round takes', () => {
    const seen = ALL_NEW + HOUR_MS;
    const soon = did(upTo(ALL_NEW + 1), seen, vantageReport(at(seen), 'old', ['one'], 240)).record;
    expect(due(soon, 'vantages', seen + 1)).toBe(seen + 240_000 + 1_000);
    const sooner = did(upTo(ALL_NEW + 1), seen, vantageReport(at(seen), 'old', ['one'], 10)).record;
    expect(due(sooner, 'vantages', seen + 1)).toBe(seen + 2 * MINUTE_MS);
    const late = did(upTo(ALL_NEW + 1), seen, vantageReport(at(seen), 'old', ['one'], 86_400)).record;
    expect(due(late, 'vantages', seen + 1)).toBe(seen + 15 * MINUTE_MS);
  });
});

describe('what a delegation makes due', () => {
  const parallel = upTo(ALL_NEW + 1);
  const left = having(parallel, ALL_NEW, {
    kind: 'authorities-left',
    zone: 'kitano.example',
    servers: ['198.51.100.2'],
    goneAt: at(ALL_NEW + 7 * MINUTE_MS),
  });
  const GONE = ALL_NEW + 7 * MINUTE_MS;
  test('a look, and a turn, at the moment from which no cache asks a former server; looked since, no more', () => {
    expect(due(looked(left, ALL_NEW), 'zone', ALL_NEW + 1)).toBe(GONE);
    expect(due(looked(left, GONE), 'zone', GONE + 1)).toBe(GONE + 10 * MINUTE_MS);
    expect(due(left, 'tick', GONE - 1)).toBe(GONE);
  });
  test('the same at the watermark of the NS set itself', () => {
    const plan = [
      ...parallel.facts.plan,
      {
        name: 'kitano.example',
        type: 'NS' as const,
        before: ['a.example'],
        after: ['b.example'],
        when: 'rewrite' as const,
      },
    ];
    const set = { ttlSeconds: 400, ttlSince: 0, formerGoneAt: 0, allNewAt: at(ALL_NEW) };
    const recordSets = { ...parallel.facts.recordSets, 'kitano.example/NS': set };
    const moved = withFacts(parallel, { plan, recordSets });
    expect(due(looked(moved, ALL_NEW), 'zone', ALL_NEW + 1)).toBe(ALL_NEW + 400_000);
  });
  test('never a storm: looking whenever it is due takes as many looks as there are moments and intervals', () => {
    let record = looked(left, ALL_NEW);
    const looks: number[] = [];
    for (let now = ALL_NEW + 1; now < ALL_NEW + HOUR_MS; ) {
      const next = Math.max(due(record, 'zone', now) ?? Number.NaN, now);
      looks.push(next);
      record = looked(record, next);
      now = next + 1;
    }
    expect(looks.length).toBeLessThanOrEqual(7);
    expect(looks[0]).toBe(GONE);
  });
});

describe('vantages', () => {
  test('before the rewrite: whether they can be reached, once a day, and not before there is a plan', () => {
    const before = upTo(1);
    expect(due(looked(before, HOUR_MS), 'vantages', 2 * HOUR_MS)).toBe(25 * HOUR_MS);
    expect(due(withFacts(before, { plan: [] }), 'vantages', 2 * HOUR_MS)).toBeUndefined();
  });
  test('the first sweep comes right after every server is new, however lately they were reached', () => {
    const done = upTo(ALL_NEW + 1);
    expect(due(looked(done, ALL_NEW - 1), 'vantages', ALL_NEW + 5)).toBe(ALL_NEW + 5);
    expect(due(looked(done, ALL_NEW), 'vantages', ALL_NEW + 5)).toBe(ALL_NEW + 15 * MINUTE_MS);
  });
});

describe('what is watched when', () => {
  test('nothing when it has ended', () => {
    expect(agenda(run(started(), wholeScript()).migration, at(CLOSED + DAY_MS))).toEqual([]);
  });
  test('in a pause, the mailboxes alone', () => {
    const paused = did(upTo(ALL_NEW + 1), ALL_NEW + 1, { kind: 'pause', by: 'UAOI' }).record;
    expect(agenda(paused, at(ALL_NEW + 1)).map((one) => one.what)).toEqual(['survey']);
  });
  test('mailboxes are surveyed once cut-over is open, and on though it closed while the rewrite was under way', () => {
    expect(due(upTo(CUT_OVER_READY), 'survey', CUT_OVER_READY)).toBeUndefined();
    expect(due(upTo(CUT_OVER_OPEN), 'survey', CUT_OVER_OPEN)).toBeDefined();
    const closed = did(begun, BEGIN + 1, {
      kind: 'add-clients',
      by: 'UAOI',
      clients: [{ name: 'Phone', protocols: ['imap'] }],
    }).record;
    expect(closed.facts.gates['cut-over'].state).toBe('closed');
    expect(due(closed, 'survey', BEGIN + 1)).toBeDefined();
  });
  test('without mailboxes nobody logs in', () => {
    expect(due(withFacts(begun, { mailboxes: [] }), 'logins', BEGIN)).toBeUndefined();
  });
  test('after a rollback DNS and the mailboxes are watched on', () => {
    const back = did(upTo(ALL_NEW + 1), ALL_NEW + 1, { kind: 'rollback', by: 'UAOI', reason: 'bounces' }).record;
    expect(
      agenda(back, at(ALL_NEW + 1))
        .map((one) => one.what)
        .sort(),
    ).toEqual(['logins', 'survey', 'vantages', 'zone']);
  });
});

describe('the next instant at which time alone changes something', () => {
  test('the watermark, and the end of the quiet time', () => {
    const record = upTo(ALL_NEW + 1);
    expect(due(record, 'tick', ALL_NEW + MINUTE_MS)).toBe(ALL_NEW + 5 * MINUTE_MS);
  });
  test('the begin of the window, and just after its end', () => {
    const record = looked(upTo(CUT_OVER_READY), CUT_OVER_READY - MINUTE_MS);
    expect(due(record, 'tick', CUT_OVER_READY - 2 * MINUTE_MS)).toBe(BEGIN - HOUR_MS);
  });
  test('evidence that goes stale: a millisecond after its limit, at which it still holds', () => {
    const record = upTo(SWITCH_BACK_OPEN);
    const when = due(record, 'tick', SWITCH_BACK_OPEN + 1) ?? 0;
    expect(did(record, when - 1, { kind: 'tick' }).events).toEqual([]);
    expect(when).toBe(SETTLED - 30_000 + 20 * MINUTE_MS + 1);
  });
  test('a tick at each turn brings about all that time alone brings about', () => {
    // Left alone, an open switch-back closes at one of its turns, and at no other time.
    let record = upTo(SWITCH_BACK_OPEN);
    let now = SWITCH_BACK_OPEN + 1;
    for (let turn = 0; turn < 30 && record.facts.gates['switch-back'].state === 'open'; turn += 1) {
      const next = due(record, 'tick', now);
      if (next === undefined) break;
      expect(did(record, next - 1, { kind: 'tick' }).events).toEqual([]);
      now = next;
      record = did(record, now, { kind: 'tick' }).record;
    }
    expect(record.facts.gates['switch-back'].state).toBe('closed');
    expect(now).toBe(SETTLED - 30_000 + HOUR_MS + 1);
  });
  test('stragglers by known paths wait for the digest', () => {
    const stray = (uid: number) => ({
      key: `k${uid}`,
      mailbox: MAILBOXES[0],
      folder: 'INBOX',
      at: at(ALL_NEW),
      seenAt: at(ALL_NEW),
      fingerprint: `<${uid}>`,
    });
    const told = having(
      upTo(ALL_NEW + 1),
      ALL_NEW + MINUTE_MS,
      { kind: 'stragglers-found', stragglers: [stray(1)] },
      { kind: 'arrivals-told', stragglers: ['k1'], suspects: [], puzzles: [] },
    );
    const paused = having(
      told,
      ALL_NEW + 2 * MINUTE_MS,
      { kind: 'stragglers-found', stragglers: [stray(2)] },
      { kind: 'paused' },
    );
    expect(due(paused, 'tick', ALL_NEW + 3 * MINUTE_MS)).toBe(ALL_NEW + MINUTE_MS + HOUR_MS);
  });
  test('the script of the tests looks at the zone in between', () => {
    expect(due(did(begun, BEGIN + 1, zoneReport(at(BEGIN + 1), 'old', SPF_BOTH)).record, 'zone', BEGIN + 2)).toBe(
      BEGIN + 30_001,
    );
  });
});

describe('whoever was put off is asked again', () => {
  const closed = upTo(CANCEL_READY);
  const putOff = (side: 'old' | 'new', since: number, last: number) =>
    withSightings(closed, {
      acceptance: {
        [`${MAILBOXES[0]}|${side}`]: {
          seen: { at: at(last), verdict: 'deferred', reply: '451 later', via: 'port-25' },
          deferring: { since: at(since) },
        },
      },
      looks: { ...closed.sightings.looks, acceptance: { at: at(last) } },
    });

  test('soon, for some hours', () => {
    expect(due(putOff('new', CANCEL_READY, CANCEL_READY), 'acceptance', CANCEL_READY)).toBe(
      CANCEL_READY + 15 * MINUTE_MS,
    );
    expect(due(putOff('new', CANCEL_READY - 6 * HOUR_MS, CANCEL_READY), 'acceptance', CANCEL_READY)).toBe(
      CANCEL_READY + DAY_MS,
    );
  });
  test('by an old server that shall put off, until it is known to do so', () => {
    expect(due(putOff('old', CANCEL_READY, CANCEL_READY), 'acceptance', CANCEL_READY)).toBe(
      CANCEL_READY + 15 * MINUTE_MS,
    );
    expect(due(putOff('old', CANCEL_READY - 15 * MINUTE_MS, CANCEL_READY), 'acceptance', CANCEL_READY)).toBe(
      CANCEL_READY + DAY_MS,
    );
  });
});
