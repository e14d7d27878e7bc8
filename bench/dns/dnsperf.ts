import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled } from '../../test/servers/install.ts';
import type { ServerPackage } from '../../test/servers/packages.ts';

const DNSPERF: ServerPackage = {
  apt: 'dnsperf',
  brew: 'dnsperf',
  shownBy: ['/usr/bin/dnsperf', '/opt/homebrew/bin/dnsperf', '/usr/local/bin/dnsperf'],
};
const MICROSECONDS = 1_000_000;

export type Dnsperf = { readonly ratePerSecond: number; readonly cpuUs: number };

/**
 * The same load by DNS-OARC's dnsperf: so many questions to one port, so many at a time; `undefined`, and why on standard
 * error, where it is not to be had. Installed like the servers of the tests, by the same rules.
 */
export function measureDnsperf(port: number, questions: number, atOnce: number): Dnsperf | undefined {
  if (!ensureInstalled([DNSPERF])) return undefined;
  const path = DNSPERF.shownBy.find(existsSync);
  if (path === undefined) return undefined;
  const directory = mkdtempSync(join(tmpdir(), 'dnsperf-'));
  try {
    const file = join(directory, 'questions');
    writeFileSync(file, Array.from({ length: questions }, (_, index) => `q${index}.kitano.example A\n`).join(''));
    // The shell's `times` tells the processor time of its children.
    const script = '"$0" -s 127.0.0.1 -p "$1" -d "$2" -n 1 -c 1 -T 1 -q "$3" && times';
    const run = spawnSync('sh', ['-c', script, path, String(port), file, String(atOnce)], { encoding: 'utf8' });
    return read(run.stdout, questions);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Its own rate, and of `times` the last line: user and system time of the children, as "0m0.120s 0m0.340s". */
function read(output: string, questions: number): Dnsperf {
  const rate = /Queries per second:\s+([\d.]+)/.exec(output)?.[1];
  const answered = /Queries completed:\s+(\d+)/.exec(output)?.[1];
  const times = [...(output.trim().split('\n').at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
  if (rate === undefined || Number(answered) !== questions || times.length !== 2)
    throw new Error(`dnsperf was not understood:\n${output}`);
  const seconds = times.reduce((sum, [, minutes, rest]) => sum + Number(minutes) * 60 + Number(rest), 0);
  return { ratePerSecond: Number(rate), cpuUs: (seconds / questions) * MICROSECONDS };
}
