/**
 * `npm run torture`: whole rehearsals in which the bot is killed at chance moments and at its writes, and in which Slack
 * fails, several worlds side by side; then each record is held against its channel, and the end against that of the same
 * world undisturbed. Exit status 1 when anything was lost, doubled or leaked.
 */
import { spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import pLimit from 'p-limit';
import { KINDS, type Kind, type Outcome, rehearseDisturbed } from './rehearsal.ts';

const USAGE = `npm run torture -- [options]
  --seeds N    so many worlds (15), each once killed and failed by Slack, once undisturbed for comparison
  --kills N    so often the bot is killed in each (20)
  --jobs N     so many worlds side by side (2)
  --keep       keep the transcripts of all, not only of those that failed`;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '15' },
    kills: { type: 'string', default: '20' },
    jobs: { type: 'string', default: '2' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    /** One world of a run: seed, kind and file, by the process itself. */
    one: { type: 'string' },
    kind: { type: 'string' },
    out: { type: 'string' },
  },
});
const numbers = [values.seeds, values.kills, values.jobs].map(Number);
const [seeds = 0, kills = 0, jobs = 0] = numbers;
if (values.help || numbers.some((number) => !Number.isInteger(number) || number < 1)) {
  process.stdout.write(`${USAGE}\n`);
  process.exit(values.help ? 0 : 2);
}
if (values.one !== undefined) {
  const kind = KINDS.find((known) => known === values.kind) ?? 'none';
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const outcome = await rehearseDisturbed(Number(values.one), kind, kills, print);
  writeFileSync(values.out ?? '/dev/stdout', JSON.stringify(outcome));
  process.exit(0);
}

const folder = mkdtempSync(path.join(tmpdir(), 'torture-'));
const limit = pLimit(jobs);
const kindOf = (seed: number): Kind => (['slack', 'kills', 'both'] as const)[seed % 3] ?? 'kills';
const outcomes: Outcome[] = [];
const faulty: string[] = [];
await Promise.all(
  Array.from({ length: seeds }, (_, index) => index + 1).map(async (seed) => {
    const disturbed = await limit(() => inProcess(seed, kindOf(seed)));
    const calm = await limit(() => inProcess(seed, 'none'));
    const differs =
      disturbed.heard.join() === calm.heard.join()
        ? []
        : [`heard ${disturbed.heard.join()} instead of ${calm.heard.join()}`];
    const judged = {
      ...disturbed,
      lost: [...disturbed.lost, ...calm.lost.map((one) => `undisturbed: ${one}`), ...differs],
    };
    outcomes.push(judged);
    const { lost, doubled, leaked } = judged;
    const isGood = lost.length + doubled.length + leaked.length === 0;
    console.log(
      `${isGood ? 'ok  ' : 'FAIL'} world ${seed} (${judged.kind}): ${judged.kills} kills, ${judged.faults} faults, lost ${lost.length}, doubled ${doubled.length}, leaked ${leaked.length}, ${judged.wallSeconds} s`,
    );
    if (isGood) return;
    faulty.push(transcriptOf(seed, judged.kind));
    for (const what of [...lost, ...doubled, ...leaked]) console.log(`     ${what.slice(0, 1_500)}`);
    console.log(`     transcript: ${transcriptOf(seed, judged.kind)}`);
  }),
);
const total = (of: (outcome: Outcome) => number): number => outcomes.reduce((sum, outcome) => sum + of(outcome), 0);
console.log(
  `faults injected ${total((one) => one.faults)} (kills ${total((one) => one.kills)}), lost ${total((one) => one.lost.length)}, doubled ${total((one) => one.doubled.length)}, leaked ${total((one) => one.leaked.length)}`,
);
if (faulty.length === 0 && !values.keep) rmSync(folder, { recursive: true, force: true });
process.exit(faulty.length === 0 ? 0 : 1);

function transcriptOf(seed: number, kind: Kind): string {
  return path.join(folder, `${seed}-${kind}.txt`);
}

/** One world in a process of its own; one that dies has lost everything. */
async function inProcess(seed: number, kind: Kind): Promise<Outcome> {
  const out = path.join(folder, `${seed}-${kind}.json`);
  const child = spawn(
    process.execPath,
    [import.meta.filename, '--one', String(seed), '--kind', kind, '--kills', String(kills), '--out', out],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  child.stdout.pipe(createWriteStream(transcriptOf(seed, kind)));
  const said: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  try {
    return JSON.parse(readFileSync(out, 'utf8')) as Outcome;
  } catch {
    const lost = [`the process ended with ${code}: ${Buffer.concat(said).toString('utf8').slice(-1_000)}`];
    return { seed, kind, faults: 0, kills: 0, lost, doubled: [], leaked: [], heard: [], wallSeconds: 0 };
  }
}
