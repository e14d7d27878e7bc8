import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { onTestFinished } from 'vitest';

export type SocketSlack = {
  readonly apiUrl: string;
  /** Sends one envelope, and gives what the bot answers to it. */
  readonly send: (type: string, payload: unknown) => Promise<unknown>;
  readonly connected: Promise<void>;
  readonly disconnected: Promise<void>;
  /** Breaks the connection off, as a network does. */
  readonly breakOff: () => void;
  readonly links: () => number;
};

/** As much of Slack's Socket Mode as one bot needs: `apps.connections.open`, a WebSocket (RFC 6455), envelopes. */
export async function openSocketSlack(
  options: { readonly port?: number; readonly refuse?: (method: string) => string | undefined } = {},
): Promise<SocketSlack> {
  const connected = Promise.withResolvers<void>();
  const disconnected = Promise.withResolvers<void>();
  const answers = new Map<string, (payload: unknown) => void>();
  let socket: Duplex | undefined;
  let links = 0;
  const server = createServer((request, response) => {
    const method = request.url?.replace('/api/', '') ?? '';
    const error = options.refuse?.(method);
    const { port } = addressOf();
    const body =
      error !== undefined
        ? { ok: false, error }
        : method === 'apps.connections.open'
          ? { ok: true, url: `ws://127.0.0.1:${port}/link` }
          : { ok: true, user: { locale: 'en-GB', tz: 'Europe/Berlin' } };
    request.resume();
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  const addressOf = () => {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return address;
  };
  server.on('upgrade', (request, stream) => {
    const accept = createHash('sha1')
      .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64');
    stream.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    socket = stream;
    readTexts(stream, (text) => {
      const { envelope_id, payload } = JSON.parse(text);
      answers.get(envelope_id)?.(payload);
    });
    stream.on('close', () => disconnected.resolve()).on('error', () => disconnected.resolve());
    stream.write(frame(JSON.stringify({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A1' } })));
    links += 1;
    connected.resolve();
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  onTestFinished(() => {
    socket?.destroy();
    server.closeAllConnections();
    server.close();
  });
  let seq = 0;
  return {
    apiUrl: `http://127.0.0.1:${addressOf().port}/api/`,
    connected: connected.promise,
    disconnected: disconnected.promise,
    breakOff: () => void socket?.destroy(),
    links: () => links,
    send: (type, payload) =>
      new Promise((resolve, reject) => {
        seq += 1;
        const envelope = { envelope_id: `e${seq}`, type, payload, accepts_response_payload: true };
        const late = setTimeout(() => reject(new Error('no answer to the envelope')), 3_000);
        answers.set(envelope.envelope_id, (answer) => {
          clearTimeout(late);
          resolve(answer);
        });
        socket?.write(frame(JSON.stringify(envelope)));
      }),
  };
}

/** A text frame of a server: final, not masked. */
function frame(text: string): Buffer {
  const body = Buffer.from(text);
  const head = body.length < 126 ? [0x81, body.length] : [0x81, 126, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from(head), body]);
}

/** Text frames of a client: masked, up to 64 KiB; everything else is skipped, a close is answered by closing. */
function readTexts(stream: Duplex, onText: (text: string) => void): void {
  let buffer = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    while (buffer.length >= 6) {
      const short = buffer.readUInt8(1) & 0x7f;
      const at = short === 126 ? 4 : 2;
      const length = short === 126 ? buffer.readUInt16BE(2) : short;
      if (buffer.length < at + 4 + length) return;
      const mask = buffer.subarray(at, at + 4);
      const body = buffer.subarray(at + 4, at + 4 + length).map((byte, index) => byte ^ (mask[index % 4] ?? 0));
      const opcode = buffer.readUInt8(0) & 0x0f;
      buffer = buffer.subarray(at + 4 + length);
      if (opcode === 1) onText(Buffer.from(body).toString('utf8'));
      if (opcode === 8) stream.end(Buffer.from([0x88, 0]));
    }
  });
}
