import { expect, test } from 'vitest';
import { ask } from '../../src/dns/client.ts';
import {
  AT,
  a,
  askFor,
  type Behaviour,
  badVersion,
  framed,
  GOOD,
  HOST,
  replyTo,
  rogueThat,
  startRogue,
} from './rogue.ts';

test('an answer comes back canonical, with the time it was seen', async () => {
  const rogue = await rogueThat((asked, send) =>
    send(
      replyTo(asked, {
        answers: [a(HOST, '192.0.2.9', 60), a('MAIL.example.NET', '192.0.2.1', 90), a(HOST, '192.0.2.9', 60)],
      }),
    ),
  );
  expect(await askFor(rogue)).toEqual({
    outcome: 'answer',
    at: AT,
    values: ['192.0.2.1', '192.0.2.9'],
    ttlSeconds: 60,
  });
});

test('each question leaves from a port of its own, with an id and a mix of case of its own', async () => {
  const rogue = await rogueThat((asked, send) => send(replyTo(asked, { answers: [a(HOST, '192.0.2.1')] })), 64);
  await Promise.all(Array.from({ length: 40 }, () => askFor(rogue)));
  expect(new Set(rogue.asked.map((one) => one.from)).size).toBeGreaterThan(36);
  expect(new Set(rogue.asked.map((one) => one.query.id)).size).toBeGreaterThan(36);
  expect(new Set(rogue.asked.map((one) => one.query.questions?.[0]?.name)).size).toBeGreaterThan(30);
  expect(rogue.asked.every((one) => one.query.flag_rd)).toBe(true);
  expect(rogue.asked[0]?.query.additionals).toMatchObject([{ type: 'OPT', udpPayloadSize: 1232 }]);
});

test('a spoofed id, another question, a query and garbage are passed over until the real answer comes', async () => {
  const rogue = await rogueThat((asked, send) => {
    send(replyTo(asked, { id: ((asked.query.id ?? 0) + 1) & 0xffff, answers: [a(HOST, '203.0.113.66')] }));
    send(replyTo(asked, { name: 'evil.example.net', answers: [a('evil.example.net', '203.0.113.66')] }));
    send(asked.raw);
    send(Buffer.from('not dns at all'));
    send(Buffer.alloc(0));
    send(replyTo(asked, { answers: [a(HOST, '192.0.2.1')] }));
  });
  expect(await askFor(rogue)).toEqual(GOOD);
});

test('nothing but spoofs is a time-out that says so, never an answer', async () => {
  const rogue = await rogueThat((asked, send) =>
    send(replyTo(asked, { id: (asked.query.id ?? 0) ^ 1, answers: [a(HOST, '203.0.113.66')] })),
  );
  expect(await askFor(rogue)).toMatchObject({
    outcome: 'failed',
    code: 'dns-timeout',
    detail: expect.stringContaining('did not match'),
  });
});

test('a name in another case proves nothing over UDP: it is asked again over TCP', async () => {
  const rogue = await rogueThat((asked, send) => {
    const value = asked.transport === 'udp' ? '203.0.113.66' : '192.0.2.1';
    send(
      replyTo(asked, {
        name: asked.transport === 'udp' ? swapped(asked.query.questions?.[0]?.name ?? '') : HOST,
        answers: [a(HOST, value)],
      }),
    );
  });
  expect(await askFor(rogue)).toEqual(GOOD);
  expect(rogue.asked.map((one) => one.transport)).toEqual(['udp', 'tcp']);
});

test('a truncated answer is fetched over TCP, in whatever pieces it comes', async () => {
  const rogue = await rogueThat((asked, send, connection) => {
    if (connection === undefined)
      return send(replyTo(asked, { tc: true, answers: [a(HOST, '203.0.113.66')] }).subarray(0, 40));
    const bytes = framed(replyTo(asked, { answers: [a(HOST, '192.0.2.1')] }));
    connection.write(bytes.subarray(0, 1));
    setTimeout(() => connection.write(bytes.subarray(1, 20)), 5);
    setTimeout(() => connection.write(bytes.subarray(20)), 10);
  });
  expect(await askFor(rogue)).toEqual(GOOD);
});

test('truncated, and TCP closed in the middle: unknown, never the part that came', async () => {
  const rogue = await rogueThat((asked, send, connection) => {
    if (connection === undefined) return send(replyTo(asked, { tc: true, answers: [a(HOST, '192.0.2.1')] }));
    connection.end(framed(replyTo(asked, { answers: [a(HOST, '192.0.2.1')] })).subarray(0, 30));
  });
  expect(await askFor(rogue)).toMatchObject({ outcome: 'failed', code: 'dns-network' });
});

test('silence is a time-out after every attempt', async () => {
  const rogue = await rogueThat(() => {});
  expect(await askFor(rogue, 'A', HOST, { timeoutMs: 40, attempts: 3 })).toEqual({
    outcome: 'failed',
    at: AT,
    code: 'dns-timeout',
  });
  expect(rogue.asked).toHaveLength(3);
});

test('a lost first answer is made good by the second attempt', async () => {
  const rogue = await rogueThat(
    (asked, send) => rogue.asked.length > 1 && send(replyTo(asked, { answers: [a(HOST, '192.0.2.1')] })),
  );
  expect(await askFor(rogue, 'A', HOST, { timeoutMs: 60 })).toEqual(GOOD);
});

test('the first of two answers counts, and the second harms nothing', async () => {
  const rogue = await rogueThat((asked, send) => {
    for (const value of ['192.0.2.1', '203.0.113.66', '203.0.113.67'])
      send(replyTo(asked, { answers: [a(HOST, value)] }));
  });
  expect(await Promise.all([askFor(rogue), askFor(rogue)])).toEqual([GOOD, GOOD]);
});

test.each([
  ['FORMERR with the question', (asked: Parameters<Behaviour>[0]) => replyTo(asked, { rcode: 1 })],
  ['FORMERR with the header alone', (asked: Parameters<Behaviour>[0]) => headerOnly(asked.raw, 1)],
  ['BADVERS', (asked: Parameters<Behaviour>[0]) => replyTo(asked, { additionals: [badVersion()] })],
])('a server that answers EDNS with %s is asked without it', async (_, refuse) => {
  const rogue = await rogueThat((asked, send) => {
    const hasEdns = (asked.query.additionals ?? []).length > 0;
    send(hasEdns ? refuse(asked) : replyTo(asked, { answers: [a(HOST, '192.0.2.1')] }));
  });
  expect(await askFor(rogue)).toEqual(GOOD);
  expect(rogue.asked).toHaveLength(2);
});

test.each(['a..b', `${'x'.repeat(64)}.net`, `${'abcdefg.'.repeat(32)}net`, 'é.net', 'a b.net', 'trailing.net.'])(
  'the name %s is refused before anything is sent',
  async (name) => {
    const rogue = await rogueThat(() => {});
    expect(await askFor(rogue, 'A', name)).toMatchObject({ outcome: 'failed', code: 'dns-bad-name' });
    expect(rogue.asked).toHaveLength(0);
  },
);

test('a type that is none of ours is refused before anything is sent', async () => {
  const rogue = await rogueThat(() => {});
  expect(await askFor(rogue, 'SVCB' as never)).toMatchObject({ outcome: 'failed', code: 'dns-bad-name' });
  expect(rogue.asked).toHaveLength(0);
});

test('cancelling ends a question at once, under way or waiting for room', async () => {
  const rogue = await rogueThat(() => {}, 1);
  const control = new AbortController();
  const options = { timeoutMs: 60_000, signal: control.signal };
  const both = Promise.all([askFor(rogue, 'A', HOST, options), askFor(rogue, 'A', HOST, options)]);
  setTimeout(() => control.abort(), 20);
  expect((await both).map((result) => result.outcome === 'failed' && result.code)).toEqual(['cancelled', 'cancelled']);
  expect(await askFor(rogue, 'A', HOST, options)).toMatchObject({ code: 'cancelled' });
});

test('running out of the time allowed for all is a time-out, not a cancellation', async () => {
  const rogue = await rogueThat(() => {}, 1);
  const options = { timeoutMs: 60_000, signal: AbortSignal.timeout(20) };
  const results = await Promise.all([askFor(rogue, 'A', HOST, options), askFor(rogue, 'A', HOST, options)]);
  expect(results.map((result) => result.outcome === 'failed' && result.code)).toEqual(['dns-timeout', 'dns-timeout']);
});

test('a closed port and an address outside the book are network failures', async () => {
  const rogue = await startRogue(() => {});
  await rogue.stop();
  expect(await askFor(rogue)).toMatchObject({ outcome: 'failed', code: 'dns-network' });
  const outside = await ask(rogue.dialer, {
    server: '198.51.100.1',
    question: { name: HOST, type: 'A' },
    now: () => AT,
  });
  expect(outside).toMatchObject({
    outcome: 'failed',
    code: 'dns-network',
    detail: expect.stringContaining('address book'),
  });
});

function swapped(name: string): string {
  return [...name]
    .map((letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()))
    .join('');
}

function headerOnly(query: Buffer, rcode: number): Buffer {
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(0x8080 | rcode, 2);
  return header;
}
