import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { askVantage } from '../../src/dns/ask-vantage.ts';
import { createLines } from '../../src/dns/lines.ts';
import { sweepVantages } from '../../src/dns/sweep.ts';
import { createDialer } from '../../src/net/dial.ts';
import { type Asked, AT, a, badVersion, framed, GOOD, HOST, ROGUE, replyTo, rogueThat } from './rogue.ts';
import { askSecurely, dohThat, dotThat, RESOLVER } from './rogue-secure.ts';

const good = (asked: Asked) => replyTo(asked, { answers: [a(asked.query.questions?.[0]?.name ?? '', '192.0.2.1')] });
const questions = Array.from({ length: 10 }, (_, index) => ({ name: `host-${index}.example.net`, type: 'A' }) as const);

test('DoT: an answer from the server whose certificate bears the name', async () => {
  const rogue = await dotThat((asked, send) => send(good(asked)));
  expect(await askSecurely(rogue)).toEqual(GOOD);
  await vi.waitFor(() => expect(rogue.connections()).toEqual({ made: 1, open: 0 }));
});

test.each([
  ['HTTP/2', false],
  ['HTTP/1.1', true],
])('DoH over %s: a POST to the path, answered by a DNS message', async (_, http1) => {
  const seen: unknown[] = [];
  const rogue = await dohThat(
    (asked, answering, request) => {
      seen.push([request.method, request.url, request.headers['content-type'], request.headers.accept]);
      seen.push(request.headers[':authority'] ?? request.headers.host);
      answering.message(good(asked));
    },
    { http1 },
  );
  expect(await askSecurely(rogue)).toEqual(GOOD);
  expect(seen).toEqual([['POST', '/ask', 'application/dns-message', 'application/dns-message'], RESOLVER]);
  await vi.waitFor(() => expect(rogue.connections()).toEqual({ made: 1, open: 0 }));
});

test.each([
  ['DoT', () => dotThat((asked, send) => send(good(asked)), 'other.example.net')],
  ['DoH', () => dohThat((asked, answering) => answering.message(good(asked)), { name: 'other.example.net' })],
])('%s with another name on the certificate is not asked at all', async (_, start) => {
  const rogue = await start();
  expect(await askSecurely(rogue)).toMatchObject({ outcome: 'failed', code: 'tls-name-mismatch' });
  expect(rogue.asked).toEqual([]);
});

test.each([
  ['DoT', () => dotThat((asked, send) => send(good(asked)))],
  ['DoH over HTTP/2', () => dohThat((asked, answering) => answering.message(good(asked)))],
  ['DoH over HTTP/1.1', () => dohThat((asked, answering) => answering.message(good(asked)), { http1: true })],
])('%s: one sweep makes one connection, and closes it', async (_, start) => {
  const { dialer, vantage, connections } = await start();
  const observations = await sweepVantages(dialer, { vantages: [vantage], questions, samples: 2, now: () => AT });
  expect(observations.filter(({ result }) => result.outcome === 'answer')).toHaveLength(20);
  expect(new Set(observations.map(({ over }) => over))).toEqual(new Set([vantage.transport]));
  await vi.waitFor(() => expect(connections()).toEqual({ made: 1, open: 0 }));
});

test('DoT: answers may come in any order, and each finds its question', async () => {
  const held: (() => void)[] = [];
  const { dialer, vantage } = await dotThat((asked, send) => {
    held.unshift(() =>
      send(replyTo(asked, { answers: [a(asked.query.questions?.[0]?.name ?? '', `192.0.2.${held.length}`)] })),
    );
    if (held.length === 8) for (const answer of held) answer();
  });
  const eight = questions.slice(0, 8);
  const observations = await sweepVantages(dialer, { vantages: [vantage], questions: eight, now: () => AT });
  expect(observations.filter(({ result }) => result.outcome === 'answer')).toHaveLength(8);
});

test.each([
  ['never answers', 'dns-timeout', () => undefined],
  ['closes', 'dns-network', (_: Asked, __: unknown, connection: { destroy(): void }) => connection.destroy()],
  [
    'answers another question',
    'dns-malformed',
    (asked: Asked, send: (message: Buffer) => void) =>
      send(replyTo(asked, { name: 'evil.example.net', answers: [a('evil.example.net', '203.0.113.66')] })),
  ],
  [
    'answers with another id',
    'dns-malformed',
    (asked: Asked, send: (message: Buffer) => void) => send(replyTo(asked, { id: (asked.query.id ?? 0) ^ 1 })),
  ],
  [
    'sends messages of no length without end',
    'dns-malformed',
    (_: Asked, send: (message: Buffer) => void) => {
      for (let count = 0; count < 100; count += 1) send(Buffer.alloc(0));
    },
  ],
  [
    'is truncated even here',
    'dns-malformed',
    (asked: Asked, send: (message: Buffer) => void) =>
      send(replyTo(asked, { tc: true, answers: [a(HOST, '203.0.113.66')] })),
  ],
  [
    'promises 64 KiB and stops',
    'dns-timeout',
    (_: Asked, __: unknown, connection: { write(bytes: Buffer): void }) =>
      connection.write(Buffer.from([255, 255, 1, 2, 3])),
  ],
] as const)('DoT that %s is %s', async (_, code, behave) => {
  const rogue = await dotThat(behave);
  expect(await askSecurely(rogue)).toMatchObject({ outcome: 'failed', code });
  await vi.waitFor(() => expect(rogue.connections().open).toBe(0));
});

test('DoT: the second answer to a question harms neither it nor the next one', async () => {
  const rogue = await dotThat((asked, send) => {
    send(good(asked));
    send(replyTo(asked, { answers: [a(HOST, '203.0.113.66')] }));
  });
  const lines = createLines(rogue.dialer);
  expect(await askSecurely(rogue, { lines })).toEqual(GOOD);
  expect(await askSecurely(rogue, { lines })).toEqual(GOOD);
  expect(await askSecurely(rogue, { lines })).toEqual(GOOD);
  lines.close();
  expect(rogue.connections().made).toBe(1);
});

test('DoT: an answer that comes too late is not taken for the next one’s', async () => {
  let late: (() => void) | undefined;
  const rogue = await dotThat((asked, send) => {
    if (late === undefined) {
      late = () => send(replyTo(asked, { answers: [a(HOST, '203.0.113.66')] }));
      return;
    }
    late();
    send(replyTo(asked, { answers: [a(HOST, '192.0.2.1')] }));
  });
  const lines = createLines(rogue.dialer);
  expect(await askSecurely(rogue, { lines, timeoutMs: 60 })).toMatchObject({ code: 'dns-timeout' });
  expect(await askSecurely(rogue, { lines, timeoutMs: 5_000 })).toEqual(GOOD);
  lines.close();
});

test('DoT: a connection that broke is made anew, but not without end', async () => {
  const rogue = await dotThat((asked, send, connection) => {
    if (rogue.asked.length === 1) connection.destroy();
    else send(good(asked));
  });
  const lines = createLines(rogue.dialer);
  expect(await askSecurely(rogue, { lines, attempts: 2 })).toEqual(GOOD);
  lines.close();

  const closed = await dotThat((_, __, connection) => connection.destroy());
  const few = createLines(closed.dialer);
  for (let round = 0; round < 6; round += 1)
    expect(await askSecurely(closed, { lines: few })).toMatchObject({ code: 'dns-network' });
  few.close();
  expect(closed.connections().made).toBe(3);
});

const http = [
  ['never answers', 'dns-timeout', () => undefined],
  ['answers 503', 'dns-servfail', (_: Asked, answering) => answering.reply(503)],
  ['answers 404', 'dns-refused', (_: Asked, answering) => answering.reply(404)],
  [
    'leads elsewhere',
    'dns-refused',
    (_: Asked, answering) => answering.reply(302, { location: 'https://evil.example.net/' }),
  ],
  [
    'answers with a web page',
    'dns-malformed',
    (_: Asked, answering) => answering.reply(200, { 'content-type': 'text/html' }, '<p>log in</p>'),
  ],
  [
    'answers with more than a DNS message can hold',
    'dns-malformed',
    (_: Asked, answering) => answering.message(Buffer.alloc(200_000)),
  ],
  [
    'answers another question',
    'dns-malformed',
    (asked: Asked, answering) => answering.message(replyTo(asked, { name: 'evil.example.net' })),
  ],
  [
    'answers with half a message',
    'dns-malformed',
    (asked: Asked, answering) => answering.message(good(asked).subarray(0, -3)),
  ],
  ['breaks off', 'dns-network', (_: Asked, answering) => answering.breakOff()],
] as const satisfies readonly (readonly [string, string, Parameters<typeof dohThat>[0]])[];

test.each(
  http.flatMap(([what, code, behave]) =>
    [false, true].map((http1) => [what, http1 ? 'HTTP/1.1' : 'HTTP/2', code, behave, http1] as const),
  ),
)('DoH that %s over %s is %s', async (_, __, code, behave, http1) => {
  const rogue = await dohThat(behave, { http1 });
  expect(await askSecurely(rogue)).toMatchObject({ outcome: 'failed', code });
  await vi.waitFor(() => expect(rogue.connections().open).toBe(0));
});

test('DoH that refuses is not asked again at once', async () => {
  const rogue = await dohThat((_, answering) => answering.reply(429));
  expect(await askSecurely(rogue, { attempts: 3 })).toMatchObject({ code: 'dns-servfail', detail: 'HTTP 429' });
  expect(rogue.asked).toHaveLength(1);
});

test('a TLS port that does not open is tried once a sweep, and holds up nobody', async () => {
  let tried = 0;
  const silent = createServer((socket) => {
    tried += 1;
    socket.on('error', () => socket.destroy());
  });
  const port = await new Promise<number>((resolve) => {
    silent.listen(0, '127.0.0.1', () => resolve((silent.address() as AddressInfo).port));
  });
  onTestFinished(() => void silent.close());
  const plain = await rogueThat((asked, send) => send(good(asked)));
  const dialer = createDialer({
    perServer: 4,
    addressBook: (address, dialled, transport) =>
      dialled === 853 ? { host: '127.0.0.1', port } : plain.dialer.endpoint(address, dialled, transport),
  });
  const lines = createLines(dialer, { timeoutMs: 1_000 });
  const vantage = {
    id: 'tls',
    operator: 'R',
    address: ROGUE,
    site: false,
    transport: 'dot',
    hostname: RESOLVER,
  } as const;
  let over = 0;
  const secure = questions.map(async (question) => {
    const result = await askVantage(dialer, { vantage, question, lines, now: () => AT });
    over += 1;
    return result;
  });
  const question = { name: HOST, type: 'A' } as const;
  const answer = await askVantage(dialer, { vantage: { ...vantage, transport: 'udp' }, question, now: () => AT });
  expect(answer).toMatchObject({ outcome: 'answer' });
  // It came while every one of the others was still waiting for the port to open.
  expect(over).toBe(0);
  const codes = (await Promise.all(secure)).map((result) => result.outcome === 'failed' && result.code);
  expect(new Set(codes)).toEqual(new Set(['dns-timeout']));
  lines.close();
  expect(tried).toBe(1);
});

test('DoH: the age of what lay in an HTTP cache is taken off its TTL', async () => {
  const rogue = await dohThat((asked, answering) => answering.message(good(asked), { age: '250' }));
  expect(await askSecurely(rogue)).toMatchObject({ outcome: 'answer', ttlSeconds: 50 });
});

test.each([
  [
    'DoT',
    () =>
      dotThat((asked, send) =>
        send(asked.query.additionals?.length ? replyTo(asked, { additionals: [badVersion()] }) : good(asked)),
      ),
  ],
  [
    'DoH',
    () =>
      dohThat((asked, answering) =>
        answering.message(asked.query.additionals?.length ? replyTo(asked, { rcode: 1 }) : good(asked)),
      ),
  ],
])('%s: a server that refuses EDNS is asked without it, on the same connection', async (_, start) => {
  const rogue = await start();
  expect(await askSecurely(rogue)).toEqual(GOOD);
  expect(rogue.asked).toHaveLength(2);
  expect(rogue.connections().made).toBe(1);
});

test.each([
  ['DoT', () => dotThat(() => undefined)],
  ['DoH', () => dohThat(() => undefined)],
])('%s: cancelled in the middle, at once', async (_, start) => {
  const rogue = await start();
  const controller = new AbortController();
  const pending = askSecurely(rogue, { signal: controller.signal, timeoutMs: 5_000 });
  await vi.waitFor(() => expect(rogue.asked).toHaveLength(1));
  const startedAt = performance.now();
  controller.abort();
  expect(await pending).toMatchObject({ outcome: 'failed', code: 'cancelled' });
  expect(performance.now() - startedAt).toBeLessThan(500);
  await vi.waitFor(() => expect(rogue.connections().open).toBe(0));
});

test('DoT: bytes one by one make a message all the same', async () => {
  const rogue = await dotThat((asked, _, connection) => {
    for (const byte of framed(good(asked))) connection.write(Buffer.from([byte]));
  });
  expect(await askSecurely(rogue)).toEqual(GOOD);
});
