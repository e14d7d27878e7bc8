import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openWorkspace, type Workspace } from '../../rehearsal/slack/workspace.ts';
import { median } from '../interleave.ts';
import { peakMibOf } from '../memory.ts';
import { START_FLAGS } from '../start-flags.ts';
import type { Measured } from '../targets.ts';

const MAIN = path.join(import.meta.dirname, '../../src/main.ts');
const WARM_UP = 2;
const TIMES = 9;
const START_LIMIT_MS = 20_000;
/** Of /proc/PID/stat: proc(5), USER_HZ is 100 on every architecture that Node runs on. */
const MS_PER_TICK = 10;

/**
 * Starts the bot as an installation does, `node src/main.ts`, against a Slack on loopback: from the start of the process
 * to the line in its log that says it is ready. The data directory and the compile cache are those of the starts before.
 */
export async function measureStart(): Promise<Measured> {
  const home = mkdtempSync(path.join(tmpdir(), 'bench-start-'));
  const slack = await openWorkspace();
  try {
    const starts: Start[] = [];
    for (let index = 0; index < WARM_UP + TIMES; index += 1) {
      const start = await startOnce(home, slack);
      if (index >= WARM_UP) starts.push(start);
    }
    return {
      'start-ready': median(starts.map((start) => start.readyMs)),
      ...(process.platform === 'linux' && { 'start-cpu': median(starts.map((start) => start.cpuMs)) }),
      'start-memory': Math.max(...starts.map((start) => start.peakMib)),
    };
  } finally {
    await slack.close();
    rmSync(home, { recursive: true, force: true });
  }
}

type Start = { readonly readyMs: number; readonly cpuMs: number; readonly peakMib: number };

function startOnce(home: string, slack: Workspace): Promise<Start> {
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    // The compile cache lies below it.
    TMPDIR: home,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: slack.apiUrl,
    PORT: '0',
    HEALTH_PORT: '0',
    DATA_DIR: path.join(home, 'data'),
    ROOT_HINTS: '127.0.0.1',
    SITE_RESOLVERS: '127.0.0.1',
  };
  const startedAt = performance.now();
  // In a directory of its own: no `.env` of whoever runs this is read.
  const child = spawn(process.execPath, [...START_FLAGS, MAIN], { cwd: home, env, stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    let said = '';
    let start: Start | undefined;
    const timer = setTimeout(() => child.kill('SIGKILL'), START_LIMIT_MS);
    const hear = (chunk: Buffer): void => {
      said += chunk.toString('utf8');
      if (start !== undefined || child.pid === undefined || !said.includes('"msg":"ready"')) return;
      start = { readyMs: performance.now() - startedAt, cpuMs: cpuMsOf(child.pid), peakMib: peakMibOf(child.pid) };
      child.kill('SIGTERM');
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', reject);
    child.once('close', () => {
      clearTimeout(timer);
      if (start === undefined) reject(new Error(`the bot was not ready within ${START_LIMIT_MS / 1_000} s\n${said}`));
      else resolve(start);
    });
  });
}

/** Of all its threads, user and system. NaN where the system does not tell. */
function cpuMsOf(pid: number): number {
  if (process.platform !== 'linux') return Number.NaN;
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
}
