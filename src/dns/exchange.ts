import type { RecordType } from '../migration/observations.ts';
import { onAbort } from '../net/abort.ts';
import type { Dialer } from '../net/dial.ts';
import { type Datagram, sendDatagram } from '../net/udp.ts';
import { type Exchanged, failedBy, type Line } from './line.ts';
import { decodeReply, encodeQuery, matchReply, type Query, type Reply } from './packet.ts';
import { createStreamLine } from './stream-line.ts';

export type ExchangeOptions = {
  /** An IPv4 or IPv6 address. */
  readonly server: string;
  readonly port?: number;
  readonly name: string;
  readonly type: RecordType;
  /** RD: true towards caches, false towards authoritative servers. */
  readonly recursive: boolean;
  /** CD: the answer is wanted even if the resolver cannot validate it. */
  readonly checkingDisabled?: boolean;
  /** UDP, with TCP where the answer needs it, when not said. */
  readonly over?: 'udp' | 'tcp';
  /** Opens the connection to ask over (DoT, DoH) in place of UDP and TCP. */
  readonly line?: () => Promise<Line>;
  /** Of one attempt; when not said, a short first one and longer ones behind it. */
  readonly timeoutMs?: number;
  readonly attempts?: number;
  readonly signal?: AbortSignal;
};

type Attempt = Exchanged | { readonly outcome: 'over-tcp' };
type Wire = Required<Pick<ExchangeOptions, 'server' | 'port' | 'timeoutMs'>> & Pick<ExchangeOptions, 'signal'>;

const DNS_PORT = 53;
/**
 * A lost datagram costs little, and a second one not much more; a slow resolver gets its 3 seconds all told, and mostly
 * has the answer ready by the time it is asked again.
 */
const TIMEOUTS_MS = [350, 450, 800, 1_400] as const;
/** However near a server is: an answer that is not in its cache takes a moment. */
const SHORTEST_MS = 150;
/** For a question that is put only once. */
const SINGLE_TIMEOUT_MS = 1_500;
const DEFAULT_ATTEMPTS_AT_ONE_TIMEOUT = 2;
const RCODE_FORMERR = 1;
const RCODE_NOTIMP = 4;
const RCODE_BADVERS = 16;

/**
 * One question to one server, answered or not. Over UDP first, from a source port of its own each time; over TCP when the
 * answer is truncated, or when the server does not keep the case of the name; without EDNS when it does not know that.
 * Never throws.
 */
export async function exchange(dialer: Dialer, options: ExchangeOptions): Promise<Exchanged> {
  const { server, port = DNS_PORT, signal, line } = options;
  const timeouts = timeoutsOf(options);
  let leftMs = timeouts.reduce((total, timeout) => total + timeout, 0);
  let edns = true;
  let overTcp = options.over === 'tcp';
  let last: Exchanged = { outcome: 'failed', code: 'dns-timeout' };
  for (let spent = 0; spent < timeouts.length; ) {
    if (signal?.aborted) return failedBy(signal.reason);
    const query = encodeQuery({
      name: options.name,
      type: options.type,
      recursive: options.recursive,
      checkingDisabled: options.checkingDisabled === true,
      edns,
      mixCase: !overTcp && line === undefined,
    });
    // The last attempt has what is left, so that a slow resolver has as long in all, however early it is asked again.
    const isLast = spent === timeouts.length - 1;
    const patientMs = timeouts[spent] ?? TIMEOUTS_MS[0];
    const soonest = overTcp ? undefined : soonMs(dialer, options, spent);
    const timeoutMs = isLast ? leftMs : Math.min(patientMs, soonest ?? patientMs);
    const wire: Wire = {
      server,
      port,
      timeoutMs,
      ...(signal === undefined ? {} : { signal }),
    };
    const attempt =
      line !== undefined
        ? await overLine(line, wire, query)
        : overTcp
          ? await overConnection(dialer, wire, query)
          : await overDatagram(dialer, wire, query);
    if (attempt.outcome === 'over-tcp') {
      overTcp = true;
    } else if (attempt.outcome === 'reply') {
      if (!edns || !isEdnsRefusal(attempt.reply)) return attempt;
      edns = false;
      last = attempt;
    } else {
      // A closed port answers at once: whoever goes on asking only knocks faster.
      const isShutTwice = attempt.code === 'dns-network' && last.outcome === 'failed' && last.code === 'dns-network';
      last = attempt;
      if (isShutTwice || isFinal(attempt)) return attempt;
      spent += 1;
      leftMs -= timeoutMs;
    }
  }
  return last;
}

/** Each attempt's time towards a server that nothing is known of. */
function timeoutsOf({ timeoutMs, attempts }: ExchangeOptions): readonly number[] {
  if (timeoutMs !== undefined) {
    return Array.from({ length: attempts ?? DEFAULT_ATTEMPTS_AT_ONE_TIMEOUT }, () => timeoutMs);
  }
  return attempts === 1 ? [SINGLE_TIMEOUT_MS] : TIMEOUTS_MS.slice(0, attempts ?? TIMEOUTS_MS.length);
}

/** A server known to be quick is asked again sooner, after twice as long each time (RFC 6298, section 5.5). */
function soonMs({ pace }: Dialer, { server, timeoutMs, line }: ExchangeOptions, spent: number): number | undefined {
  const expectedMs = timeoutMs === undefined && line === undefined ? pace.expectMs(server) : undefined;
  return expectedMs === undefined ? undefined : Math.max(SHORTEST_MS, expectedMs) * 2 ** spent;
}

/** Asking again changes nothing about a garbled answer, a bad certificate, or a server that has said no (over HTTPS). */
function isFinal({ code }: Exchanged & { outcome: 'failed' }): boolean {
  const isNo = code === 'dns-refused' || code === 'dns-servfail';
  return (
    isNo || code === 'cancelled' || code === 'address-refused' || code === 'dns-malformed' || code.startsWith('tls-')
  );
}

function isEdnsRefusal({ rcode }: Reply): boolean {
  return rcode === RCODE_FORMERR || rcode === RCODE_NOTIMP || rcode === RCODE_BADVERS;
}

function overDatagram(dialer: Dialer, { server, port, timeoutMs, signal }: Wire, query: Query): Promise<Attempt> {
  return new Promise((resolve) => {
    let datagram: Datagram | undefined;
    let ignored = 0;
    let isDone = false;
    const sentAt = performance.now();
    const done = (attempt: Attempt, clean = false) => {
      if (isDone) return;
      isDone = true;
      clearTimeout(timer);
      forget();
      datagram?.release(clean);
      resolve(attempt);
    };
    // What has come while we were busy is read before it is said that nothing came: timers go before sockets in a turn.
    const onTimeout = () => setImmediate(() => done(timedOut(ignored)));
    const onError = (error: Error) => done(failedBy(error));
    const onMessage = (message: Buffer) => {
      const match = matchReply(message, query);
      if (match === 'noise') ignored += 1;
      else if (match === 'truncated' || match === 'recased') done({ outcome: 'over-tcp' });
      else {
        dialer.pace.took(server, performance.now() - sentAt);
        done(decoded(message), true);
      }
    };
    const forget = onAbort(signal, () => done(failedBy(signal?.reason)));
    const timer = setTimeout(onTimeout, timeoutMs);
    try {
      datagram = sendDatagram(dialer.endpoint(server, port, 'udp'), query.bytes, { onMessage, onError });
    } catch (error) {
      done(failedBy(error));
    }
  });
}

/** A connection for this question alone: a new source port, and so perhaps another cache behind the same address. */
async function overConnection(dialer: Dialer, wire: Wire, query: Query): Promise<Exchanged> {
  try {
    const line = createStreamLine(await dialer.socket({ address: wire.server, port: wire.port }, wire));
    const result = await line.put(query, wire);
    line.close();
    return result;
  } catch (error) {
    return failedBy(error);
  }
}

async function overLine(line: () => Promise<Line>, wire: Wire, query: Query): Promise<Exchanged> {
  try {
    const opened = await line();
    return await opened.put(query, wire);
  } catch (error) {
    return failedBy(error);
  }
}

function decoded(message: Buffer): Exchanged {
  const reply = decodeReply(message);
  if (reply !== undefined) return { outcome: 'reply', reply };
  return { outcome: 'failed', code: 'dns-malformed', detail: 'the reply cannot be decoded' };
}

function timedOut(ignored: number): Exchanged {
  const failure = { outcome: 'failed', code: 'dns-timeout' } as const;
  return ignored === 0 ? failure : { ...failure, detail: `${ignored} replies did not match` };
}
