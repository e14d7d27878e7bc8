import { describe, expect, test } from 'vitest';
import type { Facts, RecordSetFacts } from '../../src/migration/facts.ts';
import { watermarkOf } from '../../src/migration/watermark.ts';
import { ALL_NEW, SPF_BOTH, T0, zoneReport } from './a-migration.ts';
import { at, did, upTo } from './stages.ts';

const { facts } = upTo(ALL_NEW + 1);
const HOST = 'mail.kitano.example/A';
const SPF = 'kitano.example/TXT';
const set = (change: Partial<RecordSetFacts>): RecordSetFacts => ({
  ttlSeconds: 300,
  ttlSince: T0,
  formerGoneAt: T0,
  allNewAt: T0 + 1_000,
  ...change,
});
const of = (host: RecordSetFacts | undefined, spf: RecordSetFacts | undefined = set({}), change: Partial<Facts> = {}) =>
  watermarkOf({ ...facts, recordSets: { ...(host && { [HOST]: host }), ...(spf && { [SPF]: spf }) }, ...change });

describe('the moment by which every cache that keeps to TTLs has dropped the old data', () => {
  test('counts from the first look in which all were new, not from the last that saw old data', () => {
    expect(of(set({}))).toBe(T0 + 1_000 + 300_000);
  });
  test('the latest of all records counts', () => {
    expect(of(set({}), set({ ttlSeconds: 3_600 }))).toBe(T0 + 1_000 + 3_600_000);
    expect(of(set({ allNewAt: T0 + 9_000 }))).toBe(T0 + 9_000 + 300_000);
  });
  test('what was cached at a longer TTL before holds it up', () => {
    expect(of(set({ formerGoneAt: T0 + 86_400_000 }))).toBe(T0 + 86_400_000);
  });
  test('unknown while one record is not all new, published beforehand or not', () => {
    const { allNewAt: _none, ...notNew } = set({});
    expect(of(notNew)).toBeUndefined();
    expect(of(set({}), notNew)).toBeUndefined();
    expect(of(undefined)).toBeUndefined();
  });
  test('unknown where nothing of the plan moves mail, or there is no plan', () => {
    expect(of(set({}), set({}), { plan: [] })).toBeUndefined();
    expect(of(set({}), set({}), { plan: facts.plan.filter((record) => record.when === 'before') })).toBeUndefined();
  });
  test('moves on when old data came back for a while', () => {
    const back = did(
      upTo(ALL_NEW + 1),
      ALL_NEW + 60_000,
      zoneReport(at(ALL_NEW + 60_000), 'old', SPF_BOTH, 600),
    ).record;
    const again = did(back, ALL_NEW + 120_000, zoneReport(at(ALL_NEW + 120_000), 'new', SPF_BOTH)).record;
    expect(watermarkOf(again.facts)).toBe(at(ALL_NEW + 120_000 + 600_000));
  });
});
