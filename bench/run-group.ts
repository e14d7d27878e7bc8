import { type ChildProcess, fork } from 'node:child_process';
import { z } from 'zod';
import type { Group } from './targets.ts';

const message = z.object({ measured: z.record(z.string(), z.number()) });

export type GroupRun = {
  readonly measured: Readonly<Record<string, number>>;
  /** Why the group, or a part of it, could not be measured. */
  readonly failure?: string;
};

/** None takes longer on a machine that is not overloaded. */
const LIMIT_MS = 100_000;
const MOST_SAID = 4_000;

/** Measures a group in a process of its own, so that peaks of memory and compiled code do not mix. Never rejects. */
export function runGroup(group: Group, limitMs = LIMIT_MS): Promise<GroupRun> {
  const child = fork(new URL('./measure.ts', import.meta.url), [group], { silent: true });
  const said = gather(child);
  return new Promise((resolve) => {
    let measured: GroupRun['measured'] = {};
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, limitMs);
    child.on('message', (sent) => {
      measured = message.safeParse(sent).data?.measured ?? measured;
    });
    child.once('error', (error) => said.push(error.message));
    child.once('close', (code) => {
      clearTimeout(timer);
      if (isLate) resolve({ measured, failure: `not done after ${limitMs / 1_000} s\n${said.text()}` });
      else resolve(code === 0 ? { measured } : { measured, failure: said.text() });
    });
  });
}

function gather(child: ChildProcess): { readonly push: (text: string) => void; readonly text: () => string } {
  const pieces: string[] = [];
  const push = (text: string): void => void pieces.push(text);
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => push(chunk.toString('utf8')));
  return { push, text: () => pieces.join('').trim().slice(-MOST_SAID) };
}
