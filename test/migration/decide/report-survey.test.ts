import { describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../src/migration/time.ts';
import { BEGIN } from '../a-migration.ts';
import { at, CUT_OVER_READY, did, kindsOf, SWITCH_BACK_DONE, upTo, withFacts, withSightings } from '../stages.ts';
import { AOI, arrival, failed, joined, KEN, NOW, rewritten, survey } from './survey-reports.ts';

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
    const report = survey('old', {
      arrivals: [arrival({ folder: 'Work', at: second }), arrival({ folder: 'Work', uid: 301, at: second - 1_000 })],
    });
    expect(did(begun, NOW, report).record.facts.stragglers.map((one) => one.at)).toEqual([second]);
  });

  describe('new in the inbox, and stamped before the rewrite', () => {
    const slow = arrival({ at: at(HOUR_MS) });

    test('it came after it, by a slow clock, when the survey before was taken after the rewrite', () => {
      const found = did(rewritten, NOW, survey('old', { arrivals: [slow] })).record.facts.stragglers;
      expect(found.map((one) => one.fingerprint)).toEqual([slow.fingerprint]);
    });

    test('it may have come before it when the last survey was', () => {
      const before = { ok: { at: at(2 * HOUR_MS), folders: [] } };
      const record = withSightings(rewritten, { survey: { ...rewritten.sightings.survey, [`${AOI}|old`]: before } });
      expect(did(record, NOW, survey('old', { arrivals: [slow] })).record.facts.stragglers).toEqual([]);
    });

    test('it may have been moved there when another folder shrank meanwhile', () => {
      const folder = (path: string, messages: number) => ({ path, uidValidity: '7', uidNext: 400, messages });
      const inbox = { ...folder('INBOX', 10), specialUse: 'inbox' as const };
      const before = { ok: { at: at(NOW) - 1, folders: [inbox, folder('Work', 5)] } };
      const record = withSightings(rewritten, { survey: { ...rewritten.sightings.survey, [`${AOI}|old`]: before } });
      const now = survey('old', { folders: [inbox, folder('Work', 4)], arrivals: [slow] });
      expect(did(record, NOW, now).record.facts.stragglers).toEqual([]);
    });
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

  test('the copy found only after a rollback, which left it where it is', () => {
    const found = did(rewritten, NOW, straggler).record;
    const back = did(found, NOW + 1, { kind: 'rollback', by: 'UAOI', reason: 'the new server refuses mail' }).record;
    expect(back.facts.state.kind).toBe('rolled-back');
    expect(did(back, NOW + 2, copy).record.facts.stragglers[0]?.carriedAt).toBe(at(NOW + 2));
  });

  test('what reached the new server during a rollback is carried by a copy on the old one alone', () => {
    const back = did(rewritten, NOW, { kind: 'rollback', by: 'UAOI', reason: 'the new server refuses mail' }).record;
    const landed = did(back, NOW + 2, survey('new', { arrivals: [arrival({ at: at(NOW + 1) })] })).record;
    expect(did(landed, NOW + 3, copy).record.facts.stragglers[0]?.carriedAt).toBeUndefined();
    const brought = survey('old', { arrivals: [arrival({ kind: 'copy', uid: 901 })] });
    expect(did(landed, NOW + 3, brought).record.facts.stragglers[0]?.carriedAt).toBe(at(NOW + 3));
  });

  describe('two stragglers of one Message-ID', () => {
    const [first, second] = [arrival({ stamp: 'A' }), arrival({ uid: 301, stamp: 'B' })];
    const copyOf = (stamp: string, uid: number) =>
      survey('new', { arrivals: [arrival({ kind: 'copy', uid, folder: 'Sorted', stamp })] });
    const both = did(rewritten, NOW, survey('old', { arrivals: [first, second] })).record;
    const carriedOf = ({ facts }: typeof both) => facts.stragglers.map(({ carriedAt }) => carriedAt !== undefined);

    test('one copy carries the one whose stamp it bears, and no other, whenever it is seen', () => {
      const one = did(both, NOW + 1, copyOf('B', 900)).record;
      expect(carriedOf(one)).toEqual([false, true]);
      // Moved about on the new server, it is still the same one.
      expect(carriedOf(did(one, NOW + 2, copyOf('B', 901)).record)).toEqual([false, true]);
      expect(carriedOf(did(one, NOW + 2, copyOf('A', 902)).record)).toEqual([true, true]);
      const before = did(rewritten, NOW, copyOf('B', 900)).record;
      expect(carriedOf(did(before, NOW + 1, survey('old', { arrivals: [first, second] })).record)).toEqual([
        false,
        true,
      ]);
    });

    test('a copy whose stamp is no straggler of theirs carries neither', () => {
      expect(carriedOf(did(both, NOW + 1, copyOf('C', 900)).record)).toEqual([false, false]);
    });

    test('known without their stamps, each wants a copy of its own', () => {
      const known = [first, second].map(({ stamp: _, ...one }) => one);
      const two = did(rewritten, NOW, survey('old', { arrivals: known })).record;
      const one = did(two, NOW + 1, copyOf('A', 900)).record;
      expect(carriedOf(one)).toEqual([false, false]);
      expect(carriedOf(did(one, NOW + 2, copyOf('A', 901)).record)).toEqual([false, false]);
      expect(carriedOf(did(one, NOW + 2, copyOf('B', 902)).record)).toEqual([true, true]);
    });

    test('a copy that the one has taken is not free for one that is known without its stamp', () => {
      const { stamp: _, ...unstamped } = second;
      const two = did(rewritten, NOW, survey('old', { arrivals: [first, unstamped] })).record;
      const one = did(two, NOW + 1, copyOf('A', 900)).record;
      expect(carriedOf(one)).toEqual([true, false]);
      expect(carriedOf(did(one, NOW + 2, copyOf('B', 901)).record)).toEqual([true, true]);
    });
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
