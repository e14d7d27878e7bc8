import { describe, expect, test } from 'vitest';
import { announce } from '../../src/migration/announce.ts';
import type { Event, Happening } from '../../src/migration/events.ts';
import { replay } from '../../src/migration/evolve.ts';
import type { Facts } from '../../src/migration/facts.ts';
import { HOUR_MS } from '../../src/migration/time.ts';
import { ALL_NEW, aStart, MAILBOXES, SENDER, T0 } from './a-migration.ts';
import { at, CUT_OVER_READY, did, having, upTo, withFacts } from './stages.ts';

const [AOI, KEN] = MAILBOXES;
const event = (happening: Happening, when = 0, by = 'UAOI'): Event => ({ ...happening, at: at(when), by });
const said = (facts: Facts, ...events: readonly Event[]) => announce(facts, events);

describe('addresses without a place', () => {
  const address = { count: 3, firstAt: T0, lastAt: T0 };
  const found = withFacts(upTo(CUT_OVER_READY), {
    addresses: { 'info@kitano.example': address, 'shop@kitano.example': { ...address, count: 9 } },
  });
  const told = event({ kind: 'addresses-told', addresses: ['shop@kitano.example', 'info@kitano.example'] });

  test('are one message, which keeps up with what is placed since', () => {
    const [first] = said(found.facts, told);
    expect(first).toMatchObject({
      kind: 'addresses',
      total: 2,
      lines: [{ address: 'shop@kitano.example', count: 9 }, {}],
    });
    const place = event({ kind: 'addresses-placed', addresses: ['shop@kitano.example'], as: 'alias' }, 1);
    const [last, ...others] = said(found.facts, told, place);
    expect(others).toEqual([]);
    expect(last).toMatchObject({ slot: first !== undefined && 'slot' in first && first.slot, total: 1 });
    const added = event(
      { kind: 'mailboxes-added', mailboxes: [{ address: 'info@kitano.example', watch: 'login' }] },
      2,
    );
    expect(said(found.facts, told, place, added)[0]).toMatchObject({ total: 0, lines: [] });
  });
  test('that were placed before anybody was told of any are no message', () => {
    const place = event({ kind: 'addresses-placed', addresses: ['shop@kitano.example'], as: 'alias' });
    expect(said(found.facts, place)).toEqual([]);
  });
});

test('senders that fell silent are told with their rhythm', () => {
  const { facts } = upTo(ALL_NEW + 1);
  const [told] = said(facts, event({ kind: 'senders-silent', senders: [SENDER] }));
  expect(told).toMatchObject({ kind: 'senders-silent', total: 1, lines: [{ sender: SENDER, everyDays: 7 }] });
});

describe('mail that bounces', () => {
  const { facts } = upTo(ALL_NEW + 1);
  const refused = (address: string, when: number) =>
    event({ kind: 'old-refused', refusals: [{ address, reply: '550 no' }] }, when);
  const over = (addresses: readonly string[], when: number) => event({ kind: 'old-accepts-again', addresses }, when);

  test('is one message an outage, edited until all is accepted again', () => {
    const first = said(facts, refused(AOI, ALL_NEW));
    expect(first).toMatchObject([
      { kind: 'old-refuses', slot: `old-refuses:${at(ALL_NEW)}`, lines: [{ address: AOI }] },
    ]);
    const all = said(
      facts,
      refused(AOI, ALL_NEW),
      refused(KEN, ALL_NEW + 1),
      over([AOI], ALL_NEW + 2),
      over([KEN], ALL_NEW + 3),
    );
    expect(all).toMatchObject([
      {
        slot: `old-refuses:${at(ALL_NEW)}`,
        lines: [
          { address: AOI, overAt: at(ALL_NEW + 2) },
          { address: KEN, overAt: at(ALL_NEW + 3) },
        ],
      },
    ]);
  });
  test('again is another message, unless it was over for a moment only', () => {
    const later = ALL_NEW + 7 * HOUR_MS;
    const soon = said(facts, refused(AOI, ALL_NEW), over([AOI], ALL_NEW + 1), refused(AOI, ALL_NEW + HOUR_MS));
    expect(soon).toMatchObject([
      { slot: `old-refuses:${at(ALL_NEW)}`, lines: [{ address: AOI, at: at(ALL_NEW + HOUR_MS) }] },
    ]);
    const all = said(facts, refused(AOI, ALL_NEW), over([AOI], ALL_NEW + 1), refused(AOI, later));
    expect(all.map((one) => 'slot' in one && one.slot)).toEqual([
      `old-refuses:${at(ALL_NEW)}`,
      `old-refuses:${at(later)}`,
    ]);
  });
  test('is not told a second time as an incident', () => {
    expect(said(facts, event({ kind: 'incident', code: 'old-refuses', subject: AOI }))).toEqual([]);
  });
});

test('an archive is told with what it holds', () => {
  const kept = event({ kind: 'archive-kept', mailboxes: 2, messages: 80, restored: true });
  expect(said(upTo(ALL_NEW + 1).facts, kept)).toEqual([
    {
      kind: 'archive',
      slot: expect.stringMatching(/^archive:\d+$/),
      by: 'UAOI',
      mailboxes: 2,
      messages: 80,
      restored: true,
    },
  ]);
});

test('a subject stands in the line where one was read, with the cause and whether it is on the new server', () => {
  const straggler = {
    key: 'k',
    mailbox: AOI,
    folder: 'INBOX',
    at: at(ALL_NEW + HOUR_MS),
    seenAt: at(ALL_NEW + HOUR_MS),
    fingerprint: '<1@x>',
    subject: 'Invoice',
    path: { address: '203.0.113.99' },
  };
  const { facts } = having(upTo(ALL_NEW + 1), ALL_NEW + 1, { kind: 'stragglers-found', stragglers: [straggler] });
  const told = event({ kind: 'arrivals-told', stragglers: ['k'], suspects: [], puzzles: [] });
  expect(said(facts, told)).toMatchObject([
    { kind: 'stragglers', lines: [{ subject: 'Invoice', cause: 'pinned', onNew: false }] },
  ]);
});

describe('owners', () => {
  const ready = upTo(CUT_OVER_READY);
  test('an owner, or an approver, attests; the record can be rebuilt from what happened', () => {
    const owned = did(ready, CUT_OVER_READY, { kind: 'set-owner', by: 'UAOI', mailbox: AOI, owner: 'UYUI' });
    const byOwner = did(owned.record, CUT_OVER_READY + 1, { kind: 'attest', by: 'UYUI', mailbox: AOI });
    expect(byOwner.record.facts.mailboxes[0]).toMatchObject({
      owner: 'UYUI',
      attested: { at: at(CUT_OVER_READY + 1), by: 'UYUI' },
    });
    expect(
      did(ready, CUT_OVER_READY, { kind: 'attest', by: 'UMIKA', mailbox: AOI }).record.facts.mailboxes[0]?.attested?.by,
    ).toBe('UMIKA');
    const first: Event = { kind: 'started', input: aStart(), at: T0, by: 'UAOI' };
    const mailboxes = event({ kind: 'mailboxes-added', mailboxes: [{ address: AOI, watch: 'attested' }] });
    const rebuilt = replay([first, mailboxes, ...owned.events, ...byOwner.events]);
    expect(rebuilt?.mailboxes[0]).toMatchObject({ owner: 'UYUI', watch: 'attested' });
  });
});

describe('relays', () => {
  const set = (id: string, port: number) =>
    ({
      kind: 'set-relay',
      by: 'UAOI',
      relay: { id, kind: 'outside', host: '203.0.113.9', port, security: 'tls' },
    }) as const;
  test('named anew it takes the former one’s place; taken away it is gone', () => {
    const one = did(upTo(CUT_OVER_READY), CUT_OVER_READY, set('mx', 587)).record;
    const other = did(one, CUT_OVER_READY + 1, set('mx', 465)).record;
    expect(other.facts.relays).toMatchObject([{ id: 'mx', port: 465, at: at(CUT_OVER_READY + 1), by: 'UAOI' }]);
    expect(did(other, CUT_OVER_READY + 2, { kind: 'remove-relay', by: 'UAOI', id: 'mx' }).record.facts.relays).toEqual(
      [],
    );
  });
});
