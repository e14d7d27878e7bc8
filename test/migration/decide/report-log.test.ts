import { describe, expect, test } from 'vitest';
import type { Command } from '../../../src/migration/commands.ts';
import type { LoggedDelivery, LogReading } from '../../../src/migration/mail-observations.ts';
import type { Migration } from '../../../src/migration/record.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/migration/time.ts';
import { ALL_NEW, BEGIN, MAILBOXES } from '../a-migration.ts';
import { at, CUT_OVER_READY, did, having, kindsOf, refusalOf, SWITCH_BACK_DONE, upTo } from '../stages.ts';
import { arrival, survey } from './survey-reports.ts';

const [AOI, KEN] = MAILBOXES;
const NOW = ALL_NEW + 2 * HOUR_MS;
const byLog = (record: Migration) => having(record, NOW, { kind: 'mailbox-marked', mailbox: AOI, watch: 'log' });
const rewritten = byLog(upTo(ALL_NEW + HOUR_MS + 1));

const delivery = (change: Partial<LoggedDelivery> = {}): LoggedDelivery => ({
  id: '4A1',
  address: AOI,
  at: at(NOW - MINUTE_MS),
  outcome: 'delivered',
  from: 'shop@sender.example',
  messageId: '<300@sender.example>',
  path: { helo: 'mx.sender.example', address: '198.51.100.77' },
  ...change,
});
const log = (deliveries: readonly LoggedDelivery[], change: Partial<LogReading> = {}): Command => ({
  kind: 'report-log',
  by: 'UAOI',
  reading: {
    format: 'postfix',
    from: at(BEGIN),
    to: at(NOW),
    lines: 100,
    unread: 0,
    hosts: ['sv12'],
    deliveries,
    ...change,
  },
});
const stragglers = (record: Migration) => record.facts.stragglers.map(({ key, source }) => [key, source]);

describe('what a log says was delivered', () => {
  test('to a mailbox that is watched by log is a straggler, once, with its path', () => {
    const { record, events } = did(rewritten, NOW, log([delivery()]));
    expect(stragglers(record)).toEqual([[`log|4A1|${AOI}`, 'log']]);
    expect(record.facts.stragglers[0]).toMatchObject({
      path: { address: '198.51.100.77' },
      from: 'shop@sender.example',
    });
    expect(kindsOf(events)).toContain('arrivals-told');
    expect(stragglers(did(record, NOW + 1, log([delivery()])).record)).toHaveLength(1);
  });
  test('what was forwarded came to the old server too', () => {
    expect(stragglers(did(rewritten, NOW, log([delivery({ outcome: 'forwarded' })])).record)).toHaveLength(1);
  });
  test('to an address that may be that mailbox’s counts; to one that was dropped, or is read by the bot, it does not', () => {
    const info = delivery({ address: 'info@kitano.example' });
    expect(stragglers(did(rewritten, NOW, log([info])).record)).toHaveLength(1);
    const found = { address: 'info@kitano.example', count: 3, firstAt: at(0), lastAt: at(0) };
    const dropped = having(
      rewritten,
      NOW,
      { kind: 'addresses-found', addresses: [found] },
      { kind: 'addresses-placed', addresses: [found.address], as: 'dropped', reason: 'nobody reads it' },
    );
    expect(stragglers(did(dropped, NOW, log([info])).record)).toEqual([]);
    expect(stragglers(did(rewritten, NOW, log([delivery({ address: KEN })])).record)).toEqual([]);
    const none = upTo(ALL_NEW + HOUR_MS + 1);
    expect(stragglers(did(none, NOW, log([info])).record)).toEqual([]);
  });
  test('before the rewrite is no straggler, nor is what was put off or belongs to others', () => {
    const others = [
      delivery({ at: at(0) }),
      delivery({ outcome: 'deferred' }),
      delivery({ address: 'someone@other.example' }),
    ];
    expect(stragglers(did(rewritten, NOW, log(others)).record)).toEqual([]);
  });
  test('is carried over where the new server has it', () => {
    const copy = arrival({ kind: 'copy', fingerprint: '<300@sender.example>' });
    const seen = did(rewritten, NOW, survey('new', { arrivals: [copy] })).record;
    expect(did(seen, NOW + 1, log([delivery()])).record.facts.stragglers[0]?.carriedAt).toBe(at(NOW + 1));
  });
  test('after switch-back is an incident', () => {
    const late = did(
      byLog(upTo(SWITCH_BACK_DONE)),
      SWITCH_BACK_DONE,
      log([delivery({ at: at(SWITCH_BACK_DONE - 1) })]),
    );
    expect(kindsOf(late.events)).toContain('incident');
  });
});

describe('what it vouches for', () => {
  const logs = (record: Migration) => (record.sightings.logs ?? []).map(({ from, to }) => [from - at(0), to - at(0)]);
  const span = (from: number, to: number, change: Partial<LogReading> = {}) =>
    log([delivery()], { from: at(from), to: at(to), ...change });

  test('spans that touch or overlap are one, whatever order they are read in', () => {
    const spans = [span(0, HOUR_MS), span(3 * HOUR_MS, 4 * HOUR_MS), span(HOUR_MS, 3 * HOUR_MS)];
    for (const order of [spans, spans.toReversed()]) {
      const record = order.reduce((known, command) => did(known, NOW, command).record, rewritten);
      expect(logs(record)).toEqual([[0, 4 * HOUR_MS]]);
    }
  });
  test('a gap stays one', () => {
    const record = [span(0, HOUR_MS), span(HOUR_MS + 3 * MINUTE_MS, NOW)].reduce(
      (known, command) => did(known, NOW, command).record,
      rewritten,
    );
    expect(logs(record)).toHaveLength(2);
  });
  test('never for the future, and for nothing where lines were not understood', () => {
    expect(logs(did(rewritten, NOW, span(0, NOW + HOUR_MS)).record)).toEqual([[0, NOW]]);
    const { record } = did(rewritten, NOW, span(0, NOW, { unread: 1 }));
    expect(logs(record)).toEqual([]);
    expect(stragglers(record)).toHaveLength(1);
  });
  test('a log that names none of our addresses is another server’s, unless it goes on with one that did', () => {
    const empty = (from: number, to: number) => log([], { from: at(from), to: at(to) });
    expect(refusalOf(rewritten, NOW, empty(0, NOW))).toBe('foreign-log');
    const known = did(rewritten, NOW, span(0, HOUR_MS)).record;
    expect(refusalOf(known, NOW, empty(2 * HOUR_MS, NOW))).toBe('foreign-log');
    expect(logs(did(known, NOW, empty(HOUR_MS, NOW)).record)).toEqual([[0, NOW]]);
  });
  describe('rests on being the old server’s', () => {
    const of = (hosts: readonly string[], host?: string): Command => {
      const command = span(0, NOW, { hosts });
      return command.kind === 'report-log' && host !== undefined ? { ...command, host } : command;
    };
    const known = did(rewritten, NOW, span(0, HOUR_MS)).record;
    test.each([
      ['by its name', ['sv12.oldhost.example'], undefined],
      ['by its first label', ['SV12'], undefined],
      ['by what a person says of another name', ['web7'], 'web7'],
      ['by what a person says where no line names a host', [], 'sv12.oldhost.example'],
    ])('known %s', (_, hosts, host) => {
      expect(logs(did(rewritten, NOW, of(hosts, host)).record)).toEqual([[0, NOW]]);
    });
    test('once said, it is known', () => {
      const said = did(rewritten, NOW, of(['web7'], 'web7')).record;
      expect(logs(did(said, NOW, of(['web7'])).record)).toEqual([[0, NOW]]);
    });
    test.each([
      ['another machine’s, though it names our addresses and touches a known span', ['web7'], undefined],
      ['of several machines, one of them unknown', ['sv12', 'web7'], undefined],
      ['the new server’s', ['mx3'], undefined],
      ['the new server’s, whatever a person says', ['mx3.newhost.example'], 'mx3.newhost.example'],
      ['of a machine that nobody named', ['web7'], 'web8'],
    ])('it is refused where it is %s', (_, hosts, host) => {
      expect(refusalOf(known, NOW, of(hosts, host))).toBe('log-of-another-host');
    });
    test('it is refused where nothing tells whose it is', () => {
      expect(refusalOf(known, NOW, of([]))).toBe('log-without-host');
    });
  });
  test('is read on in a pause: what arrives meanwhile must not go unseen', () => {
    const paused = did(rewritten, NOW, { kind: 'pause', by: 'UAOI' }).record;
    expect(stragglers(did(paused, NOW, log([delivery()])).record)).toHaveLength(1);
  });
});

describe('what it says was refused', () => {
  const refused = (change: Partial<LoggedDelivery> = {}) =>
    delivery({ address: KEN, outcome: 'refused', reply: '550 5.1.1 no such user', at: at(ALL_NEW), ...change });
  const refusals = (record: Migration) => record.facts.oldRefusals ?? [];

  test('for good between rewrite and watermark bounced: told once an outage', () => {
    const { record, events } = did(rewritten, NOW, log([refused(), refused({ id: '4A2' })]));
    expect(kindsOf(events).filter((kind) => kind === 'old-refused')).toHaveLength(1);
    expect(refusals(record)).toMatchObject([{ address: KEN, reply: '550 5.1.1 no such user' }]);
    expect(kindsOf(did(record, NOW + 1, log([refused()])).events)).not.toContain('old-refused');
  });
  test.each<readonly [string, Partial<LoggedDelivery>]>([
    ['after the watermark', { at: at(NOW) }],
    ['before the rewrite', { at: at(0) }],
    ['to an address that nobody has', { address: 'nobody@kitano.example' }],
    ['for what the message was', { reply: '554 5.7.1 message classified as spam' }],
  ])('%s is no alarm', (_, change) => {
    expect(refusals(did(rewritten, NOW, log([refused(change)])).record)).toEqual([]);
  });
});

describe('before the rewrite', () => {
  const ready = upTo(CUT_OVER_READY);
  const named = (address: string, outcome: LoggedDelivery['outcome'] = 'delivered', when = 0) =>
    delivery({ address, outcome, at: at(when) });
  test('addresses that nobody knew are found in it', () => {
    const command = log(
      [
        named('info@kitano.example'),
        named('info@kitano.example', 'delivered', DAY_MS),
        named('guess@kitano.example', 'refused'),
        named('not an address@kitano.example'),
      ],
      { from: at(0), to: at(CUT_OVER_READY) },
    );
    const { record } = did(ready, CUT_OVER_READY, command);
    expect(record.facts.addresses?.['info@kitano.example']).toEqual({ count: 2, firstAt: at(0), lastAt: at(DAY_MS) });
    expect(Object.keys(record.facts.addresses ?? {})).not.toContain('guess@kitano.example');
    expect(Object.keys(record.facts.addresses ?? {})).not.toContain('not an address@kitano.example');
    expect(record.facts.stragglers).toEqual([]);
  });
});
