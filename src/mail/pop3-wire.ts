import type { Socket } from 'node:net';
import { DialError } from '../net/failures.ts';
import { MailError } from './mail-error.ts';

/** A reply is one line of at most 512 octets (RFC 2449 section 4); servers with long words are borne with. */
const MAX_LINE_BYTES = 8 * 1024;
/** A line of a message may be of any length: past this it is handed on in pieces. */
const PIECE_BYTES = 64 * 1024;
const LF = 10;
const CR = 13;
const DOT = 46;

/** Lines and multi-line answers (RFC 1939 section 3) of one socket, read as they are asked for and never ahead of it. */
export class Pop3Wire {
  readonly #socket: Socket;
  readonly #silenceMs: number;
  #pending: Buffer = Buffer.alloc(0);

  constructor(socket: Socket, silenceMs: number) {
    this.#socket = socket;
    this.#silenceMs = silenceMs;
    // One that comes while nobody waits would end the process; whoever reads next is told of it.
    socket.on('error', () => {});
  }

  write(line: string): void {
    this.#socket.write(`${line}\r\n`);
  }

  /** True when the server has sent more than it was asked for. */
  get hasMore(): boolean {
    return this.#pending.length > 0 || this.#socket.readableLength > 0;
  }

  /** One line without its end. Rejects with MailError, or as the socket ended. */
  async line(waitMs = this.#silenceMs): Promise<string> {
    for (;;) {
      const end = this.#pending.indexOf(LF);
      if (end > MAX_LINE_BYTES || (end < 0 && this.#pending.length > MAX_LINE_BYTES)) {
        throw new MailError('protocol', 'a line that does not end');
      }
      if (end >= 0) {
        const line = this.#pending.subarray(0, this.#pending[end - 1] === CR ? end - 1 : end).toString('utf8');
        this.#pending = this.#pending.subarray(end + 1);
        return line;
      }
      await this.#more(waitMs);
    }
  }

  /**
   * The lines up to the one that is a dot alone, as they stand in the message, in pieces that hold whole lines as far as
   * these are of common length. Whoever stops reading before the end closes the connection.
   */
  async *lines(maxBytes: number): AsyncGenerator<Buffer> {
    let isLineStart = true;
    let total = 0;
    let isDone = false;
    try {
      while (!isDone) {
        const taken: Buffer[] = [];
        isDone = this.#take(taken, isLineStart);
        const piece = Buffer.concat(taken);
        if (piece.length > 0) isLineStart = piece.at(-1) === LF;
        total += piece.length;
        if (total > maxBytes) throw new MailError('protocol', `an answer of more than ${maxBytes} bytes`);
        if (piece.length > 0) yield piece;
        if (!isDone) await this.#more(this.#silenceMs);
      }
    } finally {
      if (!isDone) this.#socket.destroy();
    }
  }

  /** Moves what has arrived to `taken`, dots unstuffed; true at the end of the answer. */
  #take(taken: Buffer[], isLineStart: boolean): boolean {
    let at = 0;
    let fresh = isLineStart;
    for (let end = this.#pending.indexOf(LF); end >= 0; end = this.#pending.indexOf(LF, at)) {
      const line = this.#pending.subarray(at, end + 1);
      at = end + 1;
      const isDotted = fresh && line[0] === DOT;
      fresh = true;
      if (isDotted && (line.length === 2 || (line.length === 3 && line[1] === CR))) {
        this.#pending = this.#pending.subarray(at);
        return true;
      }
      taken.push(isDotted ? line.subarray(1) : line);
    }
    const rest = this.#pending.subarray(at);
    if (rest.length <= PIECE_BYTES) {
      this.#pending = rest;
      return false;
    }
    taken.push(fresh && rest[0] === DOT ? rest.subarray(1) : rest);
    this.#pending = Buffer.alloc(0);
    return false;
  }

  async #more(waitMs: number): Promise<void> {
    for (;;) {
      const chunk: unknown = this.#socket.read();
      if (Buffer.isBuffer(chunk)) {
        this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
        return;
      }
      await readable(this.#socket, waitMs);
    }
  }
}

function readable(socket: Socket, waitMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const ended = () => Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' });
    const done = (error?: Error) => {
      clearTimeout(timer);
      socket.off('readable', onReadable).off('end', onEnd).off('close', onEnd).off('error', done);
      if (error === undefined) resolve();
      else reject(error);
    };
    const onReadable = () => done();
    const onEnd = () => done(socket.errored ?? ended());
    const timer = setTimeout(() => done(new DialError('timed-out', `nothing within ${waitMs} ms`)), waitMs);
    if (socket.destroyed || socket.readableEnded) return onEnd();
    socket.on('readable', onReadable).once('end', onEnd).once('close', onEnd).once('error', done);
  });
}
