import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const KIB_PER_MIB = 1_024;

/** Peak resident memory of this process so far, in MiB. */
export function ownPeakMib(): number {
  return process.resourceUsage().maxRSS / KIB_PER_MIB;
}

/** The same in MB: millions of bytes. */
export function ownPeakMb(): number {
  return (process.resourceUsage().maxRSS * 1_024) / 1_000_000;
}

/** Peak resident memory of another process; where the system keeps no peak (macOS), what it holds now. In MiB. */
export function peakMibOf(pid: number): number {
  if (process.platform !== 'linux')
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / KIB_PER_MIB;
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(peak ?? Number.NaN) / KIB_PER_MIB;
}
