import { connect, type Socket } from 'node:net';
import { AppError, ErrorCode } from '../errors.ts';
import { linesOf, resultOf, toLine } from './socket-protocol.ts';

export type BotClient = {
  /** Asks the bot. Rejects with the bot's own AppError, or socket-failed when it breaks off or says nothing in time. */
  readonly call: (method: string, params: unknown) => Promise<unknown>;
  readonly close: () => void;
};

const ANSWER_MS = 60_000;

/** A connection to the running bot; undefined when none listens there. Throws socket-failed. */
export async function connectBot(path: string, answerMs = ANSWER_MS): Promise<BotClient | undefined> {
  const socket = await reach(path);
  if (socket === undefined) return undefined;
  const failed = (cause?: unknown) => new AppError(ErrorCode.SocketFailed, { path }, { cause });
  socket.setTimeout(answerMs, () => socket.destroy(failed()));
  const lines = linesOf(socket);
  return {
    async call(method, params) {
      socket.write(toLine({ method, params }));
      const { value, done } = await lines.next().catch((error: unknown) => Promise.reject(failed(error)));
      if (done === true || value === undefined) throw failed();
      return resultOf(value);
    },
    close: () => socket.destroy(),
  };
}

/** Connects to a socket file; undefined when there is none, or nobody behind it any more. Throws socket-failed. */
export function reach(path: string): Promise<Socket | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      // Once connected, an error also ends the lines that `linesOf` reads, and reaches the caller there.
      socket.on('error', () => {});
      resolve(socket);
    });
    socket.once('error', (error) => {
      const absent = 'code' in error && (error.code === 'ENOENT' || error.code === 'ECONNREFUSED');
      if (absent) resolve(undefined);
      else reject(new AppError(ErrorCode.SocketFailed, { path }, { cause: error }));
    });
  });
}
