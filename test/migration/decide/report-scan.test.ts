import { describe, expect, test } from 'vitest';
import type { Command } from '../../../src/migration/commands.ts';
import type { Event } from '../../../src/migration/events.ts';
import type { ScannedSender, ScanObservation } from '../../../src/migration/mail-observations.ts';
import { DAY_MS, HOUR_MS } from '../../../src/migration/time.ts';
import { BEGIN, MAILBOXES, T0 } from '../a-migration.ts';
import { at, CUT_OVER_READY, did, upTo, withFacts } from '../stages.ts';

const NOW = CUT_OVER_READY;
/** Before anything was scanned. */
const before = withFacts(upTo(NOW), { addresses: undefined, senders: undefined });
const [AOI, KEN] = MAILBOXES;
const TODAY = Math.floor(at(NOW) / DAY_MS);

type Part = {
  readonly mailbox?: string;
  readonly at?: number;
  readonly addresses?: readonly (readonly [address: string, count: number, lastDaysAgo: number])[];
  readonly senders?: readonly (readonly [sender: string, ...daysAgo: number[]])[];
  readonly way?: ScannedSender['way'];
  readonly partial?: true;
};
function part({
  mailbox = AOI,
  at: when = NOW,
  addresses = [],
  senders = [],
  way = 'dns',
  partial,
}: Part): ScanObservation {
  return {
    mailbox,
    credentialsVersion: 1,
    result: {
      outcome: 'ok',
      at: at(when),
      from: at(when - 395 * DAY_MS),
      messages: 10,
      addresses: addresses.map(([address, count, ago]) => ({
        address,
        count,
        firstAt: at(NOW - 100 * DAY_MS),
        lastAt: at(NOW - ago * DAY_MS),
      })),
      senders: senders.map(([sender, ...daysAgo]) => ({
        sender,
        days: daysAgo.map((ago) => TODAY - ago).sort((a, b) => a - b),
        count: daysAgo.length,
        lastAt: at(NOW - Math.min(...daysAgo) * DAY_MS),
        way,
        path: { address: way === 'local' ? '192.0.2.11' : '198.51.100.7' },
      })),
      ...(partial === undefined ? {} : { partial }),
    },
  };
}
const report = (...parts: readonly Part[]): Command => ({ kind: 'report-scan', observations: parts.map(part) });
const failed: Command = {
  kind: 'report-scan',
  observations: [
    { mailbox: AOI, credentialsVersion: 1, result: { outcome: 'failed', at: at(NOW), code: 'connect-timeout' } },
  ],
};
const of = <Kind extends Event['kind']>(events: readonly Event[], kind: Kind) =>
  events.filter((event): event is Extract<Event, { kind: Kind }> => event.kind === kind);

describe('addresses', () => {
  test('of several mailboxes come together: how often, since when, until when', () => {
    const { record, events } = did(
      before,
      NOW,
      report(
        { addresses: [['Info@kitano.example', 3, 5]] },
        { mailbox: KEN, addresses: [['info@kitano.example', 2, 1]] },
      ),
    );
    expect(of(events, 'addresses-found')).toHaveLength(1);
    expect(record.facts.addresses).toEqual({
      'info@kitano.example': { count: 5, firstAt: at(NOW - 100 * DAY_MS), lastAt: at(NOW - DAY_MS) },
    });
  });
  test('of other domains, and what is none, are none of ours', () => {
    const { record } = did(
      before,
      NOW,
      report({
        addresses: [
          ['info@elsewhere.example', 3, 5],
          ['not an address@kitano.example', 3, 5],
        ],
      }),
    );
    expect(record.facts.addresses).toBeUndefined();
  });
  test('met again are news when a day or more lies between, and what was known is not taken back', () => {
    const first = did(before, NOW, report({ addresses: [['info@kitano.example', 30, 5]] })).record;
    const soon = did(first, NOW + 1, report({ addresses: [['info@kitano.example', 31, 4.5]] }));
    expect(of(soon.events, 'addresses-found')).toEqual([]);
    const later = did(first, NOW + 1, report({ addresses: [['info@kitano.example', 2, 4]] }));
    expect(of(later.events, 'addresses-found')).toHaveLength(1);
    expect(later.record.facts.addresses?.['info@kitano.example']).toMatchObject({
      count: 30,
      lastAt: at(NOW - 4 * DAY_MS),
    });
  });
  test('placed stay placed when more mail is found for them', () => {
    const named = did(before, NOW, {
      kind: 'place-addresses',
      by: 'UAOI',
      addresses: ['info@kitano.example'],
      as: 'alias',
    }).record;
    const { record } = did(named, NOW + 1, report({ addresses: [['info@kitano.example', 3, 5]] }));
    expect(record.facts.addresses?.['info@kitano.example']).toMatchObject({
      count: 3,
      lastAt: at(NOW - 5 * DAY_MS),
      placed: { as: 'alias' },
    });
  });
  test('too many to keep leave the scan that met them not whole', () => {
    const many = Array.from({ length: 5_001 }, (_, n) => [`x${n}@kitano.example`, n === 7 ? 1 : 2, 5] as const);
    const { record } = did(before, NOW, report({ addresses: many }, { mailbox: KEN }));
    expect(Object.keys(record.facts.addresses ?? {})).toHaveLength(5_000);
    expect(record.facts.addresses?.['x7@kitano.example']).toBeUndefined();
    expect(record.sightings.scan?.[AOI]?.ok?.partial).toBe(true);
    expect(record.sightings.scan?.[KEN]?.ok?.partial).toBeUndefined();
  });
});

describe('senders', () => {
  test('are regular by the days of all mailboxes together', () => {
    const { record } = did(
      before,
      NOW,
      report(
        {
          senders: [
            ['Bill@x.example', 31],
            ['once@x.example', 3],
          ],
        },
        { mailbox: KEN, senders: [['bill@x.example', 1]] },
      ),
    );
    expect(Object.keys(record.facts.senders ?? {})).toEqual(['bill@x.example']);
    expect(record.facts.senders?.['bill@x.example']).toMatchObject({
      days: [TODAY - 31, TODAY - 1],
      lastAt: at(NOW - DAY_MS),
    });
  });
  test('older than ninety days are none', () => {
    const { record } = did(before, NOW, report({ senders: [['old@x.example', 90, 1]] }));
    expect(record.facts.senders).toBeUndefined();
  });
  test('by several ways are known by the one that DNS does not rule', () => {
    const { record } = did(
      before,
      NOW,
      report({ senders: [['a@x.example', 4, 1]] }, { mailbox: KEN, senders: [['a@x.example', 9, 8]], way: 'local' }),
    );
    expect(record.facts.senders?.['a@x.example']).toMatchObject({ way: 'local', path: { address: '192.0.2.11' } });
  });
  test('that wrote within the domain count like others', () => {
    const { record } = did(before, NOW, report({ senders: [['ken@kitano.example', 4, 1]] }));
    expect(Object.keys(record.facts.senders ?? {})).toEqual(['ken@kitano.example']);
  });
  test('that wrote no more since are no news; one more day is, and adds to the others', () => {
    const first = did(before, NOW, report({ senders: [['a@x.example', 20, 10]] })).record;
    expect(of(did(first, NOW + 1, report({ senders: [['a@x.example', 20, 10]] })).events, 'senders-found')).toEqual([]);
    const { record, events } = did(first, NOW + 1, report({ senders: [['a@x.example', 1]] }));
    expect(of(events, 'senders-found')).toHaveLength(1);
    expect(record.facts.senders?.['a@x.example']?.days).toEqual([TODAY - 20, TODAY - 10, TODAY - 1]);
  });
  test('dismissed, or not, are not judged anew by another scan', () => {
    const first = did(before, NOW, report({ senders: [['a@x.example', 20, 10]] })).record;
    const gone = did(first, NOW, { kind: 'dismiss-senders', by: 'UMIKA', senders: ['a@x.example'], reason: 'gone' });
    const again = did(gone.record, NOW + 1, report({ senders: [['a@x.example', 1]] })).record;
    expect(again.facts.senders?.['a@x.example']?.dismissed).toMatchObject({ by: 'UMIKA' });
  });
  test('more than are kept: those that wrote least are left out, and counted; fewer only by a whole scan', () => {
    const many = Array.from({ length: 2_003 }, (_, n) =>
      n < 3 ? ([`x${n}@x.example`, 2, 1] as const) : ([`x${n}@x.example`, 3, 2, 1] as const),
    );
    const { record } = did(before, NOW, report({ senders: many }));
    expect(Object.keys(record.facts.senders ?? {})).toHaveLength(2_000);
    expect(record.facts.senders?.['x0@x.example']).toBeUndefined();
    expect(record.facts.sendersLeftOut).toBe(3);
    expect(did(record, NOW + 1, failed).record.facts.sendersLeftOut).toBe(3);
    expect(did(record, NOW + 1, report({})).record.facts.sendersLeftOut).toBe(0);
  });
  test('once the rewrite has begun no scan changes them, nor what the earlier scan is worth', () => {
    const begun = upTo(BEGIN + 1);
    const { record, events } = did(
      begun,
      BEGIN + 1,
      report({
        at: BEGIN,
        addresses: [['late@kitano.example', 1, 1]],
        senders: [['a@x.example', 2, 1]],
        partial: true,
      }),
    );
    expect(of(events, 'senders-found')).toEqual([]);
    expect(record.sightings.scan).toEqual(begun.sightings.scan);
    expect(record.facts.addresses?.['late@kitano.example']).toBeDefined();
  });
});

describe('what a scan is worth', () => {
  test('whole, or not; a failed one leaves the last to age', () => {
    const whole = did(before, NOW, report({})).record;
    expect(whole.sightings.scan?.[AOI]).toEqual({
      ok: { at: at(NOW), from: at(NOW - 395 * DAY_MS), messages: 10 },
    });
    expect(did(whole, NOW + 1, failed).record.sightings.scan?.[AOI]).toMatchObject({
      ok: { at: at(NOW) },
      failed: { code: 'connect-timeout' },
    });
    expect(did(before, NOW, report({ partial: true })).record.sightings.scan?.[AOI]?.ok?.partial).toBe(true);
  });
  test('a refused password is a fact, told once; one that was changed meanwhile is not refused', () => {
    const refused = (version: number): Command => ({
      kind: 'report-scan',
      observations: [
        {
          mailbox: AOI,
          credentialsVersion: version,
          result: { outcome: 'failed', at: at(NOW), code: 'login-refused' },
        },
      ],
    });
    const first = did(before, NOW, refused(1));
    expect(of(first.events, 'credentials-refused')).toMatchObject([
      { entries: [{ mailbox: AOI, side: 'old', version: 1 }] },
    ]);
    expect(of(did(first.record, NOW + 1, refused(1)).events, 'credentials-refused')).toEqual([]);
    expect(of(did(before, NOW, refused(0)).events, 'credentials-refused')).toEqual([]);
  });
  test('of a mailbox that is not on the list, none', () => {
    const { record } = did(before, NOW, report({ mailbox: 'gone@kitano.example' }));
    expect(record.sightings.scan?.['gone@kitano.example']).toBeUndefined();
  });
  test('it counts from when it began: what was imported while it went on is still to be read', () => {
    const took = did(before, NOW, report({ at: NOW - HOUR_MS }, { mailbox: KEN })).record;
    expect(took.sightings.looks.scan).toEqual({ at: at(NOW - HOUR_MS) });
    const wrongClock = did(before, NOW, report({ at: -T0 }, { mailbox: KEN })).record;
    expect(wrongClock.sightings.looks.scan).toEqual({ at: at(NOW) });
  });
});
