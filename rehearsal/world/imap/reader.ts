import type { Socket } from 'node:net';

const MAX_COMMAND_BYTES = 32 * 1024 * 1024;

/**
 * Reads whole commands, literals included, off a socket. A synchronising literal gets its "go ahead" at once;
 * a LITERAL+ one (RFC 7888) needs none. Ends when the socket does.
 */
export type CommandReader = {
  /** The next command without its final line break; undefined when the client is gone. */
  next(): Promise<Buffer | undefined>;
  /** A bare line, as comes after AUTHENTICATE or IDLE. */
  line(): Promise<string | undefined>;
  /** Lets go of the socket, for STARTTLS. */
  detach(): void;
};

export const readCommands = (socket: Socket): CommandReader => {
  let pending: Buffer = Buffer.alloc(0);
  let ended = false;
  let wake: () => void = () => undefined;
  const onData = (chunk: Buffer): void => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    if (pending.length > MAX_COMMAND_BYTES) socket.destroy();
    wake();
  };
  const onEnd = (): void => {
    ended = true;
    wake();
  };
  socket.on('data', onData).on('end', onEnd).on('close', onEnd);

  const until = async (ready: () => boolean): Promise<boolean> => {
    while (!ready()) {
      if (ended) return false;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return true;
  };
  const takeLine = async (): Promise<Buffer | undefined> => {
    if (!(await until(() => pending.includes('\r\n')))) return undefined;
    const end = pending.indexOf('\r\n');
    const line = pending.subarray(0, end);
    pending = pending.subarray(end + 2);
    return line;
  };
  const takeBytes = async (count: number): Promise<Buffer | undefined> => {
    if (!(await until(() => pending.length >= count))) return undefined;
    const bytes = pending.subarray(0, count);
    pending = pending.subarray(count);
    return bytes;
  };

  return {
    next: async () => {
      const parts: Buffer[] = [];
      for (;;) {
        const line = await takeLine();
        if (line === undefined) return undefined;
        parts.push(line);
        const literal = /\{(\d+)(\+?)\}$/.exec(line.subarray(-20).toString('latin1'));
        if (literal === null) return Buffer.concat(parts);
        if (literal[2] !== '+') socket.write('+ go ahead\r\n');
        const bytes = await takeBytes(Number(literal[1]));
        if (bytes === undefined) return undefined;
        parts.push(Buffer.from('\r\n'), bytes);
      }
    },
    line: async () => (await takeLine())?.toString('utf8'),
    detach: () => {
      socket.off('data', onData).off('end', onEnd).off('close', onEnd);
    },
  };
};
