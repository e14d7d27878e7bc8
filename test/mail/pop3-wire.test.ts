import { connect, createServer, type Server, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Pop3Wire } from '../../src/mail/pop3-wire.ts';

const ADDRESS = '127.0.0.23';
let server: Server;
let send: (socket: Socket) => void = () => {};
let port = 0;

beforeAll(async () => {
  server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.setNoDelay(true);
    send(socket);
  });
  port = await new Promise<number>((resolve) => {
    server.listen(0, ADDRESS, () => {
      const bound = server.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : 0);
    });
  });
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const line = fc.oneof(
  fc.constantFrom('', '.', '..', '.\r', '. ', 'end.'),
  fc.string({ unit: fc.constantFrom('.', 'a', ' ', 'é', '\r'), maxLength: 12 }),
  fc.integer({ min: 60_000, max: 140_000 }).map((length) => `.${'x'.repeat(length)}`),
);

/** As servers write it (RFC 1939 section 3): a dot before each line that begins with one, and one alone at the end. */
const stuffed = (lines: readonly string[]) =>
  `${lines.map((text) => `${text.startsWith('.') ? '.' : ''}${text}\r\n`).join('')}.\r\n`;

it('gives an answer as it was, however its bytes come, and the reply after it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 8 }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }),
      async (lines, cuts) => {
        const bytes = Buffer.from(`+OK here\r\n${stuffed(lines)}+OK bye\r\n`);
        const edges = [0, ...cuts.map((cut) => Math.floor(cut * bytes.length)).sort((a, b) => a - b), bytes.length];
        send = async (socket) => {
          for (const [index, edge] of edges.slice(1).entries()) {
            socket.write(bytes.subarray(edges[index], edge));
            await new Promise((resolve) => setImmediate(resolve));
          }
        };
        const socket = connect({ host: ADDRESS, port });
        try {
          const wire = new Pop3Wire(socket, 5_000);
          expect(await wire.line()).toBe('+OK here');
          const pieces: Buffer[] = [];
          for await (const piece of wire.lines(10_000_000)) pieces.push(piece);
          expect(Buffer.concat(pieces).toString()).toBe(lines.map((text) => `${text}\r\n`).join(''));
          expect(await wire.line()).toBe('+OK bye');
          expect(wire.hasMore).toBe(false);
        } finally {
          socket.destroy();
        }
      },
    ),
    { numRuns: 60 },
  );
});
