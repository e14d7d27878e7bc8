import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { exitCodeOf, judge, lineOf, type Row } from '../../bench/figure.ts';
import { interleave, median, medianRatio, percentile } from '../../bench/interleave.ts';
import { readOptions } from '../../bench/options.ts';
import { runGroup } from '../../bench/run-group.ts';
import { GROUPS, TABLE } from '../../bench/targets.ts';

const FAST: Row = { id: 'fast', group: 'core', says: 'a thing that must be quick', unit: 'ms', atMost: 5 };
const MANY: Row = { id: 'many', group: 'dns', says: 'a thing that must be plenty', unit: '×', atLeast: 0.4 };
const SIZE: Row = { id: 'size', group: 'dns', says: 'a thing to know', unit: 'MiB' };

const verdicts = (measured: Readonly<Record<string, number | undefined>>) =>
  judge([FAST, MANY, SIZE], measured).map((figure) => figure.verdict);

describe('a figure and its target', () => {
  test.each([
    ['both kept, at the very limit', { fast: 5, many: 0.4, size: 100 }, ['ok', 'ok', 'info'], 0],
    ['above what it may be at most', { fast: 5.01, many: 1, size: 100 }, ['short', 'ok', 'info'], 1],
    ['below what it must be at least', { fast: 1, many: 0.39, size: 100 }, ['ok', 'short', 'info'], 1],
    ['no target, whatever the value', { fast: 1, many: 1, size: 1e9 }, ['ok', 'ok', 'info'], 0],
    ['not measured', { many: 1 }, ['short', 'ok', 'info'], 1],
    ['not a number', { fast: Number.NaN, many: Number.NaN }, ['short', 'short', 'info'], 1],
  ])('%s', (_, measured, expected, exitCode) => {
    expect(verdicts(measured)).toEqual(expected);
    expect(exitCodeOf(judge([FAST, MANY, SIZE], measured))).toBe(exitCode);
  });

  test('against a program that nobody has named is not given, and says how to give it', () => {
    const peer: Row = { ...MANY, peer: { name: 'imapsync', variable: 'IMAPSYNC' } };
    const [unnamed] = judge([peer], {}, {});
    expect(unnamed === undefined ? '' : lineOf(unnamed)).toBe(
      'many                   not given  ≥ 0.4 ×             a thing that must be plenty (imapsync: not given (set IMAPSYNC=…))',
    );
    expect(exitCodeOf(judge([peer], {}, {}))).toBe(0);
    expect(exitCodeOf(judge([peer], {}, { IMAPSYNC: '/usr/bin/imapsync' }))).toBe(1);
    expect(exitCodeOf(judge([peer], { many: 0.3 }, { IMAPSYNC: '/usr/bin/imapsync' }))).toBe(1);
    expect(exitCodeOf(judge([peer], { many: 0.4 }, { IMAPSYNC: '/usr/bin/imapsync' }))).toBe(0);
  });

  test('takes one line: name, value, target, verdict', () => {
    const [fast, many, size] = judge([FAST, MANY, SIZE], { fast: 1_234.56, many: 0.51234 });
    expect([fast, many, size].map((figure) => (figure === undefined ? '' : lineOf(figure)))).toEqual([
      'fast                    1,235 ms  ≤ 5 ms       short  a thing that must be quick',
      'many                     0.512 ×  ≥ 0.4 ×      ok     a thing that must be plenty',
      'size                not measured                      a thing to know',
    ]);
  });
});

describe('the table', () => {
  test('holds every group to something, and no row to two limits', () => {
    for (const group of GROUPS) {
      const targets = TABLE.filter((row) => row.group === group && ('atMost' in row || 'atLeast' in row));
      expect(targets, group).not.toEqual([]);
    }
    expect(TABLE.filter((row) => 'atMost' in row && 'atLeast' in row)).toEqual([]);
    expect(new Set(TABLE.map((row) => row.id)).size).toBe(TABLE.length);
  });
});

describe('a group', () => {
  test('that is not done in time is ended, and what it is held to is short', async () => {
    const run = await runGroup('core', 1);
    expect(run).toEqual({ measured: {}, failure: expect.stringContaining('not done after 0.001 s') });
    const rows = TABLE.filter((row) => row.group === 'core');
    expect(exitCodeOf(judge(rows, run.measured))).toBe(1);
  });
});

describe('medians', () => {
  test('the middle of an odd number, between the two middle ones of an even number, nothing of none', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([9, 1, 5, 6])).toBe(5.5);
    expect(median([])).toBeNaN();
  });

  test('percentiles by the nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentile(hundred, 0.99)).toBe(99);
    expect(percentile(hundred, 1)).toBe(100);
    expect(percentile([7], 0.99)).toBe(7);
    expect(percentile([], 0.99)).toBeNaN();
  });

  test('two things are run in turns, and the first pair does not count', async () => {
    const order: string[] = [];
    const side = (name: string, values: readonly number[]) => async () => {
      order.push(name);
      return values[order.filter((one) => one === name).length - 1] ?? Number.NaN;
    };
    const pairs = await interleave(3, side('a', [900, 2, 6, 3]), side('b', [1, 1, 2, 3]));
    expect(order.join('')).toBe('abababab');
    expect(pairs).toEqual([
      { a: 2, b: 1 },
      { a: 6, b: 2 },
      { a: 3, b: 3 },
    ]);
    expect(medianRatio(pairs)).toBe(2);
  });

  test('no further pair is begun when the time is over, once enough count', async () => {
    const one = async () => 1;
    expect(await interleave(9, one, one, { least: 2, ms: -1 })).toHaveLength(2);
    expect(await interleave(3, one, one, { least: 2, ms: 60_000 })).toHaveLength(3);
  });
});

describe('the command line', () => {
  test('all groups unless some are named, in the order of the table', () => {
    expect(readOptions([])).toMatchObject({ groups: GROUPS, json: undefined });
    expect(readOptions(['mail', 'core', '--json', 'out.json'])).toMatchObject({
      groups: ['core', 'mail'],
      json: 'out.json',
    });
  });

  test('what it does not know is said in a sentence', () => {
    expect(readOptions(['core', 'disk'])).toBe(
      'there is no group disk; there are start, slack, watch, core, round, dns, mail, copy',
    );
    expect(readOptions(['--fast'])).toContain('--fast');
    expect(readOptions(['--json'])).toContain('--json');
  });

  test('an unknown group ends the process with 2 and the usage', () => {
    const main = path.join(import.meta.dirname, '../../bench/main.ts');
    const run = spawnSync(process.execPath, [main, 'disk'], { encoding: 'utf8', timeout: 15_000 });
    expect(run.status).toBe(2);
    expect(run.stderr).toContain('npm run bench -- [group …] [options]');
    expect(run.stdout).toBe('');
  });
});
