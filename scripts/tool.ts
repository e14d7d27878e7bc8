import { spawn } from 'node:child_process';
import path from 'node:path';

export type ToolRun = {
  /** undefined: it was ended by a signal, or could not be started. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
};

/** Runs a tool of node_modules/.bin in `root`, with that Node, and collects what it prints. Never rejects. */
export function runTool(root: string, name: string, args: readonly string[]): Promise<ToolRun> {
  const bin = path.join(root, 'node_modules', '.bin');
  return new Promise((resolve) => {
    const child = spawn(path.join(bin, name), args, {
      cwd: root,
      env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}` },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
    });
    child.once('error', (error) => resolve({ exitCode: undefined, stdout, stderr: stderr + error.message }));
    child.once('close', (code) => resolve({ exitCode: code ?? undefined, stdout, stderr }));
  });
}
