import type { Socket } from 'node:net';
import { type Exchanged, failedBy, givenUp, type Line } from './line.ts';
import { decodeReply, matchReply, type Query } from './packet.ts';

type Waiting = { readonly query: Query; readonly done: (result: Exchanged) => void };

/** Messages that fit no question before the server counts as babbling. */
const MOST_STRAY = 64;

/**
 * Many questions over one connected TCP or TLS socket (RFC 7766, RFC 7858): two bytes of length before each message,
 * which may come in any number of pieces; answers in any order.
 */
export function createStreamLine(socket: Socket): Line {
  const waiting = new Set<Waiting>();
  const reader = createReader();
  let isOpen = true;
  let stray = 0;
  /** Questions that may still be answered once more, or too late. */
  let spent = 0;

  const end = (result: Exchanged) => {
    isOpen = false;
    socket.destroy();
    for (const one of [...waiting]) one.done(result);
  };
  const take = (message: Buffer) => {
    for (const one of waiting) {
      const match = matchReply(message, one.query);
      // Over a connection the case of the name proves nothing more, and there is nothing larger to fall back on.
      if (match === 'match' || match === 'recased' || match === 'error') return one.done(decoded(message));
      if (match === 'truncated') return one.done(malformed('truncated, though over a connection'));
    }
    stray += 1;
    if (stray > Math.min(spent, MOST_STRAY)) end(malformed('a reply that does not match'));
  };
  socket.on('error', (error) => end(failedBy(error)));
  socket.on('close', () => end({ outcome: 'failed', code: 'dns-network', detail: 'closed before the answer' }));
  socket.on('data', (chunk: Buffer) => {
    for (const message of reader(chunk)) if (isOpen) take(message);
  });

  return {
    isOpen: () => isOpen,
    close: () => end({ outcome: 'failed', code: 'cancelled' }),
    put: (query, bound) =>
      new Promise((resolve) => {
        if (!isOpen) {
          resolve({ outcome: 'failed', code: 'dns-network', detail: 'the connection was closed' });
          return;
        }
        const one: Waiting = {
          query,
          done: (result) => {
            forget();
            waiting.delete(one);
            spent += 1;
            resolve(result);
          },
        };
        const forget = givenUp(bound, one.done);
        waiting.add(one);
        socket.write(framed(query.bytes));
      }),
  };
}

/** Cuts a stream into messages; keeps the pieces of an unfinished one, at most 64 KiB by the width of the length. */
function createReader(): (chunk: Buffer) => readonly Buffer[] {
  let pieces: Buffer[] = [];
  let held = 0;
  let wanted = 2;
  return (chunk) => {
    pieces.push(chunk);
    held += chunk.length;
    if (held < wanted) return [];
    let rest = Buffer.concat(pieces);
    const messages: Buffer[] = [];
    while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
      const end = 2 + rest.readUInt16BE(0);
      messages.push(rest.subarray(2, end));
      rest = rest.subarray(end);
    }
    pieces = [rest];
    held = rest.length;
    wanted = rest.length < 2 ? 2 : 2 + rest.readUInt16BE(0);
    return messages;
  };
}

function framed(message: Buffer): Buffer {
  const bytes = Buffer.alloc(2 + message.length);
  bytes.writeUInt16BE(message.length);
  message.copy(bytes, 2);
  return bytes;
}

function decoded(message: Buffer): Exchanged {
  const reply = decodeReply(message);
  return reply === undefined ? malformed('the reply cannot be decoded') : { outcome: 'reply', reply };
}

function malformed(detail: string): Exchanged {
  return { outcome: 'failed', code: 'dns-malformed', detail };
}
