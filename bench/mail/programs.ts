import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { START_FLAGS } from '../start-flags.ts';

/** One end of a copy: where to log in, and as whom. */
export type End = { readonly address: string; readonly port: number; readonly user: string; readonly password: string };
export type Job = { readonly old: End; readonly new: End; readonly mode: 'copy' | 'compare'; readonly trust: string };
export type Done = {
  readonly messages: number;
  readonly copied: number;
  readonly missingTotal: number;
  readonly peakMb: number;
};

const LIMIT_MS = 120_000;
const run = promisify(execFile);
const done = z.object({ messages: z.int(), copied: z.int(), missingTotal: z.int(), peakMb: z.number() });

/** Ours. */
export async function copyOnce(job: Job): Promise<Done> {
  const args = [...START_FLAGS, path.join(import.meta.dirname, 'copy-once.ts'), JSON.stringify(job)];
  const { stdout } = await run(process.execPath, args, { timeout: LIMIT_MS });
  return done.parse(JSON.parse(stdout));
}

/** mbsync (Debian's isync): one way, new messages and folders only. */
export async function mbsyncOnce(job: Job): Promise<void> {
  const home = mkdtempSync(path.join(tmpdir(), 'bench-mbsync-'));
  try {
    const file = path.join(home, 'ca.pem');
    writeFileSync(file, job.trust);
    const store = (name: string, { address, port, user, password }: End) => `IMAPAccount ${name}
Host ${address}
Port ${port}
User ${user}
Pass "${password}"
SSLType IMAPS
CertificateFile ${file}

IMAPStore ${name}
Account ${name}
`;
    const config = `${store('old', job.old)}
${store('new', job.new)}
Channel move
Far :old:
Near :new:
Patterns *
Create Near
Sync PullNew
CopyArrivalDate yes
SyncState ${home}/
`;
    writeFileSync(path.join(home, 'mbsyncrc'), config);
    await run('mbsync', ['-q', '-c', path.join(home, 'mbsyncrc'), 'move'], { timeout: LIMIT_MS });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** imapsync, where IMAPSYNC names it: it is in no package collection. */
export async function imapsyncOnce(program: string, job: Job): Promise<void> {
  const side = (number: 1 | 2, { address, port, user, password }: End) => [
    [`--host${number}`, address],
    [`--port${number}`, String(port)],
    [`--user${number}`, user],
    [`--password${number}`, password],
    [`--ssl${number}`],
  ];
  const args = [...side(1, job.old), ...side(2, job.new), ['--nolog'], ['--noreleasecheck']].flat();
  await run(program, args, { timeout: LIMIT_MS });
}
