import { describe, expect, test } from 'vitest';
import type { Arrival, Side } from '../../../src/migration/observations.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/migration/time.ts';
import { BEGIN } from '../a-migration.ts';
import { at, CUT_OVER_OPEN, CUT_OVER_READY, did, kindsOf, upTo, withFacts } from '../stages.ts';
import { AOI, arrival, joined, NOW, rewritten, survey } from './survey-reports.ts';

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
