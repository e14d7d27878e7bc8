import { describe, expect, test } from 'vitest';
import type { Straggler } from '../../src/migration/arrival-facts.ts';
import { isReal, isUnjudged, pathKey, quietOf } from '../../src/migration/arrivals.ts';
import type { Facts } from '../../src/migration/facts.ts';
import { DAY_MS, HOUR_MS } from '../../src/migration/time.ts';
import { watermarkOf } from '../../src/migration/watermark.ts';
import { ALL_NEW, MAILBOXES } from './a-migration.ts';
import { upTo } from './stages.ts';

const base = upTo(ALL_NEW + HOUR_MS);
const MARK = watermarkOf(base.facts) ?? 0;
const stray = (change: Partial<Straggler> = {}): Straggler => ({
  key: 'k',
  mailbox: MAILBOXES[0],
  folder: 'INBOX',
  at: MARK + HOUR_MS,
  seenAt: MARK + HOUR_MS,
  fingerprint: '<1>',
  path: { helo: 'mx.sender.example', address: '198.51.100.77' },
  ...change,
});
const quiet = (
  stragglers: readonly Straggler[],
  accepted: readonly string[] = [],
  businessDay = false,
  change: Partial<Facts> = {},
) => quietOf({ ...base.facts, stragglers: [...stragglers], ...change }, DAY_MS, new Set(accepted), businessDay);

test('a path is named by address, else by HELO, else unknown', () => {
  expect(pathKey(stray())).toBe('path:198.51.100.77');
  expect(pathKey({ path: { helo: 'mx.sender.example' } })).toBe('path:mx.sender.example');
  expect([pathKey({ path: {} }), pathKey({})]).toEqual(['path:unknown', 'path:unknown']);
});

test.each([
  [{}, true, false],
  [{ suspect: 'junk' }, false, true],
  [{ suspect: 'dmarc-fail', judged: 'spam' }, false, false],
  [{ suspect: 'junk', judged: 'real' }, true, false],
] as const)('%j is real: %s, waits for judgement: %s', (change, real, unjudged) => {
  expect([isReal(stray(change)), isUnjudged(stray(change))]).toEqual([real, unjudged]);
});

describe('the quiet time', () => {
  test('counts from the watermark', () => {
    expect(quiet([])).toEqual({ from: MARK, until: MARK + DAY_MS, last: undefined });
  });
  test('from the last real straggler, though it was carried over', () => {
    const last = stray({ key: 'b', at: MARK + 3 * HOUR_MS, seenAt: MARK + 3 * HOUR_MS, carriedAt: MARK + 4 * HOUR_MS });
    expect(quiet([last, stray()])).toEqual({ from: MARK + 3 * HOUR_MS, until: MARK + 3 * HOUR_MS + DAY_MS, last });
  });
  test('from when it was seen, where the old server has a slow clock; from its stamp where it has a fast one', () => {
    expect(quiet([stray({ at: MARK - DAY_MS, seenAt: MARK + HOUR_MS })])?.from).toBe(MARK + HOUR_MS);
    expect(quiet([stray({ at: MARK + 5 * HOUR_MS })])?.from).toBe(MARK + 5 * HOUR_MS);
  });
  test('a straggler before the watermark delays nothing', () => {
    expect(quiet([stray({ at: MARK - 1, seenAt: MARK - 1 })])?.from).toBe(MARK);
  });
  test('spam, and what comes by an accepted path, does not count', () => {
    expect(quiet([stray({ suspect: 'junk' })])?.from).toBe(MARK);
    expect(quiet([stray()], ['path:198.51.100.77'])?.from).toBe(MARK);
    expect(
      quiet([stray(), stray({ key: 'b', path: { address: '198.51.100.78' } })], ['path:198.51.100.77'])?.from,
    ).toBe(MARK + HOUR_MS);
  });
  test('the baseline of a mailbox that is listed no more does not count; that of the new side never does', () => {
    const late = { at: MARK + HOUR_MS, folders: [] };
    expect(
      quiet([], [], false, { baselines: { 'gone@kitano.example|old': late, [`${MAILBOXES[0]}|new`]: late } })?.from,
    ).toBe(MARK);
    expect(quiet([], [], false, { baselines: { [`${MAILBOXES[1]}|old`]: late } })?.from).toBe(MARK + HOUR_MS);
  });
  test('may have to include a whole business day', () => {
    // All new on a Thursday morning in Tokyo; from a straggler on Friday on it is Monday.
    expect(quiet([], [], true)?.until).toBe(Date.UTC(2026, 8, 4, 15));
    const friday = Date.UTC(2026, 8, 4, 1);
    expect(quiet([stray({ at: friday, seenAt: friday })], [], true)?.until).toBe(Date.UTC(2026, 8, 7, 15));
  });
  test('is unknown while the watermark is', () => {
    expect(quiet([], [], false, { recordSets: {} })).toBeUndefined();
  });
});
