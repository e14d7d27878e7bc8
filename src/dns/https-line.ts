import { Agent, type IncomingMessage, request } from 'node:http';
import { type ClientHttp2Session, connect } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { type Exchanged, failedBy, givenUp, type Line, type PutBound } from './line.ts';
import { decodeReply, matchReply, type Query, type Reply } from './packet.ts';

export type HttpsTarget = {
  /** The name in the certificate, and in the request. */
  readonly hostname: string;
  readonly port: number;
  /** Of the URL, such as `/dns-query`. */
  readonly path: string;
};

type Response = { readonly status: number; readonly type: string; readonly ageSeconds: number; readonly body: Buffer };

const MEDIA_TYPE = 'application/dns-message';
const LARGEST_MESSAGE = 65_535;

/**
 * DNS over HTTPS (RFC 8484): each question a POST, over HTTP/2 all at once on the one connection, over HTTP/1.1 one
 * after the other. Redirects are not followed. `socket` is a verified TLS socket that offered `h2` and `http/1.1`.
 */
export function createHttpsLine(socket: TLSSocket, target: HttpsTarget): Line {
  return socket.alpnProtocol === 'h2' ? overHttp2(socket, target) : overHttp1(socket, target);
}

function overHttp2(socket: TLSSocket, target: HttpsTarget): Line {
  const session = connect(`https://${authority(target)}`, {
    createConnection: () => socket,
    settings: { enablePush: false },
  });
  // Each stream hears of it as well; without a listener it would take the process down.
  session.on('error', () => undefined);
  return lineOf({
    isOpen: () => !session.closed && !session.destroyed,
    post: (body, bound) => postByHttp2(session, target, body, bound),
    close: () => session.destroy(),
  });
}

function postByHttp2(session: ClientHttp2Session, target: HttpsTarget, body: Buffer, bound: PutBound) {
  return settle(bound, (done) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': target.path,
      ':authority': authority(target),
      accept: MEDIA_TYPE,
      'content-type': MEDIA_TYPE,
      'content-length': body.length,
    });
    stream.on('error', (error) => done(failedBy(error)));
    stream.on('close', () => done(brokenOff()));
    stream.on('response', (headers) => {
      const age = headers.age;
      collect(stream, done, (bytes) => ({
        status: headers[':status'] ?? 0,
        type: headers['content-type'] ?? '',
        ageSeconds: secondsOf(age),
        body: bytes,
      }));
    });
    stream.end(body);
    return () => stream.destroy();
  });
}

function overHttp1(socket: TLSSocket, target: HttpsTarget): Line {
  const agent = new OneSocketAgent(socket);
  return lineOf({
    isOpen: () => !socket.destroyed,
    post: (body, bound) => postByHttp1(agent, target, body, bound),
    close: () => {
      agent.destroy();
      socket.destroy();
    },
  });
}

function postByHttp1(agent: Agent, target: HttpsTarget, body: Buffer, bound: PutBound) {
  return settle(bound, (done) => {
    const sent = request({
      agent,
      method: 'POST',
      path: target.path,
      headers: {
        host: authority(target),
        accept: MEDIA_TYPE,
        'content-type': MEDIA_TYPE,
        'content-length': body.length,
      },
    });
    sent.on('error', (error) => done(failedBy(error)));
    sent.on('close', () => done(brokenOff()));
    sent.on('response', (response: IncomingMessage) => {
      collect(response, done, (bytes) => ({
        status: response.statusCode ?? 0,
        type: response.headers['content-type'] ?? '',
        ageSeconds: secondsOf(response.headers.age),
        body: bytes,
      }));
    });
    sent.end(body);
    return () => sent.destroy();
  });
}

/** Hands out the one connected socket, and queues requests for it. */
class OneSocketAgent extends Agent {
  readonly #socket: TLSSocket;

  constructor(socket: TLSSocket) {
    super({ keepAlive: true, maxSockets: 1 });
    this.#socket = socket;
  }

  override createConnection(_: object, callback?: (error: Error | null, stream: Duplex) => void): Duplex {
    const error = this.#socket.destroyed ? new Error('the connection was closed') : null;
    callback?.(error, this.#socket);
    return this.#socket;
  }
}

type Channel = {
  readonly isOpen: () => boolean;
  readonly post: (body: Buffer, bound: PutBound) => Promise<Response | Exchanged>;
  readonly close: () => void;
};

function lineOf({ isOpen, post, close }: Channel): Line {
  return {
    isOpen,
    close,
    put: async (query, bound) => {
      if (!isOpen()) return { outcome: 'failed', code: 'dns-network', detail: 'the connection was closed' };
      const response = await post(query.bytes, bound);
      return 'outcome' in response ? response : read(response, query);
    },
  };
}

function read({ status, type, ageSeconds, body }: Response, query: Query): Exchanged {
  if (status === 429 || status >= 500) return { outcome: 'failed', code: 'dns-servfail', detail: `HTTP ${status}` };
  if (status < 200 || status > 299) return { outcome: 'failed', code: 'dns-refused', detail: `HTTP ${status}` };
  if (type.split(';')[0]?.trim().toLowerCase() !== MEDIA_TYPE) return malformed(`not a DNS message but ${type}`);
  const match = matchReply(body, query);
  if (match !== 'match' && match !== 'recased' && match !== 'error') {
    return malformed(`a reply that does not match (${match})`);
  }
  const reply = decodeReply(body);
  return reply === undefined
    ? malformed('the reply cannot be decoded')
    : { outcome: 'reply', reply: aged(reply, ageSeconds) };
}

/** RFC 8484, section 5.1: what lay in an HTTP cache has grown older by its Age than its TTLs say. */
function aged(reply: Reply, ageSeconds: number): Reply {
  if (ageSeconds === 0) return reply;
  const older = (records: Reply['answers']) =>
    records.map((record) => ({ ...record, ttlSeconds: Math.max(0, record.ttlSeconds - ageSeconds) }));
  return { ...reply, answers: older(reply.answers), authorities: older(reply.authorities) };
}

/** Runs `start` until it is done, out of time or cancelled; what `start` returns ends the request. */
function settle(
  bound: PutBound,
  start: (done: (result: Response | Exchanged) => void) => () => void,
): Promise<Response | Exchanged> {
  return new Promise((resolve) => {
    let end: (() => void) | undefined;
    const done = (result: Response | Exchanged) => {
      forget();
      resolve(result);
      // An answered request ends by itself, and its connection serves the next one.
      if ('outcome' in result) end?.();
    };
    const forget = givenUp(bound, done);
    try {
      end = start(done);
    } catch (error) {
      // A session that has just gone away refuses new streams by throwing.
      done(failedBy(error));
    }
  });
}

function collect(
  stream: Duplex | IncomingMessage,
  done: (result: Response | Exchanged) => void,
  make: (body: Buffer) => Response,
): void {
  const pieces: Buffer[] = [];
  let length = 0;
  stream.on('data', (piece: Buffer) => {
    length += piece.length;
    if (length > LARGEST_MESSAGE) done(malformed('an answer longer than a DNS message can be'));
    else pieces.push(piece);
  });
  stream.on('error', (error) => done(failedBy(error)));
  stream.on('end', () => done(make(Buffer.concat(pieces))));
}

/** An IPv6 address stands in brackets in a URL. */
function authority({ hostname, port }: HttpsTarget): string {
  const host = hostname.includes(':') ? `[${hostname}]` : hostname;
  return port === 443 ? host : `${host}:${port}`;
}

function secondsOf(age: string | undefined): number {
  return age !== undefined && /^\d{1,9}$/.test(age.trim()) ? Number(age) : 0;
}

function brokenOff(): Exchanged {
  return { outcome: 'failed', code: 'dns-network', detail: 'closed before the answer' };
}

function malformed(detail: string): Exchanged {
  return { outcome: 'failed', code: 'dns-malformed', detail };
}
