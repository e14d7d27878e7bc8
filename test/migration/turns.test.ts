import { describe, expect, test } from 'vitest';
import type { Migration } from '../../src/migration/record.ts';
import type { Turn } from '../../src/migration/sightings.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/migration/time.ts';
import { heardForMs } from '../../src/migration/turns.ts';
import { BEGIN, vantageReport } from './a-migration.ts';
import { did, at as instant, upTo, withSightings } from './stages.ts';

const NOW = BEGIN + 2 * HOUR_MS;
const rewritten = withSightings(upTo(NOW), { turns: {}, vantage: {} });
const look = (record: Migration, at: number, host: 'old' | 'new', operators: readonly string[] = ['one']): Migration =>
  did(record, at, vantageReport(instant(at), host, operators)).record;
const turnsOf = (record: Migration): readonly Turn[] => record.sightings.turns?.['one-1'] ?? [];

describe('how a vantage turned', () => {
  test('looks that see it alike are one turn, from the first to the last', () => {
    let record = rewritten;
    for (const minutes of [0, 5, 10]) record = look(record, NOW + minutes * MINUTE_MS, 'new');
    expect(turnsOf(record)).toEqual([{ at: instant(NOW), until: instant(NOW + 10 * MINUTE_MS), state: 'new' }]);
  });

  test('it is old while what the rewrite moves is old, though a record that was published before is new', () => {
    const record = look(look(rewritten, NOW, 'old'), NOW + 30 * MINUTE_MS, 'new');
    expect(turnsOf(record).map(({ state }) => state)).toEqual(['old', 'new']);
  });

  test('after a gap in which nobody looked, the same is a turn of its own', () => {
    const gap = heardForMs(rewritten.facts) + MINUTE_MS;
    const record = look(look(rewritten, NOW, 'new'), NOW + gap, 'new');
    expect(turnsOf(record)).toEqual([
      { at: instant(NOW), until: instant(NOW), state: 'new' },
      { at: instant(NOW + gap), until: instant(NOW + gap), state: 'new' },
    ]);
  });

  test('of one that was not asked this time nothing is added; of one that is known no longer nothing is kept', () => {
    const record = look(look(rewritten, NOW, 'new', ['one', 'two']), NOW + MINUTE_MS, 'new', ['two']);
    expect(Object.keys(record.sightings.turns ?? {})).toEqual(['two-1']);
  });

  test('a failure is silence once the last answer has grown old, and never new', () => {
    const failed = (at: number) => ({
      kind: 'report-vantages' as const,
      observations: [
        {
          vantage: 'one-1',
          operator: 'one',
          site: false,
          question: { name: 'mail.kitano.example', type: 'A' as const },
          result: { outcome: 'failed' as const, at: instant(at), code: 'dns-timeout' as const },
        },
      ],
    });
    expect(turnsOf(did(rewritten, NOW, failed(NOW)).record)).toMatchObject([{ state: 'silent' }]);
    const later = NOW + DAY_MS;
    const record = did(look(rewritten, NOW, 'new'), later, failed(later)).record;
    expect(turnsOf(record).map(({ state }) => state)).toEqual(['new', 'silent']);
  });

  test('one that goes to and fro for ever is kept short, and shown no better than it was', () => {
    let record = rewritten;
    for (let n = 0; n < 120; n += 1) record = look(record, NOW + n * 10 * MINUTE_MS, n % 2 === 0 ? 'new' : 'old');
    const turns = turnsOf(record);
    expect(turns.length).toBeLessThanOrEqual(40);
    expect(turns[0]).toMatchObject({ at: instant(NOW) });
    expect(turns[1]).toMatchObject({ state: 'mixed' });
    for (const [index, turn] of turns.entries()) expect(turn.at).toBeGreaterThan(turns[index - 1]?.at ?? 0);
  });
});
