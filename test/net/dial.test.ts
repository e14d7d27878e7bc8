import { X509Certificate } from 'node:crypto';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { certificateOf } from '../../src/net/certificate.ts';
import { createDialer, type Dialer, type TlsPolicy } from '../../src/net/dial.ts';
import { classifyNetworkError } from '../../src/net/failures.ts';
import { type Issued, makeAuthority, makeSelfSigned, type TestAuthority } from '../servers/certificates.ts';

const ADDRESS = '192.0.2.10';
const DAY_MS = 86_400_000;
let authority: TestAuthority;
let stranger: TestAuthority;
const servers: Server[] = [];
const sockets = new Set<Socket>();

beforeAll(async () => {
  [authority, stranger] = await Promise.all([makeAuthority('Ours'), makeAuthority('Somebody else')]);
});
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});
afterAll(() => expect(servers).toEqual([]));

async function listening(server: Server): Promise<Dialer> {
  servers.push(server);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return createDialer({
    addressBook: (address) => (address === ADDRESS ? { host: '127.0.0.1', port } : undefined),
    trust: [authority.cert],
  });
}

const secured = (issued: Issued) =>
  listening(createTlsServer(issued, (socket) => socket.on('error', () => {}).end('hello')));
const target = { address: ADDRESS, port: 993 };

function connect(dialer: Dialer, policy: Partial<TlsPolicy> = {}): Promise<TLSSocket> {
  return dialer.tlsSocket(target, {
    timeoutMs: 2_000,
    verification: 'verify',
    servername: 'mail.example.net',
    ...policy,
  });
}

function firstData(socket: Socket): Promise<string> {
  return new Promise((resolve) => socket.once('data', (chunk: Buffer) => resolve(chunk.toString())));
}

/** Takes connections, reads whatever comes, and never says a word. */
const mute = () => createServer((socket) => socket.resume());

async function failureOf(attempt: Promise<unknown>): Promise<string> {
  return await attempt.then(
    () => 'no failure',
    (error: unknown) => classifyNetworkError(error),
  );
}

test('TLS to an address, with the name that the certificate must bear', async () => {
  const issued = await authority.issue(['mail.example.net', '*.example.org']);
  const dialer = await secured(issued);
  const socket = await connect(dialer);
  const seen = certificateOf(socket);
  expect(socket.authorized).toBe(true);
  expect(socket.servername).toBe('mail.example.net');
  expect(seen.names).toEqual(['*.example.org', 'mail.example.net']);
  expect(seen.failure).toBeUndefined();
  expect(seen.fingerprint).toBe(new X509Certificate(issued.cert).fingerprint256);
  expect(Math.abs((seen.expiresAt ?? 0) - Date.now() - 30 * DAY_MS)).toBeLessThan(DAY_MS);
  socket.destroy();
});

test('without a name, the dialled address itself must be on the certificate, not where the book leads', async () => {
  const good = await secured(await authority.issue([ADDRESS]));
  const socket = await good.tlsSocket(target, { timeoutMs: 2_000, verification: 'verify' });
  expect(certificateOf(socket).names).toEqual([ADDRESS]);
  socket.destroy();
  const bad = await secured(await authority.issue(['127.0.0.1']));
  expect(await failureOf(bad.tlsSocket(target, { timeoutMs: 2_000, verification: 'verify' }))).toBe(
    'tls-name-mismatch',
  );
});

test.each<[string, () => Promise<Issued>, string]>([
  ['another name', () => authority.issue(['www.example.net']), 'tls-name-mismatch'],
  [
    'an expired one',
    () => authority.issue(['mail.example.net'], { notAfter: new Date(Date.now() - DAY_MS) }),
    'tls-expired',
  ],
  [
    'one from the future',
    () => authority.issue(['mail.example.net'], { notBefore: new Date(Date.now() + DAY_MS) }),
    'tls-expired',
  ],
  ['a self-signed one', () => makeSelfSigned(['mail.example.net']), 'tls-self-signed'],
  ['one of an unknown authority', () => stranger.issue(['mail.example.net']), 'tls-untrusted'],
])('a certificate with %s is refused when verifying, and named when only reporting', async (_, issue, failure) => {
  const dialer = await secured(await issue());
  expect(await failureOf(connect(dialer))).toBe(failure);
  const socket = await connect(dialer, { verification: 'report' });
  expect(certificateOf(socket)).toMatchObject({ failure, names: [expect.any(String)] });
  socket.destroy();
});

test('TLS spoken to a port of clear text is the wrong port', async () => {
  const dialer = await listening(
    createServer((socket) => socket.write('220 mail.example.net ESMTP ready, speak first\r\n')),
  );
  expect(await failureOf(connect(dialer))).toBe('wrong-port');
});

test('STARTTLS: clear text first, then TLS over the same socket', async () => {
  const issued = await authority.issue(['mail.example.net']);
  const tlsServer = createTlsServer(issued, (socket) => socket.on('error', () => {}).write('safe'));
  const dialer = await listening(
    createServer((socket) =>
      socket.once('data', () => {
        tlsServer.emit('connection', socket);
        socket.write('go ahead');
      }),
    ),
  );
  const plain = await dialer.socket(target, { timeoutMs: 2_000 });
  plain.write('STARTTLS');
  expect(await firstData(plain)).toBe('go ahead');
  const policy = { verification: 'verify', servername: 'mail.example.net' } as const;
  const secure = await dialer.secure(plain, target, { timeoutMs: 2_000, ...policy });
  expect(await firstData(secure)).toBe('safe');
  expect(secure.authorized).toBe(true);
  secure.destroy();
});

test('a handshake that never ends is a time-out, and the connection is destroyed', async () => {
  const dialer = await listening(mute());
  const attempt = dialer.tlsSocket(target, { timeoutMs: 60, verification: 'verify', servername: 'mail.example.net' });
  expect(await failureOf(attempt)).toBe('connect-timeout');
  await expect.poll(() => sockets.size).toBe(0);
});

test('cancelling ends a handshake under way, and one not begun', async () => {
  const dialer = await listening(mute());
  const control = new AbortController();
  const options = {
    timeoutMs: 60_000,
    signal: control.signal,
    verification: 'verify',
    servername: 'mail.example.net',
  } as const;
  const attempt = failureOf(dialer.tlsSocket(target, options));
  setTimeout(() => control.abort(), 30);
  expect(await attempt).toBe('cancelled');
  expect(await failureOf(dialer.tlsSocket(target, options))).toBe('cancelled');
  await expect.poll(() => sockets.size).toBe(0);
});

test('a server that hangs up during the handshake is a network failure', async () => {
  const dialer = await listening(createServer((socket) => socket.destroy()));
  expect(await failureOf(connect(dialer))).toBe('connect-network');
});

test('a closed port is refused', async () => {
  const dialer = await listening(createServer());
  await new Promise<void>((resolve) => servers[0]?.close(() => resolve()));
  expect(await failureOf(dialer.socket(target, { timeoutMs: 1_000 }))).toBe('connect-refused');
});

test('names are never dialled, and with a book nothing outside it', async () => {
  const dialer = await listening(createServer());
  expect(() => dialer.endpoint('mail.example.net', 25, 'tcp')).toThrow(
    expect.objectContaining({ code: 'not-an-address' }),
  );
  expect(() => dialer.endpoint('198.51.100.1', 25, 'tcp')).toThrow(
    expect.objectContaining({ code: 'not-in-address-book' }),
  );
  expect(await failureOf(dialer.socket({ address: 'localhost', port: 25 }, { timeoutMs: 100 }))).toBe(
    'host-unresolved',
  );
  expect(await failureOf(dialer.socket({ address: '198.51.100.1', port: 25 }, { timeoutMs: 100 }))).toBe(
    'connect-network',
  );
  expect(createDialer().endpoint('198.51.100.1', 25, 'tcp')).toEqual({ host: '198.51.100.1', port: 25 });
});

test('settings for clients that connect themselves: SNI only for names, the check against the name wanted', async () => {
  const dialer = createDialer({ trust: [authority.cert] });
  const byName = dialer.tlsSettings(ADDRESS, { servername: 'mail.example.net', verification: 'verify' });
  expect(byName).toMatchObject({ servername: 'mail.example.net', rejectUnauthorized: true });
  expect(byName.secureContext).toBeDefined();
  const byAddress = dialer.tlsSettings(ADDRESS, { servername: ADDRESS, verification: 'report' });
  expect(byAddress).toMatchObject({ rejectUnauthorized: false });
  expect(byAddress.servername).toBeUndefined();
});

test('IPv6 addresses are left alone on a machine without IPv6', () => {
  expect(createDialer({ ipv6: false }).canReach('2001:db8::1')).toBe(false);
  expect(createDialer({ ipv6: true }).canReach('2001:db8::1')).toBe(true);
  expect(createDialer({ ipv6: false }).canReach(ADDRESS)).toBe(true);
});
