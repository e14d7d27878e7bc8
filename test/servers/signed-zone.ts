import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type SignedZone = {
  /** The zone file, keys and signatures in it. */
  readonly text: string;
  /** What the parent publishes: "12345 13 2 49FD…". */
  readonly ds: string;
  /** The key that signs keys: "257 3 13 mdss…". */
  readonly key: string;
};

/** Signs a zone file with keys of its own making, by BIND's tools. `expired`: the signatures ran out a day ago. */
export function signZone(zone: string, text: string, { expired = false } = {}): SignedZone {
  const directory = mkdtempSync(join(tmpdir(), 'signed-zone-'));
  try {
    const run = (program: string, args: readonly string[]) =>
      execFileSync(program, args, { cwd: directory, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    const base = run('dnssec-keygen', ['-q', '-a', 'ECDSAP256SHA256', '-f', 'KSK', zone]).trim();
    run('dnssec-keygen', ['-q', '-a', 'ECDSAP256SHA256', zone]);
    const keys = readdirSync(directory).filter((name) => name.endsWith('.key'));
    writeFileSync(join(directory, 'zone'), `${text}\n${keys.map((name) => `$INCLUDE ${name}`).join('\n')}\n`);
    // -P: not to be checked afterwards, which would refuse signatures that have run out.
    const times = expired ? ['-P', '-s', 'now-172800', '-e', 'now-86400'] : [];
    run('dnssec-signzone', ['-q', '-o', zone, ...times, '-f', 'signed', 'zone']);
    const ds = run('dnssec-dsfromkey', ['-2', `${base}.key`]).trim();
    const key = readFileSync(join(directory, `${base}.key`), 'utf8');
    return {
      text: readFileSync(join(directory, 'signed'), 'utf8'),
      ds: /\bDS (.+)$/.exec(ds)?.[1] ?? '',
      key: /\bDNSKEY (.+)$/m.exec(key)?.[1] ?? '',
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
