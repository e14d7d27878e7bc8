import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { ZodError } from 'zod';
import { AppError, ErrorCode } from '../errors.ts';
import type { Logger } from '../log.ts';
import { withLogFields } from '../log-context.ts';
import type { Handlers } from './operations.ts';
import { reach } from './socket-client.ts';
import { type Answer, linesOf, parseRequest, toLine } from './socket-protocol.ts';

export type SocketServer = { readonly path: string; readonly close: () => Promise<void> };

/** Where the bot of a data directory listens for its command line. */
export function socketPath(dataDir: string): string {
  return path.join(dataDir, 'bot.sock');
}

/** A command that says nothing more for so long is cut off. */
const IDLE_MS = 60_000;

/**
 * Answers the command line on a local socket that its owner alone may open. Whatever a process before left under the
 * path is removed, unless somebody answers there. Throws store-in-use, socket-failed.
 */
export async function startSocketServer(options: {
  readonly path: string;
  readonly handlers: Handlers;
  readonly log: Logger;
}): Promise<SocketServer> {
  const { handlers, log } = options;
  const other = await reach(options.path);
  other?.destroy();
  if (other !== undefined) throw new AppError(ErrorCode.StoreInUse, { path: options.path });
  rmSync(options.path, { force: true });

  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    socket.on('close', () => open.delete(socket));
    socket.on('error', (error) => log.debug({ err: error }, 'a command broke off'));
    serve(socket, handlers, log).catch((error: unknown) => {
      log.warn({ err: error }, 'a command line connection failed');
      socket.destroy();
    });
  });
  await listen(server, options.path);
  return {
    path: options.path,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

/** The file is born with mode 0600: it is made within `listen`, before anything else can run. */
async function listen(server: Server, file: string): Promise<void> {
  const listening = new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', (error) => reject(new AppError(ErrorCode.SocketFailed, { path: file }, { cause: error })));
  });
  const umask = process.umask(0o177);
  try {
    server.listen(file);
  } finally {
    process.umask(umask);
  }
  await listening;
  chmodSync(file, 0o600);
}

async function serve(socket: Socket, handlers: Handlers, log: Logger): Promise<void> {
  for await (const line of linesOf(socket)) socket.write(toLine(await answer(line, handlers, log)));
}

async function answer(line: string, handlers: Handlers, log: Logger): Promise<Answer> {
  try {
    const { method, params } = parseRequest(line);
    const handler = Object.hasOwn(handlers, method) ? handlers[method] : undefined;
    if (handler === undefined) throw new AppError(ErrorCode.SocketProtocol, { method });
    return { ok: true, result: await withLogFields({ command: method }, () => handler(params)) };
  } catch (error) {
    if (error instanceof AppError) return { ok: false, error: { code: error.code, details: error.details } };
    if (error instanceof SyntaxError || error instanceof ZodError)
      return { ok: false, error: { code: ErrorCode.SocketProtocol, details: {} } };
    log.error({ err: error }, 'a command failed');
    return { ok: false, error: { code: ErrorCode.Internal, details: {} } };
  }
}
