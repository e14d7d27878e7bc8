import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';

const STOP_MS = 3_000;

/** Daemons of Debian and Homebrew that are not on an ordinary user's PATH. */
export function findDaemon(name: string): string {
  const path = [`/usr/sbin/${name}`, `/opt/homebrew/sbin/${name}`, `/usr/local/sbin/${name}`].find(existsSync);
  if (path === undefined) throw new Error(`${name} is not installed: run npm test once, it says how`);
  return path;
}

/** A port that was free on `address` for UDP and for TCP a moment ago. */
export async function freeDnsPort(address: string): Promise<number> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const port = await listenOnce(address);
    if (await isUdpFree(address, port)) return port;
  }
  throw new Error(`no port is free on ${address}`);
}

export type Daemon = {
  readonly output: () => string;
  readonly hasEnded: () => boolean;
  stop(): Promise<void>;
  hangUp(): void;
};

/** A child in the foreground, its output kept for the message of a failed start. `environment`: all that it gets, if told. */
export function startDaemon(
  path: string,
  args: readonly string[],
  environment?: Readonly<Record<string, string>>,
): Daemon {
  const child = spawn(path, args, { stdio: ['ignore', 'pipe', 'pipe'], ...(environment && { env: environment }) });
  const pieces: string[] = [];
  const keep = (chunk: Buffer) => pieces.push(chunk.toString());
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.on('error', (error) => pieces.push(error.message));
  const killChild = () => child.kill('SIGKILL');
  process.once('exit', killChild);
  child.once('exit', () => process.off('exit', killChild));
  return {
    output: () => pieces.join(''),
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    hangUp: () => child.kill('SIGHUP'),
    stop: () => stop(child),
  };
}

/** Tries `isReady` until it says so; throws with the daemon's output after `withinMs`, or when the daemon has ended. */
export async function untilReady(daemon: Daemon, isReady: () => Promise<boolean>, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await isReady())) {
    if (daemon.hasEnded() || performance.now() > deadline) {
      await daemon.stop();
      throw new Error(`the server did not start: ${daemon.output()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return Promise.resolve();
  return new Promise((resolve) => {
    const hard = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    child.once('exit', () => {
      clearTimeout(hard);
      resolve();
    });
    child.kill('SIGTERM');
  });
}

function listenOnce(address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, address, () => {
      const bound = server.address();
      server.close(() => resolve(typeof bound === 'object' && bound !== null ? bound.port : 0));
    });
  });
}

function isUdpFree(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4').once('error', () => resolve(false));
    socket.bind(port, address, () => socket.close(() => resolve(true)));
  });
}
