import type { IncomingMessage, ServerResponse } from 'node:http';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import packet from 'dns-packet';
import { onTestFinished } from 'vitest';
import { type AskVantageOptions, askVantage } from '../../src/dns/ask-vantage.ts';
import type { Vantage } from '../../src/dns/vantages.ts';
import type { DnsResult } from '../../src/migration/observations.ts';
import { createDialer, type Dialer } from '../../src/net/dial.ts';
import { makeAuthority, type TestAuthority } from '../servers/certificates.ts';
import { type Asked, AT, framed, HOST, ROGUE } from './rogue.ts';

/** The name on the certificate of a rogue, unless it is told otherwise. */
export const RESOLVER = 'resolver.example.net';

export type SecureRogue = {
  readonly dialer: Dialer;
  readonly vantage: Vantage;
  readonly asked: readonly Asked[];
  /** TLS connections made to it so far, and those still open. */
  readonly connections: () => { readonly made: number; readonly open: number };
};

let authority: Promise<TestAuthority> | undefined;

/** What a DoT server does with a question; `write` sends bytes as they are, `send` a message with its length in front. */
export type DotBehaviour = (asked: Asked, send: (message: Buffer) => void, connection: Socket) => void;

export async function dotThat(behave: DotBehaviour, name = RESOLVER): Promise<SecureRogue> {
  const asked: Asked[] = [];
  const server = createTlsServer(await certificateFor(name), (connection) => {
    connection.on('error', () => connection.destroy());
    let pending = Buffer.alloc(0);
    connection.on('data', (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk]);
      while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
        const raw = pending.subarray(2, 2 + pending.readUInt16BE(0));
        pending = pending.subarray(2 + raw.length);
        const one: Asked = { query: packet.decode(raw), raw, transport: 'tcp', from: `${connection.remotePort}` };
        asked.push(one);
        behave(one, (message) => connection.write(framed(message)), connection);
      }
    });
  });
  return await listening(server, asked, { transport: 'dot', hostname: RESOLVER });
}

type Request = Http2ServerRequest | IncomingMessage;
type Response = Http2ServerResponse | ServerResponse;

/** How a DoH server answers one request. */
export type Answering = {
  reply(status: number, headers?: Readonly<Record<string, string>>, body?: Buffer | string): void;
  /** A DNS message as it should be sent. */
  message(body: Buffer, headers?: Readonly<Record<string, string>>): void;
  breakOff(): void;
};
export type DohBehaviour = (asked: Asked, answering: Answering, request: Request) => void;

/** A DoH server, over HTTP/2 or, where `http1` is set, over HTTP/1.1 alone. */
export async function dohThat(behave: DohBehaviour, { http1 = false, name = RESOLVER } = {}): Promise<SecureRogue> {
  const asked: Asked[] = [];
  const certificate = await certificateFor(name);
  const onRequest = (request: Request, response: Response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const raw = Buffer.concat(pieces);
      const one: Asked = { query: packet.decode(raw), raw, transport: 'tcp', from: `${request.socket.remotePort}` };
      asked.push(one);
      behave(one, answeringBy(response), request);
    });
    request.on('error', () => undefined);
    response.on('error', () => undefined);
  };
  const server = http1 ? createHttpsServer(certificate, onRequest) : createSecureServer(certificate, onRequest);
  return await listening(server, asked, { transport: 'doh', hostname: RESOLVER, path: '/ask' });
}

function answeringBy(response: Response): Answering {
  const reply: Answering['reply'] = (status, headers = {}, body = '') => {
    response.statusCode = status;
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.end(body);
  };
  return {
    reply,
    message: (body, headers = {}) => reply(200, { 'content-type': 'application/dns-message', ...headers }, body),
    breakOff: () => ('stream' in response ? response.stream : response.socket)?.destroy(),
  };
}

/** Asks the rogue for the address of `HOST`. */
export function askSecurely(
  { dialer, vantage }: SecureRogue,
  more: Partial<Pick<AskVantageOptions, 'lines' | 'signal' | 'timeoutMs' | 'attempts' | 'question'>> = {},
): Promise<DnsResult> {
  const question = { name: HOST, type: 'A' } as const;
  return askVantage(dialer, { vantage, question, now: () => AT, timeoutMs: 300, attempts: 1, ...more });
}

async function certificateFor(name: string): Promise<{ readonly cert: string; readonly key: string }> {
  authority ??= makeAuthority();
  return await (await authority).issue([name]);
}

async function listening(
  server: Server,
  asked: readonly Asked[],
  vantage: Pick<Vantage, 'transport' | 'hostname' | 'path'>,
): Promise<SecureRogue> {
  const open = new Set<Socket>();
  let made = 0;
  server.on('connection', (connection: Socket) => {
    made += 1;
    open.add(connection);
    connection.on('error', () => connection.destroy()).on('close', () => open.delete(connection));
  });
  server.on('tlsClientError', () => undefined).on('sessionError', () => undefined);
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
  onTestFinished(async () => {
    for (const connection of open) connection.destroy();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
  });
  authority ??= makeAuthority();
  const dialer = createDialer({
    addressBook: (address, dialled, transport) =>
      address === ROGUE && dialled === (vantage.transport === 'dot' ? 853 : 443) && transport === 'tcp'
        ? { host: '127.0.0.1', port }
        : undefined,
    trust: [(await authority).cert],
  });
  return {
    dialer,
    vantage: { id: 'rogue', operator: 'Rogue', address: ROGUE, site: false, ...vantage },
    asked,
    connections: () => ({ made, open: open.size }),
  };
}
