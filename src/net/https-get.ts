import { type IncomingMessage, request } from 'node:http';
import type { Dialer } from './dial.ts';
import { DialError } from './failures.ts';

export type HttpsRequest = {
  /** Where the host was found by our own resolution. */
  readonly address: string;
  /** The name in the certificate, which is verified, and in the request. */
  readonly hostname: string;
  readonly path: string;
  readonly port?: number;
  /** Of everything together: connecting, TLS, the answer to its last byte. */
  readonly timeoutMs: number;
  /** Reading stops past this. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
  /** Further header lines, their names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent by POST; without it the request is a GET. */
  readonly body?: string;
};
export type HttpsGet = Omit<HttpsRequest, 'body'>;

export type HttpsAnswer = {
  readonly status: number;
  /** The Content-Type as sent; '' without one. */
  readonly contentType: string;
  /** The header lines as sent, their names in lower case; of those that came twice, the first. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The body was longer than `maxBytes`, and ends there. */
  readonly cut: boolean;
};

const HTTPS_PORT = 443;

/** One GET; see `httpsRequest`. */
export function httpsGet(dialer: Dialer, options: HttpsGet): Promise<HttpsAnswer> {
  return httpsRequest(dialer, options);
}

/**
 * One request over HTTP/1.1 and TLS, redirects handed back as they are. Rejects as dialling does: `classifyNetworkError`
 * says what it was.
 */
export async function httpsRequest(dialer: Dialer, options: HttpsRequest): Promise<HttpsAnswer> {
  const { address, hostname, path, port = HTTPS_PORT, timeoutMs, maxBytes, body } = options;
  const limit = AbortSignal.timeout(timeoutMs);
  const signal = options.signal === undefined ? limit : AbortSignal.any([options.signal, limit]);
  const socket = await dialer.tlsSocket(
    { address, port },
    { timeoutMs, signal, servername: hostname, verification: 'verify', protocols: ['http/1.1'] },
  );
  const host = port === HTTPS_PORT ? hostname : `${hostname}:${port}`;
  return await new Promise<HttpsAnswer>((resolve, reject) => {
    const onAbort = () =>
      fail(limit.aborted ? new DialError('timed-out', `nothing within ${timeoutMs} ms`) : signal.reason);
    const settle = (settled: () => void) => {
      signal.removeEventListener('abort', onAbort);
      socket.destroy();
      settled();
    };
    const fail = (error: unknown) => settle(() => reject(error));
    const sent = request({
      createConnection: () => socket,
      path,
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        host,
        accept: 'text/plain',
        ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
        ...options.headers,
        connection: 'close',
      },
    });
    sent.on('error', fail);
    sent.on('close', () => fail(Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' })));
    sent.on('response', (response) => collect(response, maxBytes, (answer) => settle(() => resolve(answer)), fail));
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    sent.end(body);
  });
}

function collect(
  response: IncomingMessage,
  maxBytes: number,
  done: (answer: HttpsAnswer) => void,
  fail: (error: unknown) => void,
): void {
  const pieces: Buffer[] = [];
  let length = 0;
  const finish = (cut: boolean) =>
    done({
      status: response.statusCode ?? 0,
      contentType: response.headers['content-type'] ?? '',
      headers: Object.fromEntries(
        Object.entries(response.headersDistinct).flatMap(([name, values]) =>
          values === undefined ? [] : [[name, values[0] ?? '']],
        ),
      ),
      body: Buffer.concat(pieces).subarray(0, maxBytes),
      cut,
    });
  response.on('error', fail);
  response.on('data', (piece: Buffer) => {
    pieces.push(piece);
    length += piece.length;
    if (length > maxBytes) finish(true);
  });
  response.on('end', () => {
    // A body that broke off is no policy, though it may look like one.
    if (response.complete) finish(false);
  });
}
