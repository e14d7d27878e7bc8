import { describe, expect, test } from 'vitest';
import { announce } from '../../src/migration/announce.ts';
import type { Command } from '../../src/migration/commands.ts';
import type { Event } from '../../src/migration/events.ts';
import type { Migration } from '../../src/migration/record.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/migration/time.ts';
import {
  ALL_NEW,
  acceptanceReport,
  contentReport,
  doorReport,
  MAILBOXES,
  SETTLED,
  surveyReport,
} from './a-migration.ts';
import { arrival, survey } from './decide/survey-reports.ts';
import {
  at,
  CUT_OVER_READY,
  did,
  having,
  kindsOf,
  SWITCH_BACK_READY,
  upTo,
  withFacts,
  withSightings,
} from './stages.ts';

/** Carries commands out; the messages that the channel gets by them (those of one slot are one), and the events. */
function play(from: Migration, commands: Iterable<readonly [when: number, command: Command]>) {
  let record = from;
  const events: Event[] = [];
  const messages: string[] = [];
  for (const [when, command] of commands) {
    const before = record;
    const next = did(record, when, command);
    record = next.record;
    events.push(...next.events);
    for (const said of announce(before.facts, next.events))
      messages.push(`${said.kind} ${'slot' in said ? said.slot : messages.length}`);
  }
  return {
    record,
    events,
    messages: (kind: string) => new Set(messages.filter((one) => one.startsWith(`${kind} `))).size,
  };
}

describe('the channel is not flooded', () => {
  const NOW = ALL_NEW + 2 * HOUR_MS;

  test('by a hundred stragglers of a day, each by another way and each carried over', () => {
    const day = Array.from({ length: 100 }, (_, n) => n).flatMap((n): (readonly [number, Command])[] => {
      const when = NOW + n * 14 * MINUTE_MS;
      const path = { helo: 'out.big.example', address: `198.51.100.${n}` };
      const one = arrival({ uid: 500 + n, at: at(when), path, fingerprint: `<${n}@big.example>` });
      const key = `${MAILBOXES[0]}|INBOX|7|${500 + n}`;
      return [
        [when, survey('old', { at: at(when), arrivals: [one] })],
        [
          when + MINUTE_MS,
          {
            kind: 'report-rescue',
            observations: [{ key, result: { outcome: 'appended', at: at(when), folder: 'INBOX' } }],
          },
        ],
      ];
    });
    const { record, messages } = play(upTo(ALL_NEW + HOUR_MS + 1), [...day, [NOW + 26 * HOUR_MS, { kind: 'tick' }]]);
    expect(record.facts.stragglers).toHaveLength(100);
    expect(record.facts.stragglers.every(({ toldAt, rescue }) => toldAt !== undefined && rescue !== undefined)).toBe(
      true,
    );
    // One an hour, and the first few ways at once.
    expect(messages('stragglers') + messages('rescued')).toBeLessThanOrEqual(24 + 2 * 3 + 1);
  });

  test('by an old server that refuses on and off', () => {
    const day = Array.from({ length: 24 }, (_, n) => n).map((n): readonly [number, Command] => [
      NOW + n * HOUR_MS,
      doorReport(at(NOW + n * HOUR_MS), n % 2 === 0 ? 'refused' : 'accepted'),
    ]);
    // The watermark is far off: an old TTL of a week.
    const base = upTo(ALL_NEW + HOUR_MS + 1);
    const recordSets = Object.fromEntries(
      Object.entries(base.facts.recordSets).map(([key, set]) => [key, { ...set, ttlSeconds: 604_800 }]),
    );
    const { events, messages } = play(withFacts(base, { recordSets }), day);
    expect(kindsOf(events).filter((kind) => kind === 'old-refused')).toHaveLength(12);
    expect(messages('old-refuses')).toBe(1);
    expect(messages('incident')).toBe(0);
  });

  test('by a copy of eight hours: one message, edited ever more seldom', () => {
    const base = withSightings(withFacts(upTo(CUT_OVER_READY), { content: {} }), { content: {} });
    const hours = Array.from({ length: 480 }, (_, minute) => minute + 1).map((minute): readonly [number, Command] => {
      const when = CUT_OVER_READY + minute * MINUTE_MS;
      const progress = {
        mailboxes: 200,
        mailboxesDone: Math.floor(minute / 3),
        messages: 480_000,
        copied: minute * 1_000,
      };
      return [when, { kind: 'report-content', observations: [], done: minute === 480, progress }];
    });
    const { events, messages } = play(base, hours);
    expect(messages('copy')).toBe(1);
    expect(kindsOf(events).filter((kind) => kind === 'copy-progress').length).toBeLessThan(100);
    // The first minutes are told one by one.
    expect(kindsOf(play(base, hours.slice(0, 10)).events).filter((kind) => kind === 'copy-progress')).toHaveLength(10);
  });

  test('by addresses that nobody places for a week: once a day', () => {
    const found = {
      kind: 'addresses-found' as const,
      addresses: [] as { address: string; count: number; firstAt: number; lastAt: number }[],
    };
    for (let n = 0; n < 40; n += 1)
      found.addresses.push({ address: `a${n}@kitano.example`, count: 1, firstAt: at(0), lastAt: at(0) });
    const base = having(upTo(CUT_OVER_READY), CUT_OVER_READY, found);
    const week = Array.from({ length: 7 * 24 }, (_, hour) => CUT_OVER_READY + hour * HOUR_MS);
    const { messages } = play(
      base,
      week.map((when) => [when, { kind: 'tick' }] as const),
    );
    expect(messages('addresses')).toBe(7);
  });
});

describe('the journal does not grow by looking', () => {
  const NOW = SWITCH_BACK_READY + MINUTE_MS;

  test('a day on which nothing happens is no entry', () => {
    const base = upTo(SETTLED - HOUR_MS);
    const settled = play(base, [[SETTLED - HOUR_MS, contentReport(at(SETTLED - HOUR_MS))]]).record;
    const day = Array.from({ length: 96 }, (_, n) => SETTLED - HOUR_MS + n * MINUTE_MS).flatMap(
      (when): (readonly [number, Command])[] => [
        [when, surveyReport(at(when))],
        [when, acceptanceReport(at(when), ['new', 'old'])],
        [when, contentReport(at(when))],
        [when, { kind: 'report-rescue', observations: [] }],
        [when, { kind: 'report-probes', sent: [], landings: [], searched: [] }],
      ],
    );
    expect(kindsOf(play(settled, day).events)).toEqual([]);
  });

  test('a log that is followed all day is an entry an hour', () => {
    const read = (from: number, to: number): Command => ({
      kind: 'report-log',
      by: 'UAOI',
      reading: {
        format: 'postfix',
        from: at(from),
        to: at(to),
        lines: 10,
        unread: 0,
        hosts: ['sv12'],
        deliveries: [{ id: `L${to}`, address: MAILBOXES[1], at: at(to), outcome: 'delivered' }],
      },
    });
    const day = Array.from({ length: 288 }, (_, n) => NOW + n * 5 * MINUTE_MS).map(
      (when): readonly [number, Command] => [when, read(when - 5 * MINUTE_MS, when)],
    );
    const { events, record } = play(upTo(SWITCH_BACK_READY), day);
    expect(kindsOf(events).filter((kind) => kind === 'log-read').length).toBeLessThanOrEqual(25);
    expect(record.sightings.logs).toEqual([{ from: at(NOW - 5 * MINUTE_MS), to: at(NOW + DAY_MS - 5 * MINUTE_MS) }]);
  });
});
