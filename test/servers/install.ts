/**
 * `npm run pretest`: sees to it that the servers the tests need are there. As root on Debian or Ubuntu it installs
 * what is missing without starting a daemon, elsewhere it prints the one line to run, and fails. What can only be unpacked
 * is, by whoever has apt-get; where there is none, the tests that want it fail and say so.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { SERVER_PACKAGES, type ServerPackage } from './packages.ts';
import { unpack } from './unpacked.ts';

const POLICY_FILE = '/usr/sbin/policy-rc.d';
/** Debian's own way to say "install, but start nothing": 101 is "action forbidden by policy" (invoke-rc.d(8)). */
const POLICY =
  '#!/bin/sh\n# Written by mail-migration-bot while it installs servers for its tests; removed afterwards.\nexit 101\n';
const APT_GET = '/usr/bin/apt-get';

export type Plan =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'install'; readonly packages: readonly string[]; readonly unpacked: readonly string[] }
  | { readonly kind: 'ask'; readonly line: string };

export type Machine = {
  readonly platform: NodeJS.Platform;
  readonly isRoot: boolean;
  readonly hasApt: boolean;
  readonly exists: (path: string) => boolean;
};

/** What is to be done on this machine, without doing it. */
export function planInstall(machine: Machine, packages: readonly ServerPackage[] = SERVER_PACKAGES): Plan {
  const missing = packages.filter((one) => !one.shownBy.some(machine.exists));
  const apt = missing.filter((one) => !one.isUnpacked).map((one) => one.apt);
  // All of them together, as they share one tree.
  const isTreeWanted = machine.hasApt && missing.some((one) => one.isUnpacked);
  const unpacked = isTreeWanted ? packages.filter((one) => one.isUnpacked).map((one) => one.apt) : [];
  if (apt.length === 0 && unpacked.length === 0) return { kind: 'nothing' };
  if (machine.hasApt && (machine.isRoot || apt.length === 0)) return { kind: 'install', packages: apt, unpacked };
  return { kind: 'ask', line: lineToRun(machine, packages, apt) };
}

function lineToRun(machine: Machine, packages: readonly ServerPackage[], apt: readonly string[]): string {
  if (machine.platform === 'darwin') return `brew install ${packages.flatMap((one) => one.brew ?? []).join(' ')}`;
  if (machine.hasApt) return `sudo apt-get install -y --no-install-recommends ${apt.join(' ')}`;
  return `install these with your package manager (Debian's names): ${apt.join(' ')}`;
}

/** Installs with daemons held back. The package lists are fetched only when the first attempt fails for want of them. */
function install(packages: readonly string[]): boolean {
  if (packages.length === 0) return true;
  console.log(`Installing for tests and benchmarks: ${packages.join(' ')}`);
  const ours = holdDaemons();
  const takeBack = (): void => {
    if (ours) rmSync(POLICY_FILE, { force: true });
  };
  process.once('exit', takeBack);
  const args = ['install', '-y', '--no-install-recommends', ...packages];
  if (apt(args).done) return true;
  const update = apt(['update']);
  const second = update.done ? apt(args) : update;
  if (!second.done) console.error(second.output);
  return second.done;
}

/** Root fetches the package lists first if that is what was missing. */
function unpackAll(packages: readonly string[]): boolean {
  if (packages.length === 0) return true;
  console.log(`Unpacking for tests, beside what is installed: ${packages.join(' ')}`);
  if (unpack(packages)) return true;
  return process.getuid?.() === 0 && apt(['update']).done && unpack(packages);
}

/** True if the policy file is ours to remove: written now, or left behind by a run of ours that was killed. */
function holdDaemons(): boolean {
  if (existsSync(POLICY_FILE)) return readFileSync(POLICY_FILE, 'utf8') === POLICY;
  writeFileSync(POLICY_FILE, POLICY, { mode: 0o755, flag: 'wx' });
  return true;
}

/** Another apt at work (unattended upgrades) is waited for. */
function apt(args: readonly string[]): { readonly done: boolean; readonly output: string } {
  const run = spawnSync(APT_GET, ['-q', '-o', 'DPkg::Lock::Timeout=300', ...args], {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    maxBuffer: 64 * 1024 * 1024,
  });
  const said = run.error?.message ?? `${run.stdout}${run.stderr}`;
  return {
    done: run.status === 0,
    output: `apt-get ${args.join(' ')} ended with ${run.status ?? run.signal}:\n${said}`,
  };
}

/** Installs what is missing where that is possible; else says on standard error what to run, and is false. */
export function ensureInstalled(packages: readonly ServerPackage[] = SERVER_PACKAGES): boolean {
  const plan = planInstall(
    {
      platform: process.platform,
      isRoot: process.getuid?.() === 0,
      hasApt: existsSync(APT_GET),
      exists: existsSync,
    },
    packages,
  );
  if (plan.kind === 'nothing') return true;
  if (plan.kind === 'install') return install(plan.packages) && unpackAll(plan.unpacked);
  console.error(
    `Tests and benchmarks run against real programs, and some are missing. Run this once, then try again:\n\n  ${plan.line}\n`,
  );
  return false;
}

if (import.meta.main) process.exitCode = ensureInstalled() ? 0 : 1;
