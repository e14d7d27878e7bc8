import type { FailureCode, RecordType } from '../migration/observations.ts';
import type { Dialer } from '../net/dial.ts';
import { classifyNetworkError } from '../net/failures.ts';
import { type Datagram, sendDatagram } from '../net/udp.ts';
import { decodeReply, encodeQuery, matchReply, type Query, type Reply } from './packet.ts';

export type ExchangeOptions = {
  /** An IPv4 or IPv6 address. */
  readonly server: string;
  readonly port?: number;
  readonly name: string;
  readonly type: RecordType;
  /** RD: true towards caches, false towards authoritative servers. */
  readonly recursive: boolean;
  /** Of one attempt. */
  readonly timeoutMs?: number;
  readonly attempts?: number;
  readonly signal?: AbortSignal;
};

export type Exchanged =
  | { readonly outcome: 'reply'; readonly reply: Reply }
  | { readonly outcome: 'failed'; readonly code: FailureCode; readonly detail?: string };

type Attempt = Exchanged | { readonly outcome: 'over-tcp' };
type Wire = Required<Pick<ExchangeOptions, 'server' | 'port' | 'timeoutMs'>> & Pick<ExchangeOptions, 'signal'>;

const DNS_PORT = 53;
const DEFAULT_TIMEOUT_MS = 1_500;
const DEFAULT_ATTEMPTS = 2;
const RCODE_FORMERR = 1;
const RCODE_NOTIMP = 4;
const RCODE_BADVERS = 16;

/**
 * One question to one server, answered or not. Over UDP first, from a source port of its own each time; over TCP when the
 * answer is truncated, or when the server does not keep the case of the name; without EDNS when it does not know that.
 * Never throws.
 */
export async function exchange(dialer: Dialer, options: ExchangeOptions): Promise<Exchanged> {
  const { server, port = DNS_PORT, timeoutMs = DEFAULT_TIMEOUT_MS, attempts = DEFAULT_ATTEMPTS, signal } = options;
  const wire: Wire = { server, port, timeoutMs, ...(signal === undefined ? {} : { signal }) };
  let edns = true;
  let overTcp = false;
  let last: Exchanged = { outcome: 'failed', code: 'dns-timeout' };
  for (let left = attempts; left > 0; ) {
    if (signal?.aborted) return failed(signal.reason);
    const query = encodeQuery({
      name: options.name,
      type: options.type,
      recursive: options.recursive,
      edns,
      mixCase: !overTcp,
    });
    const attempt = overTcp ? await overStream(dialer, wire, query) : await overDatagram(dialer, wire, query);
    if (attempt.outcome === 'over-tcp') {
      overTcp = true;
    } else if (attempt.outcome === 'reply') {
      if (!edns || !isEdnsRefusal(attempt.reply)) return attempt;
      edns = false;
      last = attempt;
    } else {
      last = attempt;
      if (attempt.code === 'cancelled' || attempt.code === 'dns-malformed') return attempt;
      left -= 1;
    }
  }
  return last;
}

function isEdnsRefusal({ rcode }: Reply): boolean {
  return rcode === RCODE_FORMERR || rcode === RCODE_NOTIMP || rcode === RCODE_BADVERS;
}

function overDatagram(dialer: Dialer, { server, port, timeoutMs, signal }: Wire, query: Query): Promise<Attempt> {
  return new Promise((resolve) => {
    let datagram: Datagram | undefined;
    let ignored = 0;
    const done = (attempt: Attempt, clean = false) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      datagram?.release(clean);
      resolve(attempt);
    };
    const onAbort = () => done(failed(signal?.reason));
    const onTimeout = () => done(timedOut(ignored));
    const onError = (error: Error) => done(failed(error));
    const onMessage = (message: Buffer) => {
      const match = matchReply(message, query);
      if (match === 'noise') ignored += 1;
      else if (match === 'truncated' || match === 'recased') done({ outcome: 'over-tcp' });
      else done(decoded(message), true);
    };
    const timer = setTimeout(onTimeout, timeoutMs);
    try {
      datagram = sendDatagram(dialer.endpoint(server, port, 'udp'), query.bytes, { onMessage, onError });
      signal?.addEventListener('abort', onAbort, { once: true });
    } catch (error) {
      done(failed(error));
    }
  });
}

/** RFC 7766: two bytes of length before each message, which may come in any number of pieces. */
async function overStream(dialer: Dialer, { server, port, timeoutMs, signal }: Wire, query: Query): Promise<Exchanged> {
  try {
    const bound = { timeoutMs, ...(signal === undefined ? {} : { signal }) };
    const socket = await dialer.socket({ address: server, port }, bound);
    return await new Promise<Exchanged>((resolve) => {
      let received = Buffer.alloc(0);
      const done = (result: Exchanged) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        socket.destroy();
        resolve(result);
      };
      const onAbort = () => done(failed(signal?.reason));
      const timer = setTimeout(() => done({ outcome: 'failed', code: 'dns-timeout' }), timeoutMs);
      signal?.addEventListener('abort', onAbort, { once: true });
      socket.on('error', (error) => done(failed(error)));
      socket.on('end', () => done({ outcome: 'failed', code: 'dns-network', detail: 'closed before the answer' }));
      socket.on('data', (chunk: Buffer) => {
        received = Buffer.concat([received, chunk]);
        if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
        const message = received.subarray(2, 2 + received.readUInt16BE(0));
        const match = matchReply(message, query);
        const usable = match === 'match' || match === 'recased' || match === 'error';
        done(usable ? decoded(message) : malformed(`a reply that does not match (${match})`));
      });
      const length = Buffer.alloc(2);
      length.writeUInt16BE(query.bytes.length);
      socket.write(Buffer.concat([length, query.bytes]));
    });
  } catch (error) {
    return failed(error);
  }
}

function decoded(message: Buffer): Exchanged {
  const reply = decodeReply(message);
  return reply === undefined ? malformed('the reply cannot be decoded') : { outcome: 'reply', reply };
}

function timedOut(ignored: number): Exchanged {
  const failure = { outcome: 'failed', code: 'dns-timeout' } as const;
  return ignored === 0 ? failure : { ...failure, detail: `${ignored} replies did not match` };
}

function malformed(detail: string): Exchanged {
  return { outcome: 'failed', code: 'dns-malformed', detail };
}

function failed(error: unknown): Exchanged {
  const network = classifyNetworkError(error);
  const code = network === 'cancelled' ? 'cancelled' : network === 'connect-timeout' ? 'dns-timeout' : 'dns-network';
  return { outcome: 'failed', code, ...(error instanceof Error ? { detail: error.message } : {}) };
}
