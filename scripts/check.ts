/**
 * `npm run check`: everything a reviewer would check by machine. All four run whatever the others say; a line each.
 * `--json FILE` also writes `{passed, failed}` for whoever counts.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import pLimit from 'p-limit';
import { cruiseLayers } from './layers.ts';
import { runTool } from './tool.ts';

type Outcome = { readonly passed: boolean; readonly output: string };
type Check = { readonly name: string; readonly says: string; readonly run: (root: string) => Promise<Outcome> };

const CHECKS: readonly Check[] = [
  { name: 'types', says: 'tsc --noEmit', run: (root) => tool(root, 'tsc', ['--noEmit']) },
  { name: 'layers', says: 'dependency-cruiser, the floors of the house', run: checkLayers },
  { name: 'style', says: 'biome check', run: (root) => tool(root, 'biome', ['check', '.']) },
  { name: 'unused', says: 'knip, files, exports and packages nobody uses', run: (root) => tool(root, 'knip', []) },
];
/** The type checker and knip each hold the whole program in memory. */
const AT_ONCE = 2;

async function tool(root: string, name: string, args: readonly string[]): Promise<Outcome> {
  const done = await runTool(root, name, args);
  return { passed: done.exitCode === 0, output: done.stdout + done.stderr };
}

/** Fails on any offence, on a tool that broke, and on a tree of which no file of src/ was read. */
export async function checkLayers(root: string): Promise<Outcome> {
  const seen = await cruiseLayers(root);
  if (seen.kind === 'broken') return { passed: false, output: seen.output };
  if (seen.modules === 0) return { passed: false, output: '0 modules of src/ were read, so nothing was checked.\n' };
  return {
    passed: seen.offences.length === 0,
    output: seen.offences.map(({ rule, from, to }) => `${rule}: ${from} → ${to}\n`).join(''),
  };
}

/** Runs every check on the tree below `root`, prints a line each and then what the failed ones said. */
export async function runChecks(root: string): Promise<{ readonly passed: number; readonly failed: number }> {
  const limit = pLimit(AT_ONCE);
  const outcomes = await Promise.all(
    CHECKS.map((check) =>
      limit(async () => {
        const startedAtMs = performance.now();
        const outcome = await check.run(root);
        const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1);
        console.log(
          `${outcome.passed ? 'ok    ' : 'FAILED'} ${check.name.padEnd(7)} ${seconds.padStart(5)} s  ${check.says}`,
        );
        return { check, ...outcome };
      }),
    ),
  );
  const failed = outcomes.filter((outcome) => !outcome.passed);
  for (const { check, output } of failed) console.log(`\n── ${check.name} ──\n${output.trimEnd()}`);
  console.log(failed.length === 0 ? '\nAll clean.' : `\n${failed.length} of ${CHECKS.length} failed.`);
  return { passed: CHECKS.length - failed.length, failed: failed.length };
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { json: { type: 'string' } } });
  const counts = await runChecks(path.resolve(import.meta.dirname, '..'));
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(counts));
  process.exitCode = counts.failed === 0 ? 0 : 1;
}
