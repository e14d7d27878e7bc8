import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { tallyChecks, tallyDirectory, tallyTests } from '../../scripts/tally.ts';
import { runTool } from '../../scripts/tool.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const directories: string[] = [];

function aDirectory(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'tally-'));
  directories.push(directory);
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(directory, name), text);
  return directory;
}

afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

const file = (status: string, ...tests: readonly string[]) => ({
  name: 'a.test.ts',
  status,
  assertionResults: tests.map((one) => ({ fullName: `test ${one}`, status: one })),
});

describe('the sum of a CI run', { timeout: 60_000 }, () => {
  it('counts tests that passed and failed, and mentions those that did not run', () => {
    const report = { testResults: [file('passed', 'passed', 'passed', 'skipped'), file('failed', 'passed', 'failed')] };
    expect(tallyTests(report, 1)).toEqual({ passed: 3, failed: 1, notes: ['test failed', '1 tests did not run'] });
  });

  it('a file that does not load, a bad end, an empty run and a missing report are failures', () => {
    expect(tallyTests({ testResults: [file('failed')] }, 1)).toMatchObject({ passed: 0, failed: 1 });
    expect(tallyTests({ testResults: [file('failed', 'passed', 'pending')] }, 1)).toMatchObject({
      passed: 1,
      failed: 1,
    });
    expect(tallyTests({ testResults: [file('passed', 'passed')] }, 1)).toMatchObject({ passed: 1, failed: 1 });
    expect(tallyTests({ testResults: [] }, 0)).toMatchObject({ passed: 0, failed: 1 });
    expect(tallyTests({ testResults: [file('passed', 'skipped')] }, 0)).toMatchObject({ passed: 0, failed: 1 });
    expect(tallyTests(undefined, 0)).toMatchObject({ passed: 0, failed: 1 });
  });

  it('a check that broke before it counted is one failure', () => {
    expect(tallyChecks({ passed: 3, failed: 1 }, 1)).toMatchObject({ passed: 3, failed: 1 });
    expect(tallyChecks({ passed: 4, failed: 0 }, 0)).toMatchObject({ passed: 4, failed: 0 });
    expect(tallyChecks({ passed: 4, failed: 0 }, 1)).toMatchObject({ failed: 1 });
    expect(tallyChecks(undefined, 0)).toMatchObject({ failed: 1 });
  });

  it('adds up every part, rehearsals and installation by their status', () => {
    const directory = aDirectory({
      'install.exit': '0',
      'test.exit': '0',
      'test.json': JSON.stringify({ testResults: [file('passed', 'passed', 'passed')] }),
      'check.exit': '1',
      'check.json': '{"passed":3,"failed":1}',
      'rehearsal-en.exit': '0',
      'rehearsal-ja.exit': '124',
    });
    expect(tallyDirectory(directory)).toEqual({
      passed: 2 + 3 + 1,
      failed: 2,
      notes: ['1 parts of the check', 'rehearsal-ja ended with status 124'],
    });
    expect(tallyDirectory(aDirectory({}))).toMatchObject({ passed: 0, failed: 1 });
    expect(tallyDirectory(aDirectory({ 'test.exit': '0', 'test.json': '{"testRes' }))).toMatchObject({ failed: 1 });
  });

  it('ends with the line alone, and with a status that says it', async () => {
    const bad = await runTool(ROOT, 'node', ['scripts/tally.ts', aDirectory({ 'rehearsal-en.exit': '1' })]);
    expect([bad.exitCode, bad.stdout.trimEnd().split('\n').at(-1)]).toEqual([1, '0 passed, 1 failed']);
    const good = await runTool(ROOT, 'node', ['scripts/tally.ts', aDirectory({ 'rehearsal-en.exit': '0' })]);
    expect([good.exitCode, good.stdout]).toEqual([0, '1 passed, 0 failed\n']);
  });

  it('reads what this vitest really writes', async () => {
    const directory = aDirectory({
      'good.test.ts': "import { it } from 'vitest'; it('a', () => {}); it('b', () => {}); it.skip('c', () => {});",
      'bad.test.ts': "import { it } from 'vitest'; it('d', () => { throw new Error('no'); });",
      'hook.test.ts':
        "import { beforeAll, it } from 'vitest'; beforeAll(() => { throw new Error('no'); }); it('e', () => {});",
      'broken.test.ts': "import './not-there.ts';",
    });
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(directory, 'node_modules'));
    const run = await runTool(directory, 'vitest', ['run', '--reporter=json', '--outputFile.json=test.json']);
    writeFileSync(path.join(directory, 'test.exit'), String(run.exitCode));
    expect(tallyDirectory(directory)).toMatchObject({ passed: 2, failed: 3 });
  });
});

describe('.ci/run', { timeout: 60_000 }, () => {
  /** A project in which `npm` is a script that notes what it was asked and answers with these statuses. */
  function aProject(statuses: {
    readonly ci: number;
    readonly test: number;
    readonly check: number;
    readonly run: number;
  }): string {
    const tree = aDirectory({});
    cpSync(path.join(ROOT, '.ci'), path.join(tree, '.ci'), { recursive: true });
    cpSync(path.join(ROOT, 'scripts'), path.join(tree, 'scripts'), { recursive: true });
    mkdirSync(path.join(tree, 'bin'));
    const npm = `#!/bin/sh
echo "$*" >>"${tree}/calls"
case "$1 $2" in
  ci*) [ ${statuses.ci} = 0 ] && ln -s "${ROOT}/node_modules" "${tree}/node_modules"; exit ${statuses.ci};;
  test*) for one in "$@"; do case "$one" in --outputFile.json=*) echo '${JSON.stringify({ testResults: [file('passed', 'passed')] })}' >"\${one#*=}";; esac; done; exit ${statuses.test};;
  "run check") shift 4; echo '{"passed":4,"failed":0}' >"$1"; exit ${statuses.check};;
  *) exit ${statuses.run};;
esac
`;
    writeFileSync(path.join(tree, 'bin/npm'), npm, { mode: 0o755 });
    return tree;
  }

  function runCi(tree: string): {
    readonly status: number | null;
    readonly lastLine: string;
    readonly calls: readonly string[];
  } {
    const env = { ...process.env, CI_SEED: '', PATH: `${path.join(tree, 'bin')}:${process.env.PATH}` };
    const done = spawnSync(path.join(tree, '.ci/run'), { encoding: 'utf8', env });
    return {
      status: done.status,
      lastLine: done.stdout.trimEnd().split('\n').at(-1) ?? '',
      calls: readFileSync(path.join(tree, 'calls'), 'utf8').trim().split('\n'),
    };
  }

  it('runs the tests, the check and a rehearsal in each language, and says the sum', () => {
    const { status, lastLine, calls } = runCi(aProject({ ci: 0, test: 0, check: 0, run: 0 }));
    expect([status, lastLine]).toEqual([0, '7 passed, 0 failed']);
    expect(calls.map((call) => call.replace(/ --reporter.*| --json.*/, ''))).toEqual([
      'ci',
      'test --',
      'run check --',
      'run rehearsal -- --seed 1 --lang en',
      'run rehearsal -- --seed 1 --lang ja',
    ]);
  });

  it('goes on after a failure, and counts it', () => {
    const { status, lastLine, calls } = runCi(aProject({ ci: 0, test: 1, check: 0, run: 3 }));
    expect([status, lastLine]).toEqual([1, '5 passed, 3 failed']);
    expect(calls).toHaveLength(5);
  });

  it('says so when the packages do not install', () => {
    const { status, lastLine } = runCi(aProject({ ci: 1, test: 0, check: 0, run: 0 }));
    expect([status, lastLine]).toEqual([1, '0 passed, 1 failed']);
  });
});
