import { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { readGreeting } from '../../src/mail/greeting.ts';
import { createDialer } from '../../src/net/dial.ts';
import { type Issued, makeSelfSigned } from '../servers/certificates.ts';
import { loopback } from '../servers/loopback.ts';
import { startRudeServer } from '../servers/rude-server.ts';

const ADDRESS = '127.0.0.1';
const dialer = createDialer({ policy: loopback });
let issued: Issued;
const servers: SMTPServer[] = [];

beforeAll(async () => {
  issued = await makeSelfSigned(['mx7.newhost.example']);
});
afterAll(() => Promise.all(servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())))));

async function startSmtp(secure: boolean): Promise<number> {
  const server = new SMTPServer({ name: 'MX7.newhost.example', secure, ...issued });
  servers.push(server);
  server.on('error', () => undefined);
  return await new Promise((resolve) => {
    server.listen(0, ADDRESS, () => {
      const bound = server.server.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : 0);
    });
  });
}

const greet = (port: number, security: 'tls' | 'starttls' | 'plain', timeoutMs = 2_000) =>
  readGreeting(dialer, { address: ADDRESS, port, security, now: () => 7, timeoutMs });

test.each([
  ['starttls', false],
  ['tls', true],
] as const)('by %s: the name it greets with, and its certificate', async (security, secure) => {
  const seen = await greet(await startSmtp(secure), security);
  expect(seen).toMatchObject({ outcome: 'greeted', at: 7, name: 'mx7.newhost.example' });
  if (seen.outcome === 'failed' || seen.certificate === undefined) throw new Error('no certificate');
  expect(new X509Certificate(seen.certificate).fingerprint256).toBe(new X509Certificate(issued.cert).fingerprint256);
});

test('in clear: the name alone', async () => {
  expect(await greet(await startSmtp(false), 'plain')).toEqual({
    outcome: 'greeted',
    at: 7,
    name: 'mx7.newhost.example',
  });
});

const rude: readonly (readonly [string, (socket: Socket) => void, object])[] = [
  [
    'greets by pieces and on several lines',
    (socket) => {
      socket.write('220-mx.a.test wel');
      setImmediate(() => socket.write('come\r\n220 mx.a.test ready\r\n'));
    },
    { outcome: 'greeted', name: 'mx.a.test' },
  ],
  ['greets without a host name', (socket) => socket.write('220 ESMTP\r\n'), { outcome: 'greeted' }],
  ['turns everybody away', (socket) => socket.write('554 no\r\n'), { outcome: 'failed', code: 'server-no' }],
  ['is no mail server', (socket) => socket.write('SSH-2.0-OpenSSH\r\n'), { outcome: 'failed', code: 'protocol' }],
  ['hangs up', (socket) => socket.end(), { outcome: 'failed', code: 'server-bye' }],
  ['says nothing', () => undefined, { outcome: 'failed', code: 'connect-timeout' }],
  [
    'never ends',
    (socket) => {
      const more = () =>
        void (socket.destroyed || socket.write(`220-${'x'.repeat(500)}\r\n`, () => setImmediate(more)));
      more();
    },
    { outcome: 'failed', code: 'protocol' },
  ],
];
test.each(rude)('a server that %s', async (_, greeting, expected) => {
  const server = await startRudeServer(ADDRESS, greeting);
  onTestFinished(() => server.stop());
  expect(await greet(server.port, 'plain', 600)).toMatchObject(expected);
});

test('no upgrade offered: a failure, and nothing hangs', async () => {
  const server = await startRudeServer(ADDRESS, (socket) => {
    socket.write('220 mx.a.test ready\r\n');
    socket.on('data', (chunk: Buffer) =>
      socket.write(chunk.toString().startsWith('EHLO') ? '250 mx.a.test\r\n' : '502 no\r\n'),
    );
  });
  onTestFinished(() => server.stop());
  expect(await greet(server.port, 'starttls')).toMatchObject({ outcome: 'failed', code: 'tls-not-offered' });
});
