import { describe, expect, test } from 'vitest';
import type { Event } from '../../../src/migration/events.ts';
import type { KnownAddress } from '../../../src/migration/mail-facts.ts';
import type { Migration } from '../../../src/migration/record.ts';
import { silentFrom } from '../../../src/migration/senders.ts';
import { DAY_MS } from '../../../src/migration/time.ts';
import { ALL_NEW, BEGIN, MAILBOXES, SENDER, T0 } from '../a-migration.ts';
import { CUT_OVER_READY, did, upTo, withFacts } from '../stages.ts';

const tick = (record: Migration, when: number) => did(record, when, { kind: 'tick' });
const of = <Kind extends Event['kind']>(events: readonly Event[], kind: Kind) =>
  events.filter((event): event is Extract<Event, { kind: Kind }> => event.kind === kind);

describe('addresses without a place', () => {
  const found = (change: Partial<KnownAddress> = {}): KnownAddress => ({
    count: 3,
    firstAt: T0,
    lastAt: T0,
    ...change,
  });
  const NOW = CUT_OVER_READY;
  const ready = withFacts(upTo(NOW), {
    addresses: {
      'info@kitano.example': found(),
      'shop@kitano.example': found({ count: 9 }),
      'all@kitano.example': found({ placed: { as: 'list', at: T0, by: 'UAOI' } }),
      'taken-back@kitano.example': found({ count: 0 }),
      [MAILBOXES[0]]: found(),
    },
  });

  test('are told, the busiest first, and only those', () => {
    expect(of(tick(ready, NOW).events, 'addresses-told')).toMatchObject([
      { addresses: ['shop@kitano.example', 'info@kitano.example'] },
    ]);
  });
  test('once a day', () => {
    const told = tick(ready, NOW).record;
    expect(of(tick(told, NOW + DAY_MS - 1).events, 'addresses-told')).toEqual([]);
    expect(of(tick(told, NOW + DAY_MS).events, 'addresses-told')).toHaveLength(1);
  });
  test('not silenced by a clock that was ahead', () => {
    const ahead = withFacts(ready, { addressesToldAt: T0 + 1_000 * DAY_MS });
    expect(of(tick(ahead, NOW).events, 'addresses-told')).toHaveLength(1);
  });
  test('once more when the rewrite has begun, and not in a pause', () => {
    const late = withFacts(upTo(BEGIN + 1), { addresses: { 'info@kitano.example': found() } });
    const told = tick(late, BEGIN + 1);
    expect(of(told.events, 'addresses-told')).toHaveLength(1);
    expect(of(tick(told.record, BEGIN + 1 + 3 * DAY_MS).events, 'addresses-told')).toEqual([]);
    const paused = did(ready, NOW, { kind: 'pause', by: 'UAOI' });
    expect(of(paused.events, 'addresses-told')).toEqual([]);
  });
});

describe('senders that fell silent', () => {
  const waiting = upTo(ALL_NEW + 1);
  const known = waiting.facts.senders?.[SENDER];
  if (known === undefined) throw new Error('the good migration has a regular sender');
  const when = (silentFrom(waiting.facts, known) ?? 0) - T0;

  test('are told once, not before', () => {
    expect(of(tick(waiting, when - 1).events, 'senders-silent')).toEqual([]);
    const told = tick(waiting, when);
    expect(of(told.events, 'senders-silent')).toMatchObject([{ senders: [SENDER] }]);
    expect(of(tick(told.record, when + 30 * DAY_MS).events, 'senders-silent')).toEqual([]);
  });
  test('those of a day together', () => {
    const told = tick(waiting, when).record;
    const another = withFacts(told, { senders: { ...told.facts.senders, 'bill@x.example': known } });
    expect(of(tick(another, when + DAY_MS - 1).events, 'senders-silent')).toEqual([]);
    expect(of(tick(another, when + DAY_MS).events, 'senders-silent')).toMatchObject([{ senders: ['bill@x.example'] }]);
  });
  test('not when seen, dismissed, or irregular', () => {
    for (const change of [
      { seenNewAt: T0 + ALL_NEW },
      { dismissed: { at: T0, by: 'UMIKA', reason: 'gone' } },
      { days: known.days.slice(0, 1) },
    ]) {
      const record = withFacts(waiting, { senders: { [SENDER]: { ...known, ...change } } });
      expect(of(tick(record, when + 30 * DAY_MS).events, 'senders-silent')).toEqual([]);
    }
  });
  test('told of in an attempt that was rolled back, they are told again', () => {
    const record = withFacts(waiting, { senders: { [SENDER]: { ...known, silentToldAt: T0 } } });
    expect(of(tick(record, when).events, 'senders-silent')).toHaveLength(1);
  });
});
