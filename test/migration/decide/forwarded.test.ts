import { describe, expect, test } from 'vitest';
import type { Arrival } from '../../../src/migration/observations.ts';
import type { Migration } from '../../../src/migration/record.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/migration/time.ts';
import { at, criterion, did, having, itemOf, kindsOf, upTo, withFacts } from '../stages.ts';
import { AOI, arrival, KEN, NOW, rewritten, survey } from './survey-reports.ts';

const watched = having(rewritten, NOW, { kind: 'mailbox-marked', mailbox: AOI, watch: 'forwarded' });
const forwarded = (change: Partial<Arrival> = {}) =>
  arrival({ through: 'old', stampedBy: 'mx3.newhost.example', path: { address: '192.0.2.10' }, ...change });
const looked = (record: Migration, change: Partial<Arrival> = {}, mailbox: string = AOI) =>
  did(record, NOW, survey('new', { arrivals: [forwarded({ mailbox, ...change })] }, mailbox));

describe('what the old server forwarded, in a mailbox that is watched by it', () => {
  test('is a straggler that is on the new server already; by which path it came nobody knows', () => {
    const { record, events } = looked(watched);
    const [straggler] = record.facts.stragglers;
    expect(straggler).toMatchObject({ mailbox: AOI, source: 'forwarded', carriedAt: at(NOW) });
    expect(straggler?.path).toBeUndefined();
    expect(kindsOf(events)).toContain('arrivals-told');
    expect(looked(record).record.facts.stragglers).toHaveLength(1);
  });
  test('shows that it forwards, and so does a probe, which is no straggler', () => {
    expect(looked(watched).record.facts.forwardedSeenAt).toEqual({ [AOI]: at(NOW - MINUTE_MS) });
    const probes = [{ id: 'p1', relay: 'r1', mailbox: AOI, sentAt: at(NOW - 2 * MINUTE_MS) }];
    const { record } = looked(withFacts(watched, { probes }), { kind: 'probe', probe: 'p1' });
    expect(record.facts.forwardedSeenAt).toEqual({ [AOI]: at(NOW - MINUTE_MS) });
    expect(record.facts.stragglers).toEqual([]);
    // The new server's clock is ahead: it forwards no longer by that.
    expect(looked(watched, { at: at(NOW + DAY_MS) }).record.facts.forwardedSeenAt).toEqual({ [AOI]: at(NOW) });
  });
  test.each<[string, Partial<Arrival>]>([
    ['came to the new server from elsewhere', { path: { helo: 'old.example', address: '198.51.100.66' } }],
    ['came by no known address', { path: { helo: 'mx.oldhost.example' } }],
    ['came from the new server itself', { path: { address: '127.0.0.1' } }],
    ['says it is a probe that nobody sent', { kind: 'probe', probe: 'made-up' }],
  ])('only bears the name of the old server below: it %s, and proves no forwarding', (_, change) => {
    const { record } = looked(watched, change);
    expect(record.facts.forwardedSeenAt).toBeUndefined();
    expect(record.facts.stragglers).toHaveLength(change.kind === 'probe' ? 0 : 1);
  });
  test('proves nothing of the new server: not that mail arrives there, nor who sends to it', () => {
    const blank = withFacts(watched, { arrivedNew: {}, sendingHosts: [] });
    const { facts } = looked(blank).record;
    expect(facts.arrivedNew).toEqual({});
    expect(facts.sendingHosts).toEqual([]);
  });
  test('begins the quiet time anew', () => {
    const { record } = looked(watched);
    const { figures } = itemOf(criterion(record, 'switch-back', 'SWB-QUIET', NOW), 'quiet').evidence;
    expect(figures.fromAt).toBe(at(NOW));
  });
  test('is none before the rewrite, and where it is watched in another way', () => {
    const early = having(upTo(0), 0, { kind: 'mailboxes-added', mailboxes: [{ address: AOI, watch: 'forwarded' }] });
    expect(looked(early).record.facts.stragglers).toEqual([]);
    const { record } = looked(watched, {}, KEN);
    expect(record.facts.stragglers).toEqual([]);
    expect(record.facts.forwardedSeenAt).toBeUndefined();
  });
});

describe('a mailbox over POP3 alone', () => {
  const pop3 = (uidls: readonly string[], arrivals: readonly Arrival[] = []) =>
    survey('old', { pop3: { uidls, oldestAt: at(0) }, arrivals });

  test('is remembered by its UIDLs', () => {
    expect(did(rewritten, NOW, pop3(['a', 'b'])).record.sightings.survey[`${AOI}|old`]?.ok?.pop3).toEqual({
      uidls: ['a', 'b'],
      oldestAt: at(0),
    });
  });
  test('what arrived is a straggler, and no riddle when it is taken away', () => {
    const come = did(rewritten, NOW, pop3(['a', 'b'], [arrival({ uidValidity: 'uidl' })])).record;
    expect(come.facts.stragglers).toHaveLength(1);
    const gone = did(come, NOW + HOUR_MS, pop3(['a'])).record;
    expect(gone.facts.puzzles).toEqual([]);
    expect(gone.facts.stragglers).toHaveLength(1);
  });
});

test('a subject is kept where one was read', () => {
  const { record } = did(rewritten, NOW, survey('old', { arrivals: [arrival({ subject: 'Invoice' })] }));
  expect(record.facts.stragglers[0]?.subject).toBe('Invoice');
});
