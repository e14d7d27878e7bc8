import { describe, expect, test } from 'vitest';
import type { Command } from '../../../src/migration/commands.ts';
import type { Arrival, FailureCode, MailboxSurvey, Side } from '../../../src/migration/observations.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/migration/time.ts';
import { ALL_NEW, BEGIN, MAILBOXES } from '../a-migration.ts';
import {
  at,
  CUT_OVER_OPEN,
  CUT_OVER_READY,
  did,
  kindsOf,
  SWITCH_BACK_DONE,
  upTo,
  withFacts,
  withSightings,
} from '../stages.ts';

const [AOI, KEN] = MAILBOXES;
const NOW = ALL_NEW + 2 * HOUR_MS;
const rewritten = upTo(ALL_NEW + HOUR_MS + 1);

function arrival(change: Partial<Arrival> = {}): Arrival {
  return {
    mailbox: AOI,
    folder: 'INBOX',
    uidValidity: '7',
    uid: 300,
    kind: 'delivery',
    at: at(NOW - MINUTE_MS),
    fingerprint: '<300@sender.example>',
    from: 'shop@sender.example',
    path: { helo: 'mx.sender.example', address: '198.51.100.77' },
    stampedBy: 'sv12.oldhost.example',
    ...change,
  };
}

/** A survey of one mailbox on one side. */
function survey(side: Side, change: Partial<MailboxSurvey> = {}, mailbox: string = AOI): Command {
  const folders = [{ path: 'INBOX', uidValidity: '7', uidNext: 301, messages: 11, specialUse: 'inbox' as const }];
  const result = {
    outcome: 'ok',
    at: at(NOW),
    folders,
    arrivals: [],
    stampNames: [],
    unexplained: [],
    lost: [],
    ...change,
  } as const;
  return { kind: 'report-survey', observations: [{ mailbox, side, credentialsVersion: 1, result }] };
}
const failed = (side: Side, code: FailureCode, version = 1): Command => ({
  kind: 'report-survey',
  observations: [{ mailbox: AOI, side, credentialsVersion: version, result: { outcome: 'failed', at: at(NOW), code } }],
});
const joined = (...reports: readonly Command[]): Command => ({
  kind: 'report-survey',
  observations: reports.flatMap((report) => (report.kind === 'report-survey' ? report.observations : [])),
});

describe('stragglers', () => {
  test('genuine deliveries to the old server since the rewrite', () => {
    const { record, events } = did(rewritten, NOW, survey('old', { arrivals: [arrival()] }));
    expect(kindsOf(events)).toEqual(['stragglers-found', 'arrivals-told']);
    expect(record.facts.stragglers).toMatchObject([
      {
        key: `${AOI}|INBOX|7|300`,
        at: at(NOW - MINUTE_MS),
        seenAt: at(NOW),
        fingerprint: '<300@sender.example>',
        toldAt: at(NOW),
      },
    ]);
  });

  test('one stamped in the very second of the rewrite counts; one the second before does not', () => {
    const second = at(BEGIN) - (at(BEGIN) % 1_000);
    const begun = withFacts(rewritten, { rewriteBegunAt: second + 700, lastOldAt: undefined });
    const report = survey('old', { arrivals: [arrival({ at: second }), arrival({ uid: 301, at: second - 1_000 })] });
    expect(did(begun, NOW, report).record.facts.stragglers.map((one) => one.at)).toEqual([second]);
  });

  test.each(['copy', 'append', 'bounce', 'probe', 'unknown-stamp'] as const)('%s is none', (kind) => {
    expect(did(rewritten, NOW, survey('old', { arrivals: [arrival({ kind })] })).record.facts.stragglers).toEqual([]);
  });

  test('what arrives on the new server is none', () => {
    expect(did(rewritten, NOW, survey('new', { arrivals: [arrival()] })).record.facts.stragglers).toEqual([]);
  });

  test('found again because the cursor was lost, it is recorded once', () => {
    const first = did(rewritten, NOW, survey('old', { arrivals: [arrival()] })).record;
    const lost = withSightings(first, { survey: {} });
    const { record, events } = did(
      lost,
      NOW + 1,
      survey('old', { arrivals: [arrival(), arrival(), arrival({ uid: 301 })] }),
    );
    expect(record.facts.stragglers.map((one) => one.key)).toEqual([`${AOI}|INBOX|7|300`, `${AOI}|INBOX|7|301`]);
    expect(kindsOf(events)).toContain('stragglers-found');
  });

  test('suspected of spam, they are listed apart', () => {
    const { record } = did(rewritten, NOW, survey('old', { arrivals: [arrival({ suspect: 'junk' })] }));
    expect(record.facts.stragglers[0]?.suspect).toBe('junk');
  });

  test('after switch-back they are an incident; spam is none', () => {
    const done = upTo(SWITCH_BACK_DONE);
    const now = SWITCH_BACK_DONE;
    const found = did(done, now, survey('old', { at: at(now), arrivals: [arrival({ at: at(now - MINUTE_MS) })] }));
    expect(found.events.filter((event) => event.kind === 'incident')).toMatchObject([
      { code: 'straggler-after-switch-back', subject: AOI },
    ]);
    const spam = survey('old', { at: at(now), arrivals: [arrival({ at: at(now - MINUTE_MS), suspect: 'junk' })] });
    expect(kindsOf(did(done, now, spam).events)).not.toContain('incident');
  });
});

describe('carrying over', () => {
  const copy = survey('new', { arrivals: [arrival({ kind: 'copy', uid: 900 })] });
  const straggler = survey('old', { arrivals: [arrival()] });

  test('the copy found after the straggler', () => {
    const { record } = did(did(rewritten, NOW, straggler).record, NOW + 1, copy);
    expect(record.facts.stragglers[0]?.carriedAt).toBe(at(NOW + 1));
  });

  test('the copy found before the straggler', () => {
    const { record } = did(did(rewritten, NOW, copy).record, NOW + 1, straggler);
    expect(record.facts.stragglers[0]?.carriedAt).toBe(at(NOW + 1));
  });

  test('both in one survey', () => {
    expect(did(rewritten, NOW, joined(straggler, copy)).record.facts.stragglers[0]?.carriedAt).toBe(at(NOW));
  });

  test.each([
    ['in another mailbox', survey('new', { arrivals: [arrival({ kind: 'copy', mailbox: KEN })] }, KEN)],
    ['of another message', survey('new', { arrivals: [arrival({ kind: 'copy', fingerprint: '<x@y.example>' })] })],
    ['that is a delivery of its own', survey('new', { arrivals: [arrival()] })],
    [
      'on the old server itself',
      survey('old', { arrivals: [arrival({ kind: 'copy', uid: 301, at: at(BEGIN - HOUR_MS) })] }),
    ],
  ])('a message %s carries nothing over', (_, report) => {
    const { record } = did(did(rewritten, NOW, straggler).record, NOW + 1, report);
    expect(record.facts.stragglers[0]?.carriedAt).toBeUndefined();
  });
});

describe('baselines', () => {
  const open = upTo(CUT_OVER_READY + 2);

  test('the first survey of a mailbox is its baseline, each side by itself', () => {
    const { record, events } = did(open, CUT_OVER_READY + 2, survey('old'));
    expect(events.find((event) => event.kind === 'baseline-taken')).toMatchObject({
      baselines: [{ mailbox: AOI, side: 'old', folders: [{ path: 'INBOX', uidNext: 301 }] }],
    });
    expect(Object.keys(record.facts.baselines)).toEqual([`${AOI}|old`]);
    expect(kindsOf(did(record, CUT_OVER_READY + 3, survey('old')).events)).not.toContain('baseline-taken');
  });

  test('a failed survey is none', () => {
    expect(did(open, CUT_OVER_READY + 2, failed('old', 'connect-timeout')).record.facts.baselines).toEqual({});
  });

  test('what a baseline cannot account for puzzles nobody', () => {
    const bare = withFacts(rewritten, { baselines: {} });
    const report = survey('old', {
      unexplained: [{ folder: 'INBOX', count: 2 }],
      lost: [{ folder: 'Old', reason: 'vanished' }],
    });
    expect(did(bare, NOW, report).record.facts.puzzles).toEqual([]);
  });
});

describe('stamps', () => {
  const open = upTo(CUT_OVER_READY + 2);
  const named = (side: Side, ...stampNames: readonly string[]) => survey(side, { stampNames });

  test('are learnt for their own side', () => {
    const { record } = did(
      open,
      CUT_OVER_READY + 2,
      joined(named('old', 'a.old.example'), named('new', 'a.new.example')),
    );
    expect(record.facts.stamps).toEqual({ old: ['a.old.example'], new: ['a.new.example'] });
  });

  test("the old side's names, on copied mail, are never learnt for the new side", () => {
    const both = joined(named('new', 'a.old.example', 'a.new.example'), named('old', 'a.old.example'));
    expect(did(open, CUT_OVER_READY + 2, both).record.facts.stamps.new).toEqual(['a.new.example']);
  });

  test('and are taken back where the old side could only be read later', () => {
    const first = did(open, CUT_OVER_READY + 2, named('new', 'a.old.example', 'a.new.example')).record;
    expect(first.facts.stamps.new).toContain('a.old.example');
    const { record } = did(first, CUT_OVER_READY + 3, named('old', 'a.old.example'));
    expect(record.facts.stamps).toEqual({ old: ['a.old.example'], new: ['a.new.example'] });
  });

  test('on the new server a name met after the rewrite is its own', () => {
    const met = arrival({ kind: 'unknown-stamp', stampedBy: 'b.new.example' });
    expect(did(rewritten, NOW, survey('new', { arrivals: [met] })).record.facts.stamps.new).toContain('b.new.example');
  });

  test.each([
    [
      'stamped before the rewrite',
      survey('new', { arrivals: [arrival({ kind: 'unknown-stamp', stampedBy: 'b.new.example', at: at(-HOUR_MS) })] }),
    ],
    [
      'met on the old server as well',
      joined(
        survey('new', { arrivals: [arrival({ kind: 'unknown-stamp', stampedBy: 'b.new.example' })] }),
        survey('old', { arrivals: [arrival({ kind: 'unknown-stamp', stampedBy: 'b.new.example' })] }),
      ),
    ],
  ])('but not one %s', (_, report) => {
    expect(did(rewritten, NOW, report).record.facts.stamps.new).not.toContain('b.new.example');
  });

  test('nor one met on the old server by an earlier look', () => {
    const there = survey('old', { arrivals: [arrival({ kind: 'unknown-stamp', stampedBy: 'b.old.example' })] });
    const seen = did(rewritten, NOW, there).record;
    const carried = survey('new', { arrivals: [arrival({ kind: 'unknown-stamp', stampedBy: 'b.old.example' })] });
    expect(did(seen, NOW + 1, carried).record.facts.stamps.new).not.toContain('b.old.example');
  });
});

describe('puzzles', () => {
  test.each([
    ['unexplained', survey('old', { unexplained: [{ folder: 'INBOX', count: 2 }] }), 2],
    ['vanished', survey('old', { lost: [{ folder: 'Old', reason: 'vanished' }] }), 1],
    ['uidvalidity', survey('old', { lost: [{ folder: 'Old', reason: 'uidvalidity' }] }), 1],
    ['unknown-stamp', survey('old', { arrivals: [arrival({ kind: 'unknown-stamp', stampedBy: 'x.example' })] }), 1],
  ] as const)('%s', (kind, report, count) => {
    const { record, events } = did(rewritten, NOW, report);
    expect(record.facts.puzzles).toMatchObject([{ kind, count, mailbox: AOI, seenAt: at(NOW) }]);
    expect(kindsOf(events)).toEqual(['puzzles-found', 'arrivals-told']);
    expect(kindsOf(did(upTo(CUT_OVER_OPEN), CUT_OVER_OPEN, report).events)).not.toContain('puzzles-found');
    expect(did(record, NOW, report).record.facts.puzzles).toHaveLength(1);
  });

  test('mail stamped by the new server that lies on the old one is not simply taken for a copy', () => {
    // Had a name of the old server been learnt for the new one, every straggler by it would look like this.
    const { record } = did(
      rewritten,
      NOW,
      survey('old', { arrivals: [arrival({ kind: 'copy', stampedBy: 'mx3.newhost.example' })] }),
    );
    expect(record.facts.puzzles).toMatchObject([{ kind: 'unknown-stamp' }]);
  });

  test('an unknown stamp found again after the cursor was lost is one puzzle', () => {
    const report = survey('old', { arrivals: [arrival({ kind: 'unknown-stamp', stampedBy: 'x.example' })] });
    const first = did(rewritten, NOW, report).record;
    expect(did(first, NOW + HOUR_MS, report).record.facts.puzzles).toHaveLength(1);
  });

  test('on the new server nothing puzzles', () => {
    expect(did(rewritten, NOW, survey('new', { unexplained: [{ folder: 'INBOX', count: 2 }] })).events).toEqual([]);
  });
});

describe('mail on the new server', () => {
  const fresh = withFacts(rewritten, { arrivedNew: {}, sendingHosts: [] });
  const come = (change: Partial<Arrival>) =>
    survey('new', { arrivals: [arrival({ stampedBy: 'mx3.newhost.example', ...change })] });

  test('the first genuine delivery since the rewrite, and its host', () => {
    const { record } = did(fresh, NOW, come({}));
    expect(record.facts.arrivedNew).toEqual({ [AOI]: at(NOW - MINUTE_MS) });
    expect(record.facts.sendingHosts).toEqual(['198.51.100.77']);
    expect(did(record, NOW + 1, come({ uid: 301, at: at(NOW) })).record.facts.arrivedNew).toEqual(
      record.facts.arrivedNew,
    );
  });

  test.each([
    ['spam', { suspect: 'junk' }],
    ['a copy', { kind: 'copy' }],
    ['a bounce', { kind: 'bounce' }],
    ['what came before the rewrite', { at: at(BEGIN - 1_000) }],
  ] as const)('%s is none', (_, change) => {
    expect(did(fresh, NOW, come(change)).record.facts.arrivedNew).toEqual({});
  });

  test('a rewrite that nobody announced counts from when it was seen: a test letter sent before proves nothing', () => {
    const { rewriteBegunAt: _begun, ...facts } = fresh.facts;
    const unsaid = { ...fresh, facts };
    const seenAt = facts.rewriteSeenAt ?? 0;
    expect(did(unsaid, NOW, come({ at: seenAt - 1_000 })).record.facts.arrivedNew).toEqual({});
    expect(did(unsaid, NOW, come({ at: seenAt })).record.facts.arrivedNew).toEqual({ [AOI]: seenAt });
  });

  test('no more hosts are kept than are counted', () => {
    const arrivals = Array.from({ length: 50 }, (_, index) =>
      arrival({ uid: 400 + index, path: { address: `198.51.100.${index}` } }),
    );
    const room = withFacts(fresh, { settings: { ...fresh.facts.settings, sendingHostsExpected: 3 } });
    expect(did(room, NOW, survey('new', { arrivals })).record.facts.sendingHosts).toHaveLength(3);
  });
});

describe('a survey that failed or was cut short', () => {
  test('leaves what was seen, and its reason beside it', () => {
    const { record, events } = did(rewritten, NOW, failed('old', 'connect-timeout'));
    expect(events).toEqual([]);
    const seen = record.sightings.survey[`${AOI}|old`];
    expect(seen?.ok).toEqual(rewritten.sightings.survey[`${AOI}|old`]?.ok);
    expect(seen?.failed).toEqual({ at: at(NOW), code: 'connect-timeout' });
  });

  test('refused credentials are remembered, unless they have been changed since', () => {
    const { record, events } = did(rewritten, NOW, failed('old', 'login-refused'));
    expect(kindsOf(events)).toContain('credentials-refused');
    expect(record.facts.refusedCredentials).toEqual({ [`${AOI}|old`]: 1 });
    expect(did(record, NOW + 1, failed('old', 'login-refused')).events).toEqual([]);
    expect(did(rewritten, NOW, failed('old', 'login-refused', 0)).record.facts.refusedCredentials).toEqual({});
  });

  test('the bound reached is remembered until a survey ends', () => {
    const cut = did(rewritten, NOW, survey('old', { more: true })).record;
    expect(cut.sightings.survey[`${AOI}|old`]?.ok?.more).toBe(true);
    expect(did(cut, NOW + 1, survey('old')).record.sightings.survey[`${AOI}|old`]?.ok?.more).toBeUndefined();
  });
});
