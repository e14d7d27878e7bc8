import type { Socket } from 'node:net';
import { expect, test, vi } from 'vitest';
import { type Asked, AT, a, askFor, framed, GOOD, HOST, replyTo, rogueThat, type Send } from './rogue.ts';

const overTcp = { over: 'tcp', attempts: 1 } as const;
const good = (asked: Asked) => replyTo(asked, { answers: [a(HOST, '192.0.2.1')] });

/** What a server does with a TCP connection that a question has come over. */
type OnTcp = (asked: Asked, send: Send, connection: Socket) => void;
const tcpThat = (behave: OnTcp) =>
  rogueThat((asked, send, connection) => {
    if (connection !== undefined) behave(asked, send, connection);
  });

test('a question over TCP does not try UDP first, and its connection is closed afterwards', async () => {
  const closed = vi.fn();
  const rogue = await tcpThat((asked, send, connection) => {
    connection.on('close', closed);
    send(good(asked));
  });
  expect(await askFor(rogue, 'A', HOST, overTcp)).toEqual(GOOD);
  expect(rogue.asked.map(({ transport }) => transport)).toEqual(['tcp']);
  await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce());
});

const cases: readonly (readonly [string, string, OnTcp])[] = [
  ['never answers', 'dns-timeout', () => undefined],
  ['closes', 'dns-network', (_, __, connection) => connection.destroy()],
  [
    'promises more than it sends',
    'dns-timeout',
    (_, __, connection) => connection.write(Buffer.from([0xff, 0xff, 1, 2])),
  ],
  ['sends a 64 KiB message of nothing', 'dns-malformed', (_, send) => send(Buffer.alloc(65_535))],
  ['sends a megabyte without end', 'dns-malformed', (_, __, connection) => connection.write(Buffer.alloc(1 << 20))],
  ['answers with a pointer loop', 'dns-malformed', (asked, send) => send(loop(asked))],
  ['answers another question', 'dns-malformed', (asked, send) => send(replyTo(asked, { name: 'evil.example.net' }))],
  [
    'answers with another id',
    'dns-malformed',
    (asked, send) => send(replyTo(asked, { id: (asked.query.id ?? 0) ^ 1 })),
  ],
  ['is truncated even here', 'dns-malformed', (asked, send) => send(replyTo(asked, { tc: true }))],
  ['drips a byte at a time', 'dns-timeout', (asked, _, connection) => drip(connection, framed(good(asked)))],
];
test.each(cases)('TCP that %s is %s, in time', async (_, code, behave) => {
  const rogue = await tcpThat(behave);
  const startedAt = performance.now();
  expect(await askFor(rogue, 'A', HOST, overTcp)).toMatchObject({ outcome: 'failed', at: AT, code });
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});

test('TCP that answers twice: the first counts', async () => {
  const rogue = await tcpThat((asked, send) => {
    send(good(asked));
    send(replyTo(asked, { answers: [a(HOST, '203.0.113.66')] }));
  });
  expect(await askFor(rogue, 'A', HOST, overTcp)).toEqual(GOOD);
});

test('a full 64 KiB answer is read', async () => {
  const rogue = await tcpThat((asked, send) => {
    const answers = Array.from({ length: 2_000 }, (_, index) => a(HOST, `192.0.${2 + (index >> 8)}.${index & 255}`));
    send(replyTo(asked, { answers }));
  });
  const result = await askFor(rogue, 'A', HOST, { ...overTcp, timeoutMs: 2_000 });
  expect(result.outcome === 'answer' && result.values.length).toBe(2_000);
});

/** The owner name of the answer points at itself. */
function loop(asked: Asked): Buffer {
  const bytes = good(asked);
  const at = (asked.query.questions?.[0]?.name.length ?? 0) + 12 + 2 + 4;
  bytes.writeUInt16BE(0xc000 | at, at);
  return bytes;
}

function drip(connection: Socket, bytes: Buffer): void {
  const timer = setInterval(() => {
    const next = bytes.subarray(0, 1);
    bytes = bytes.subarray(1);
    if (connection.destroyed || next.length === 0) clearInterval(timer);
    else connection.write(next);
  }, 20);
}
