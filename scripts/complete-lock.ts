/**
 * `node scripts/complete-lock.ts`: adds to package-lock.json the packages for other platforms that npm left out.
 *
 * npm leaves out what its registry did not hand out (a mirror that lags behind, a platform published later), and
 * `npm ci` then refuses the whole file, on every platform. The entries name version and platform as the parent
 * package does; without a digest, which the next `npm install` against a registry that has them fills in.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const LockedPackage = z.object({
  dev: z.boolean().optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});
const Lock = z.object({ packages: z.record(z.string(), LockedPackage) });
type Lock = z.output<typeof Lock>;
/** The same file with everything that is in it, in its order. */
const WholeLock = z.custom<{ readonly packages: Readonly<Record<string, unknown>> }>(
  (value) => Lock.safeParse(value).success,
);

type Missing = { readonly name: string; readonly version: string; readonly dev: boolean };

const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

/** Optional packages that a locked package names and the lock file does not hold. */
export function missingFromLock(lock: Lock): readonly Missing[] {
  return Object.entries(lock.packages).flatMap(([place, { optionalDependencies = {}, dev = false }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !isLocked(lock, place, name))
      .map(([name, version]) => ({ name, version, dev })),
  );
}

/** Reads the part of a lock file that is judged here. Throws where it is not a lock file. */
export function parseLock(text: string): Lock {
  return Lock.parse(JSON.parse(text));
}

/** A package is found beside its parent, or in any node_modules above it. */
function isLocked(lock: Lock, place: string, name: string): boolean {
  const parts = place.split('node_modules/');
  return parts.some((_, depth) => {
    const above = parts.slice(0, parts.length - depth).join('node_modules/');
    return `${above}${above === '' || above.endsWith('/') ? '' : '/'}node_modules/${name}` in lock.packages;
  });
}

function entryFor({ name, version, dev }: Missing): object {
  if (!/^\d+\.\d+\.\d+/.test(version)) throw new Error(`${name} is wanted as ${version}, which names no one version`);
  const words = name.split(/[/-]/);
  const system = words.find((word) => SYSTEMS.includes(word));
  const processor = words.find((word) => PROCESSORS.includes(word));
  if (system === undefined || processor === undefined) throw new Error(`${name} does not say which platform it is for`);
  const libc = system !== 'linux' ? [] : words.some((word) => word.startsWith('musl')) ? ['musl'] : ['glibc'];
  return {
    version,
    cpu: [processor],
    ...(dev ? { dev } : {}),
    ...(libc.length > 0 && words.some((word) => /^(gnu|musl)/.test(word)) ? { libc } : {}),
    optional: true,
    os: [system],
  };
}

/** The text of a lock file with what was missing added, in npm's own order and layout. */
export function completeLock(text: string): string {
  const whole = WholeLock.parse(JSON.parse(text));
  const added = missingFromLock(parseLock(text)).map((one) => [`node_modules/${one.name}`, entryFor(one)] as const);
  const packages = [...Object.entries(whole.packages), ...added].sort(([a], [b]) => a.localeCompare(b, 'en'));
  return `${JSON.stringify({ ...whole, packages: Object.fromEntries(packages) }, null, 2)}\n`;
}

if (import.meta.main) {
  const file = path.resolve(import.meta.dirname, '../package-lock.json');
  const text = readFileSync(file, 'utf8');
  const missing = missingFromLock(parseLock(text));
  if (missing.length > 0) writeFileSync(file, completeLock(text));
  for (const { name, version } of missing) console.log(`added ${name} ${version}`);
  console.log(missing.length === 0 ? 'package-lock.json is complete.' : 'Look the changes over, then commit them.');
}
