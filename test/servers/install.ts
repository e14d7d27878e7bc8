/**
 * `npm run pretest`: sees to it that the servers the tests need are there. As root on Debian or Ubuntu it installs
 * what is missing without starting a daemon; anywhere else it prints the one line to run, and fails.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { SERVER_PACKAGES, type ServerPackage } from './packages.ts';

const POLICY_FILE = '/usr/sbin/policy-rc.d';
/** Debian's own way to say "install, but start nothing": 101 is "action forbidden by policy" (invoke-rc.d(8)). */
const POLICY =
  '#!/bin/sh\n# Written by mail-migration-bot while it installs servers for its tests; removed afterwards.\nexit 101\n';
const APT_GET = '/usr/bin/apt-get';

export type Plan =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'install'; readonly packages: readonly string[] }
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
  if (missing.length === 0) return { kind: 'nothing' };
  const apt = missing.map((one) => one.apt);
  if (machine.hasApt && machine.isRoot) return { kind: 'install', packages: apt };
  return { kind: 'ask', line: lineToRun(machine, packages, apt) };
}

function lineToRun(machine: Machine, packages: readonly ServerPackage[], apt: readonly string[]): string {
  if (machine.platform === 'darwin') return `brew install ${packages.flatMap((one) => one.brew ?? []).join(' ')}`;
  if (machine.hasApt) return `sudo apt-get install -y --no-install-recommends ${apt.join(' ')}`;
  return `install these with your package manager (Debian's names): ${apt.join(' ')}`;
}

/** Installs with daemons held back. The package lists are fetched only when the first attempt fails for want of them. */
function install(packages: readonly string[]): boolean {
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
  if (plan.kind === 'install') return install(plan.packages);
  console.error(
    `Tests and benchmarks run against real programs, and some are missing. Run this once, then try again:\n\n  ${plan.line}\n`,
  );
  return false;
}

if (import.meta.main) process.exitCode = ensureInstalled() ? 0 : 1;
