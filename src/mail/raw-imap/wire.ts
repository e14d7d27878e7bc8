import type { Socket } from 'node:net';
import { DialError } from '../../net/failures.ts';
import { MailError } from '../mail-error.ts';

/** Stands in a response's text where a literal stood; no line of IMAP may hold it (RFC 3501 section 9). */
export const LITERAL = '\0';
/** One whole response: its text (read as Latin-1) with a mark for each literal, and the literals in their order. */
export type Response = { readonly text: string; readonly literals: readonly Buffer[] };

/** Takes a literal piece by piece, as it comes; what it leaves unread is read past. */
export type LiteralTaker = (pieces: AsyncGenerator<Buffer>, size: number) => Promise<void>;

const LF = 10;
/** The flags or the search result of a large folder stand in one line; past this it is no IMAP server. */
const MAX_LINE_BYTES = 8 * 1024 * 1024;
/** A literal that nobody takes piecewise is held whole: one message of a batch, or a name. */
const MAX_LITERAL_BYTES = 16 * 1024 * 1024;
/** And all literals of one response together. */
const MAX_HELD_BYTES = 2 * MAX_LITERAL_BYTES;

/** Responses of one IMAP socket, read when they are asked for; what is written goes out with regard to how fast it is taken. */
export class ImapWire {
  readonly #socket: Socket;
  readonly #silenceMs: number;
  #chunk: Buffer = Buffer.alloc(0);
  #at = 0;

  constructor(socket: Socket, silenceMs: number) {
    this.#socket = socket;
    this.#silenceMs = silenceMs;
    // One that comes while nobody waits would end the process; whoever reads or writes next is told of it.
    socket.on('error', () => {});
  }

  get socket(): Socket {
    return this.#socket;
  }

  /** True when more has come than was asked for. */
  get hasMore(): boolean {
    return this.#at < this.#chunk.length || this.#socket.readableLength > 0;
  }

  /** Resolves when there is room for more. Rejects when the connection is gone, or takes nothing for too long. */
  async write(data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === 'string' ? Buffer.from(data, 'latin1') : data;
    if (this.#socket.destroyed) throw this.#socket.errored ?? closed();
    if (!this.#socket.write(bytes)) await this.#waitFor('drain');
  }

  /**
   * The next response. `taker` is given each literal larger than `largerThan` bytes instead of its being held. Rejects
   * with MailError for what is no IMAP, and as the socket ended.
   */
  async response(taker?: { readonly largerThan: number; readonly take: LiteralTaker }): Promise<Response> {
    let text = '';
    const literals: Buffer[] = [];
    let held = 0;
    for (;;) {
      const line = await this.#line();
      const size = literalSize(line);
      if (size === undefined) return { text: text + line, literals };
      text += `${line.slice(0, line.lastIndexOf('{'))}${LITERAL}`;
      if (taker !== undefined && size > taker.largerThan) {
        await this.#stream(size, taker.take);
        literals.push(Buffer.alloc(0));
      } else {
        held += size;
        if (size > MAX_LITERAL_BYTES || held > MAX_HELD_BYTES)
          throw new MailError('protocol', `a literal of ${size} bytes`);
        literals.push(await this.#bytes(size));
      }
      if (text.length > MAX_LINE_BYTES) throw new MailError('protocol', 'a response that does not end');
    }
  }

  async #line(): Promise<string> {
    let scanned = this.#at;
    for (;;) {
      const end = this.#chunk.indexOf(LF, scanned);
      if (end >= 0) {
        const line = this.#chunk.toString(
          'latin1',
          this.#at,
          this.#chunk[end - 1] === 13 && end > this.#at ? end - 1 : end,
        );
        this.#at = end + 1;
        // A mark of ours must not come from the server: the next literal would be taken for another.
        return line.includes(LITERAL) ? line.replaceAll(LITERAL, '?') : line;
      }
      if (this.#chunk.length - this.#at > MAX_LINE_BYTES) throw new MailError('protocol', 'a line that does not end');
      const held = this.#chunk.length - this.#at;
      await this.#more();
      scanned = this.#at + held;
    }
  }

  async #bytes(size: number): Promise<Buffer> {
    const whole = Buffer.allocUnsafe(size);
    let filled = 0;
    for await (const piece of this.#pieces(size)) filled += piece.copy(whole, filled);
    return whole;
  }

  async #stream(size: number, take: LiteralTaker): Promise<void> {
    const pieces = this.#pieces(size);
    await take(pieces, size);
    for await (const _ of pieces) {
      // What the taker did not want stands between us and the next response.
    }
  }

  /** So many bytes, as they come. Left in the midst, the rest can be read on by whoever holds the generator. */
  #pieces(size: number): AsyncGenerator<Buffer> {
    let left = size;
    const next = async (): Promise<IteratorResult<Buffer, void>> => {
      if (left === 0) return { done: true, value: undefined };
      if (this.#at >= this.#chunk.length) await this.#more();
      const piece = this.#chunk.subarray(this.#at, this.#at + left);
      this.#at += piece.length;
      left -= piece.length;
      return { done: false, value: piece };
    };
    return {
      next,
      return: async () => ({ done: true, value: undefined }),
      throw: async (error: unknown) => Promise.reject(error),
      [Symbol.asyncIterator]() {
        return this;
      },
      [Symbol.asyncDispose]: async () => {},
    };
  }

  async #more(): Promise<void> {
    for (;;) {
      const chunk: unknown = this.#socket.read();
      if (Buffer.isBuffer(chunk)) {
        const rest = this.#chunk.subarray(this.#at);
        this.#chunk = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
        this.#at = 0;
        return;
      }
      await this.#waitFor('readable');
    }
  }

  #waitFor(event: 'readable' | 'drain'): Promise<void> {
    const socket = this.#socket;
    return new Promise((resolve, reject) => {
      const done = (error?: Error) => {
        clearTimeout(timer);
        socket.off(event, onEvent).off('end', onEnd).off('close', onEnd).off('error', done);
        if (error === undefined) resolve();
        else reject(error);
      };
      const onEvent = () => done();
      const onEnd = () => done(socket.errored ?? closed());
      const timer = setTimeout(
        () => done(new DialError('timed-out', `nothing within ${this.#silenceMs} ms`)),
        this.#silenceMs,
      );
      if (socket.destroyed || (event === 'readable' && socket.readableEnded)) return onEnd();
      socket.on(event, onEvent).once('end', onEnd).once('close', onEnd).once('error', done);
    });
  }
}

function closed(): Error {
  return Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' });
}

/** The size of the literal that a line announces at its end (RFC 3501 section 4.3; `+` and `~` of RFC 7888 and 3516 too). */
function literalSize(line: string): number | undefined {
  if (!line.endsWith('}')) return undefined;
  const found = /\{(\d{1,12})\+?\}$/.exec(line);
  return found === null ? undefined : Number(found[1]);
}
