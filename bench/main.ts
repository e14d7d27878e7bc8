/**
 * `npm run bench`: every figure that the project holds itself to, a line each; exit status 1 when one is short, 2 when
 * the command line is wrong. Each group runs in a process of its own, one after the other.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { exitCodeOf, type Figure, judge, lineOf } from './figure.ts';
import { readOptions, USAGE } from './options.ts';
import { runGroup } from './run-group.ts';
import { TABLE } from './targets.ts';

/** Of one group, and of all together. */
const GROUP_LIMIT_MS = 900_000;
const WHOLE_LIMIT_MS = 1_800_000;

const options = readOptions(process.argv.slice(2));
if (typeof options === 'string') {
  process.stderr.write(`${options}\n\n${USAGE}\n`);
  process.exit(2);
}
if (options.help) {
  process.stdout.write(`${USAGE}\n`);
  process.exit(0);
}

const machine = {
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  processors: availableParallelism(),
};
const loadBefore = loadavg()[0] ?? 0;
console.log(
  `Node ${machine.node}, ${machine.platform}, ${machine.processors} processors, load ${loadBefore.toFixed(1)} before it began`,
);
const figures: Figure[] = [];
for (const group of options.groups) {
  const run = await runGroup(group, Math.min(GROUP_LIMIT_MS, Math.max(0, WHOLE_LIMIT_MS - performance.now())));
  const judged = judge(
    TABLE.filter((row) => row.group === group),
    run.measured,
    process.env,
  );
  figures.push(...judged);
  for (const figure of judged) console.log(lineOf(figure));
  if (run.failure !== undefined) console.error(`${group}: ${run.failure}`);
}
if (options.json !== undefined)
  writeFileSync(options.json, `${JSON.stringify({ ...machine, loadBefore, figures }, null, 2)}\n`);
process.exit(exitCodeOf(figures));
