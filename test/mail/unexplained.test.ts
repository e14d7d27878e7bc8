import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unexplainedOf } from '../../src/mail/unexplained.ts';
import type { Arrival } from '../../src/migration/observations.ts';

const AT = Date.UTC(2026, 10, 24, 4);
const arrival = (folder: string, fingerprint: string, more: Partial<Arrival> = {}): Arrival => ({
  mailbox: 'anna@example.jp',
  folder,
  uidValidity: '1',
  uid: 1,
  kind: 'delivery',
  at: AT + 1_000,
  fingerprint,
  ...more,
});
const INBOX_GAP = [{ folder: 'INBOX', specialUse: 'inbox', count: 1 }] as const;
const LOST_ONE = [{ folder: 'INBOX', count: 1 }];

describe('a gap in the inbox', () => {
  it('is explained by a delivery that was moved to another folder', () => {
    expect(unexplainedOf(INBOX_GAP, [arrival('Customers', 'a')], AT)).toEqual([]);
    expect(unexplainedOf(INBOX_GAP, [arrival('Customers', 'a', { savedAt: AT + 9_000 })], AT)).toEqual([]);
  });

  it.each([
    ['nothing', []],
    ['a message that arrived before the last look', [arrival('Customers', 'a', { at: AT - 1_000 })]],
    ['one that has lain in its folder since before', [arrival('Customers', 'a', { savedAt: AT - 60_000 })]],
    ['a copy from the other server', [arrival('Customers', 'a', { kind: 'copy' })]],
    ['junk that a filter filed', [arrival('Junk', 'a', { suspect: 'junk' })]],
    ['a message that was copied and is still there', [arrival('INBOX', 'a'), arrival('Customers', 'a')]],
    ['another delivery to the inbox', [arrival('INBOX', 'a')]],
  ])('is not explained by %s', (_, arrivals) => {
    expect(unexplainedOf(INBOX_GAP, arrivals, AT)).toEqual(LOST_ONE);
  });

  it('is not explained while the time of the last look is unknown', () => {
    expect(unexplainedOf(INBOX_GAP, [arrival('Customers', 'a')], undefined)).toEqual(LOST_ONE);
  });

  it('allows for stamps that know only seconds', () => {
    expect(unexplainedOf(INBOX_GAP, [arrival('Customers', 'a', { at: AT })], AT + 900)).toEqual([]);
  });
});

it('one moved message explains one missing message, not two', () => {
  const gaps = [
    { folder: 'INBOX', count: 1 },
    { folder: 'Lists', count: 1 },
  ];
  expect(unexplainedOf(gaps, [arrival('Customers', 'a')], AT)).toEqual([{ folder: 'Lists', count: 1 }]);
});

it.each(['sent', 'drafts', 'trash'] as const)('gaps in %s tell nothing about arrivals', (specialUse) => {
  expect(unexplainedOf([{ folder: 'X', specialUse, count: 9 }], [], AT)).toEqual([]);
});

it('never explains more than there are deliveries, and never counts more than the gaps', () => {
  const kinds = fc.constantFrom<Arrival['kind']>('delivery', 'copy', 'append', 'bounce', 'probe', 'unknown-stamp');
  const folders = fc.constantFrom('INBOX', 'A', 'B', 'Junk');
  const some = fc.array(
    fc.record({ folder: folders, kind: kinds, fingerprint: fc.constantFrom('1', '2', '3', '4', '5') }),
    { maxLength: 12 },
  );
  const gaps = fc.uniqueArray(fc.record({ folder: folders, count: fc.nat(5) }), { selector: (gap) => gap.folder });
  fc.assert(
    fc.property(gaps, some, (given, made) => {
      const arrivals = made.map((one) => arrival(one.folder, one.fingerprint, { kind: one.kind }));
      const total = given.reduce((sum, gap) => sum + gap.count, 0);
      const left = unexplainedOf(given, arrivals, AT).reduce((sum, gap) => sum + gap.count, 0);
      const deliveries = arrivals.filter((one) => one.kind === 'delivery').length;
      expect(left).toBeLessThanOrEqual(total);
      expect(left).toBeGreaterThanOrEqual(total - deliveries);
    }),
  );
});
