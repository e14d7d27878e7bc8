import { spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pLimit from 'p-limit';
import { closingLine } from './narration.ts';
import type { Options } from './options.ts';
import { passed, type WorldFacts } from './world-facts.ts';

/**
 * Several worlds, each in a process of its own, so many at a time; prints a line as each ends. Of one that failed, the
 * transcript is kept, and said where: a failure that does not come again could not be looked into otherwise.
 */
export async function rehearseMany(
  seeds: readonly number[],
  { jobs, lang }: Pick<Options, 'jobs' | 'lang'>,
  print: (line: string) => void,
): Promise<readonly WorldFacts[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rehearsals-'));
  const limit = pLimit(jobs);
  let failed = 0;
  try {
    return await Promise.all(
      seeds.map((seed) =>
        limit(async () => {
          const facts = await inProcess(seed, lang, folder);
          print(closingLine(facts));
          if (passed(facts)) rmSync(transcriptAt(folder, seed), { force: true });
          else {
            failed += 1;
            print(`  ${transcriptAt(folder, seed)}`);
          }
          return facts;
        }),
      ),
    );
  } finally {
    if (failed === 0) rmSync(folder, { recursive: true, force: true });
  }
}

const transcriptAt = (folder: string, seed: number): string => path.join(folder, `${seed}.txt`);

async function inProcess(seed: number, lang: 'en' | 'ja', folder: string): Promise<WorldFacts> {
  const startedAt = Date.now();
  const main = path.join(import.meta.dirname, '../main.ts');
  const json = path.join(folder, `${seed}.json`);
  const child = spawn(process.execPath, [main, '--seed', String(seed), '--lang', lang, '--json', json], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.pipe(createWriteStream(transcriptAt(folder, seed)));
  const said: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  try {
    return JSON.parse(readFileSync(json, 'utf8')) as WorldFacts;
  } catch {
    // A process that died wrote nothing: that is a failed rehearsal, with what it said last.
    const failure = `the rehearsal ended with ${code}: ${Buffer.concat(said).toString('utf8').slice(-1_000)}`;
    const wallSeconds = Math.round((Date.now() - startedAt) / 100) / 10;
    const nothing = {
      sent: 0,
      landedOld: 0,
      landedNew: 0,
      onlyOld: 0,
      atReaders: 0,
      underWay: 0,
      onNeither: 0,
      missing: 0,
    };
    return { seed, lang, ...nothing, gates: {}, told: [], wallSeconds, failure };
  }
}
