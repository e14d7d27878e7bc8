/**
 * Debian lets one IMAP server be installed at a time. Those that a Dovecot bars are therefore unpacked into a directory
 * of ours, with the libraries they need, and run from there: nothing of the machine is changed, and no root is needed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Where everybody may read it when root runs the tests: the servers themselves run as nobody. */
export const UNPACKED = join(
  process.getuid?.() === 0 ? '/var/cache' : join(homedir(), '.cache'),
  'mail-migration-bot',
  'servers',
);

/** A program of an unpacked package, by its usual path. Throws with what to do where it is missing. */
export function unpackedProgram(path: string): string {
  const program = join(UNPACKED, path);
  if (existsSync(program)) return program;
  throw new Error(`${program} is missing: run \`npm run pretest\` (it needs Debian's or Ubuntu's apt-get)`);
}

/** For LD_LIBRARY_PATH: the unpacked programs' own libraries, then the machine's. */
export function unpackedLibraries(): string {
  const direct = ['usr/lib', 'usr/lib/cyrus'].map((path) => join(UNPACKED, path));
  // Debian's multiarch directories: lib/x86_64-linux-gnu and its like.
  const multiarch = ['usr/lib', 'lib'].flatMap((path) =>
    existsSync(join(UNPACKED, path))
      ? readdirSync(join(UNPACKED, path))
          .filter((name) => name.includes('-linux-'))
          .map((name) => join(UNPACKED, path, name))
      : [],
  );
  return [...direct, ...multiarch].join(':');
}

/** One of them, by its name. */
export function unpackedLibrary(name: string): string {
  const path = unpackedLibraries()
    .split(':')
    .map((directory) => join(directory, name))
    .find(existsSync);
  if (path === undefined) throw new Error(`${name} is missing: run \`npm run pretest\``);
  return path;
}

/** Fetches the packages, and what they need and the machine lacks, and unpacks it all. Says on standard error what failed. */
export function unpack(packages: readonly string[]): boolean {
  const scratch = mkdtempSync(join(tmpdir(), 'unpack-'));
  try {
    const wanted = [...new Set(packages.flatMap((one) => [one, ...newDependencies(one)]))];
    if (!ran('apt-get', ['-q', 'download', ...wanted], scratch)) return false;
    const tree = join(scratch, 'tree');
    mkdirSync(tree);
    const archives = readdirSync(scratch).filter((name) => name.endsWith('.deb'));
    if (!archives.every((name) => ran('dpkg-deb', ['--extract', join(scratch, name), tree], scratch))) return false;
    mkdirSync(dirname(UNPACKED), { recursive: true });
    rmSync(UNPACKED, { recursive: true, force: true });
    // Copied beside it first, and then renamed: an interrupted run leaves no half of a tree behind.
    const beside = `${UNPACKED}.${process.pid}`;
    if (!ran('cp', ['-a', tree, beside], scratch)) return false;
    renameSync(beside, UNPACKED);
    return true;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** What apt would install for it that is not there at all, the mail transport agent left out: nobody sends from here. */
function newDependencies(name: string): readonly string[] {
  const { stdout } = spawnSync('apt-get', ['-s', '-q', 'install', '--no-install-recommends', name], {
    encoding: 'utf8',
  });
  // "Inst NAME (…)" is new, "Inst NAME [version that is there] (…)" an upgrade.
  const fresh = [...(stdout ?? '').matchAll(/^Inst (\S+) \(/gm)].flatMap((match) => match[1] ?? []);
  return fresh.filter((one) => !one.startsWith('exim4'));
}

function ran(program: string, args: readonly string[], cwd: string): boolean {
  const run = spawnSync(program, args, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (run.status === 0) return true;
  console.error(
    `${program} ${args.join(' ')} ended with ${run.status ?? run.signal ?? run.error?.message}:\n${run.stderr}`,
  );
  return false;
}
