import { describe, expect, test } from 'vitest';
import type { Command } from '../../../src/migration/commands.ts';
import type { DnsResult, VantageObservation } from '../../../src/migration/observations.ts';
import type { VantageSighting } from '../../../src/migration/sightings.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/migration/time.ts';
import { ALL_NEW, NEW, OLD, OPERATORS, vantageReport } from '../a-migration.ts';
import { at, did, kindsOf, upTo } from '../stages.ts';

const RECORD = 'mail.kitano.example/A';
const NOW = ALL_NEW + HOUR_MS;
const rewritten = upTo(ALL_NEW + 1);

const answer = (when: number, value: string, ttlSeconds = 100): DnsResult => ({
  outcome: 'answer',
  at: at(when),
  values: [value],
  ttlSeconds,
});
const failure = (when: number): DnsResult => ({ outcome: 'failed', at: at(when), code: 'dns-timeout' });

function round(results: readonly DnsResult[], vantage = 'v1', operator = 'one'): Command {
  const observations = results.map(
    (result): VantageObservation => ({
      vantage,
      operator,
      site: false,
      question: { name: 'mail.kitano.example', type: 'A' },
      result,
    }),
  );
  return { kind: 'report-vantages', observations };
}

/** What is known of the vantage after rounds at these instants. */
function sighting(
  ...rounds: readonly (readonly [when: number, results: readonly DnsResult[]])[]
): VantageSighting | undefined {
  let record = rewritten;
  for (const [when, results] of rounds) record = did(record, when, round(results)).record;
  return record.sightings.vantage[`v1|${RECORD}`];
}

describe('rounds', () => {
  test('several samples of one look are one round', () => {
    const seen = sighting([NOW, [answer(NOW, NEW), answer(NOW + 1, NEW), answer(NOW + 2, NEW)]]);
    expect(seen?.clean).toEqual({ rounds: 1, since: at(NOW + 2), last: at(NOW + 2) });
  });

  test('two looks closer together than the gap are one round, but what was seen is fresh', () => {
    const seen = sighting([NOW, [answer(NOW, NEW)]], [NOW + MINUTE_MS, [answer(NOW + MINUTE_MS, NEW)]]);
    expect(seen?.clean).toEqual({ rounds: 1, since: at(NOW), last: at(NOW) });
    expect(seen?.seen?.at).toBe(at(NOW + MINUTE_MS));
  });

  test('at the gap they are two', () => {
    const seen = sighting([NOW, [answer(NOW, NEW)]], [NOW + 2 * MINUTE_MS, [answer(NOW + 2 * MINUTE_MS, NEW)]]);
    expect(seen?.clean).toEqual({ rounds: 2, since: at(NOW), last: at(NOW + 2 * MINUTE_MS) });
  });

  test('a failed round resets nothing and proves nothing', () => {
    const seen = sighting([NOW, [answer(NOW, NEW)]], [NOW + HOUR_MS, [failure(NOW + HOUR_MS), failure(NOW + HOUR_MS)]]);
    expect(seen?.clean).toEqual({ rounds: 1, since: at(NOW), last: at(NOW) });
    expect(seen?.seen?.at).toBe(at(NOW));
    expect(seen?.failed).toEqual({ at: at(NOW + HOUR_MS), code: 'dns-timeout' });
  });

  test('beside a failed sample an answer counts', () => {
    const seen = sighting([NOW, [failure(NOW), answer(NOW, NEW)]]);
    expect(seen?.clean?.rounds).toBe(1);
    expect(seen?.failed).toBeDefined();
  });
});

describe('old answers', () => {
  test('one old sample among new ones makes the round old, for as long as its cache may hold it', () => {
    const seen = sighting([NOW, [answer(NOW, NEW), answer(NOW, OLD, 600), answer(NOW, NEW)]]);
    expect(seen?.clean).toBeUndefined();
    expect(seen?.notNew).toEqual({ at: at(NOW), values: [OLD], goneAt: at(NOW + 600_000), extended: true });
  });

  test('an answer that is neither old nor new counts as not new', () => {
    expect(sighting([NOW, [answer(NOW, '198.51.100.250')]])?.notNew?.values).toEqual(['198.51.100.250']);
  });

  test('of two old answers the one that lasts longer is kept, from whichever round', () => {
    const longer = sighting([NOW, [answer(NOW, OLD, 60), answer(NOW, OLD, 3_000)]]);
    expect(longer?.notNew?.goneAt).toBe(at(NOW + 3_000_000));
    const then = NOW + 5 * MINUTE_MS;
    const still = sighting([NOW, [answer(NOW, OLD, 3_000)]], [then, [answer(then, OLD, 10)]]);
    expect(still?.notNew?.goneAt).toBe(at(NOW + 3_000_000));
  });

  test('it ends a row of clean rounds', () => {
    const then = NOW + 5 * MINUTE_MS;
    const last = NOW + 2 * HOUR_MS;
    const seen = sighting([NOW, [answer(NOW, NEW)]], [then, [answer(then, OLD)]], [last, [answer(last, NEW)]]);
    expect(seen?.clean).toEqual({ rounds: 1, since: at(last), last: at(last) });
    expect(seen?.notNew).toBeUndefined();
  });

  test('a new answer by another cache of the vantage does not end the wait for the one that holds the old', () => {
    const then = NOW + 5 * MINUTE_MS;
    const seen = sighting([NOW, [answer(NOW, OLD, 3_600)]], [then, [answer(then, NEW)]]);
    expect(seen?.notNew?.goneAt).toBe(at(NOW + HOUR_MS));
    expect(seen?.clean).toBeUndefined();
    const gone = NOW + HOUR_MS + 1;
    const after = sighting([NOW, [answer(NOW, OLD, 3_600)]], [then, [answer(then, NEW)]], [gone, [answer(gone, NEW)]]);
    expect(after?.notNew).toBeUndefined();
    expect(after?.clean).toEqual({ rounds: 1, since: at(gone), last: at(gone) });
  });

  test('a failure forgets no old answer', () => {
    const then = NOW + 5 * MINUTE_MS;
    expect(sighting([NOW, [answer(NOW, OLD, 60)]], [then, [failure(then)]])?.notNew).toBeDefined();
  });
});

describe('which vantages count', () => {
  test('those that the last sweep asked, told once', () => {
    const first = did(rewritten, NOW, vantageReport(at(NOW)));
    expect(kindsOf(first.events)).toContain('vantages-known');
    expect(first.record.facts.vantages).toHaveLength(OPERATORS.length);
    const second = did(first.record, NOW + HOUR_MS, vantageReport(at(NOW + HOUR_MS)));
    expect(kindsOf(second.events)).not.toContain('vantages-known');
    const fewer = did(
      second.record,
      NOW + 2 * HOUR_MS,
      vantageReport(at(NOW + 2 * HOUR_MS), 'new', OPERATORS.slice(2)),
    );
    expect(fewer.record.facts.vantages).toHaveLength(6);
  });

  test('one that holds old data is not forgotten because a sweep left it out', () => {
    const old = did(rewritten, NOW, vantageReport(at(NOW), 'old', OPERATORS, 3_600)).record;
    const then = NOW + 10 * MINUTE_MS;
    const fewer = did(old, then, vantageReport(at(then), 'new', OPERATORS.slice(1))).record;
    expect(fewer.facts.vantages.map((vantage) => vantage.operator)).toContain('one');
    const later = NOW + 2 * HOUR_MS;
    const gone = did(fewer, later, vantageReport(at(later), 'new', OPERATORS.slice(1))).record;
    expect(gone.facts.vantages.map((vantage) => vantage.operator)).not.toContain('one');
  });

  test('a sweep that asked nobody changes nothing but its time', () => {
    const known = did(rewritten, NOW, vantageReport(at(NOW))).record;
    const { record, events } = did(known, NOW + HOUR_MS, { kind: 'report-vantages', observations: [] });
    expect(events).toEqual([]);
    expect(record.facts).toEqual(known.facts);
    expect(record.sightings.looks.vantages).toEqual({ at: at(NOW + HOUR_MS) });
  });

  test('answers about a record that is not of the plan are dropped', () => {
    const observation: VantageObservation = {
      vantage: 'v1',
      operator: 'one',
      site: true,
      question: { name: 'www.kitano.example', type: 'A' },
      result: answer(NOW, NEW),
    };
    const { record } = did(rewritten, NOW, { kind: 'report-vantages', observations: [observation] });
    expect(Object.keys(record.sightings.vantage)).toEqual([]);
  });
});
