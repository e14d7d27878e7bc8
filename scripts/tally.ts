/**
 * `node scripts/tally.ts DIRECTORY`: what the parts of a CI run said, as one line `N passed, M failed`.
 * Each part left `NAME.exit` (its exit status) in the directory, and `test.json`, `check.json` where it counts itself.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

export type Tally = { readonly passed: number; readonly failed: number; readonly notes: readonly string[] };

const TestReport = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});
const CheckReport = z.object({ passed: z.int().nonnegative(), failed: z.int().nonnegative() });

/**
 * Counts vitest's JSON report. A file that failed though none of its tests did (it does not load, a hook broke, its
 * worker died) counts as one failure, and so does a run that ended badly, ran nothing or left no report.
 */
export function tallyTests(report: unknown, exitCode: number): Tally {
  const parsed = TestReport.safeParse(report);
  if (!parsed.success) return { passed: 0, failed: 1, notes: ['the tests left no report'] };
  const files = parsed.data.testResults;
  const tests = files.flatMap((file) => file.assertionResults);
  const failedTests = tests.filter((test) => test.status === 'failed').map((test) => test.fullName);
  const failedFiles = files
    .filter((file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'))
    .map((file) => `${file.name} as a whole`);
  const skipped = tests.filter((test) => test.status !== 'failed' && test.status !== 'passed').length;
  const found = [...failedTests, ...failedFiles];
  const passed = tests.filter((test) => test.status === 'passed').length;
  const ended =
    passed + found.length === 0
      ? ['no test ran']
      : exitCode !== 0 && found.length === 0
        ? [`the tests ended with status ${exitCode}`]
        : [];
  return {
    passed,
    failed: found.length + ended.length,
    notes: [...found, ...ended, ...(skipped > 0 ? [`${skipped} tests did not run`] : [])],
  };
}

/** Counts the four parts of `npm run check`; a check that broke before it could count is one failure. */
export function tallyChecks(report: unknown, exitCode: number): Tally {
  const parsed = CheckReport.safeParse(report);
  if (!parsed.success || (exitCode !== 0 && parsed.data.failed === 0)) {
    return { passed: 0, failed: 1, notes: [`the check ended with status ${exitCode} and no count of failures`] };
  }
  const { passed, failed } = parsed.data;
  return { passed, failed, notes: failed === 0 ? [] : [`${failed} parts of the check`] };
}

/** Adds up everything in the directory; no part at all is one failure. */
export function tallyDirectory(directory: string): Tally {
  const parts = readdirSync(directory)
    .filter((file) => file.endsWith('.exit'))
    .map((file) => file.slice(0, -'.exit'.length))
    .sort();
  if (parts.length === 0) return { passed: 0, failed: 1, notes: ['nothing ran'] };
  const tallies = parts.map((part) => {
    const exitCode = Number(readFileSync(path.join(directory, `${part}.exit`), 'utf8'));
    if (part === 'test') return tallyTests(readReport(directory, part), exitCode);
    if (part === 'check') return tallyChecks(readReport(directory, part), exitCode);
    // That the packages install is no result; that they do not is one.
    return exitCode === 0
      ? { passed: part === 'install' ? 0 : 1, failed: 0, notes: [] }
      : { passed: 0, failed: 1, notes: [`${part} ended with status ${exitCode}`] };
  });
  return {
    passed: tallies.reduce((sum, one) => sum + one.passed, 0),
    failed: tallies.reduce((sum, one) => sum + one.failed, 0),
    notes: tallies.flatMap((one) => one.notes),
  };
}

/** Undefined where a part left no report, or half of one. */
function readReport(directory: string, part: string): unknown {
  try {
    return JSON.parse(readFileSync(path.join(directory, `${part}.json`), 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

if (import.meta.main) {
  const { passed, failed, notes } = tallyDirectory(process.argv[2] ?? '.');
  for (const note of notes) console.log(`- ${note}`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
