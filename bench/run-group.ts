import { type ChildProcess, fork } from 'node:child_process';
import { z } from 'zod';
import type { Group } from './targets.ts';

/** On its way between processes a NaN becomes a null. */
const message = z.object({ measured: z.record(z.string(), z.number().nullable()) });

export type GroupRun = {
  readonly measured: Readonly<Record<string, number>>;
  /** Why the group, or a part of it, could not be measured. */
  readonly failure?: string;
};

/** After being told to end, so long for stopping the servers it started. */
const LAST_WORDS_MS = 3_000;
const MOST_SAID = 4_000;

/** Measures a group in a process of its own, so that peaks of memory and compiled code do not mix. Never rejects. */
export function runGroup(group: Group, limitMs: number): Promise<GroupRun> {
  const child = fork(new URL('./measure.ts', import.meta.url), [group], { silent: true });
  const said = gather(child);
  return new Promise((resolve) => {
    let measured: GroupRun['measured'] = {};
    let isLate = false;
    let hard: NodeJS.Timeout | undefined;
    const soft = setTimeout(() => {
      isLate = true;
      child.kill('SIGTERM');
      hard = setTimeout(() => child.kill('SIGKILL'), LAST_WORDS_MS);
    }, limitMs);
    child.on('message', (sent) => {
      measured = numbersIn(sent);
    });
    child.once('error', (error) => said.push(error.message));
    child.once('close', (code) => {
      clearTimeout(soft);
      clearTimeout(hard);
      if (isLate) resolve({ measured, failure: `not done after ${Math.round(limitMs) / 1_000} s\n${said.text()}` });
      else resolve(code === 0 ? { measured } : { measured, failure: said.text() });
    });
  });
}

function numbersIn(sent: unknown): GroupRun['measured'] {
  const entries = Object.entries(message.parse(sent).measured);
  return Object.fromEntries(entries.flatMap(([id, value]) => (value === null ? [] : [[id, value]])));
}

function gather(child: ChildProcess): { readonly push: (text: string) => void; readonly text: () => string } {
  const pieces: string[] = [];
  const push = (text: string): void => void pieces.push(text);
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => push(chunk.toString('utf8')));
  return { push, text: () => pieces.join('').trim().slice(-MOST_SAID) };
}
