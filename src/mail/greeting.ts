import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Failure, FailureCode } from '../migration/observations.ts';
import type { Instant } from '../migration/time.ts';
import type { Dialer, Target } from '../net/dial.ts';
import { classifyNetworkError, refusedAddress } from '../net/failures.ts';
import { failureOf, MailError } from './mail-error.ts';

/** What a mail server shows to whoever comes: no login, nothing sent. */
export type Greeting = {
  readonly outcome: 'greeted';
  readonly at: Instant;
  /** The name it greets with (RFC 5321, section 4.2: the first word behind 220); absent where that is no host name. */
  readonly name?: string;
  /** Its certificate (DER), where the port speaks TLS or the upgrade to it; whether it can be trusted is not asked here. */
  readonly certificate?: Buffer;
};

export type GreetingOptions = {
  readonly address: string;
  readonly port: number;
  readonly security: 'tls' | 'starttls' | 'plain';
  /** Sent as SNI: a server may hold a certificate for each name. */
  readonly servername?: string;
  readonly now: () => Instant;
  /** Of everything together. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
};

const TIMEOUT_MS = 8_000;
/** Some servers greet with a page of conditions; a reply that goes on past this is none. */
const LONGEST_REPLY_BYTES = 8_192;

/** Reads a mail server's greeting and, with STARTTLS or TLS, its certificate. Never rejects. */
export async function readGreeting(dialer: Dialer, options: GreetingOptions): Promise<Greeting | Failure> {
  const { address, now, timeoutMs = TIMEOUT_MS } = options;
  const limit = AbortSignal.timeout(timeoutMs);
  const signal = options.signal === undefined ? limit : AbortSignal.any([options.signal, limit]);
  try {
    return await dialer.withBudget(address, () => converse(dialer, options, timeoutMs, signal), signal);
  } catch (error) {
    if (options.signal?.aborted) return { outcome: 'failed', at: now(), code: 'cancelled' };
    if (limit.aborted) return { outcome: 'failed', at: now(), code: 'connect-timeout' };
    if (error instanceof MailError) return failureOf(error, now());
    const detail = refusedAddress(error);
    return { outcome: 'failed', at: now(), code: classifyNetworkError(error), ...(detail !== undefined && { detail }) };
  }
}

async function converse(
  dialer: Dialer,
  { address, port, security, servername, now }: GreetingOptions,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Greeting> {
  const target: Target = { address, port };
  const policy = {
    timeoutMs,
    signal,
    verification: 'report',
    ...(servername === undefined ? {} : { servername }),
  } as const;
  let socket = security === 'tls' ? await dialer.tlsSocket(target, policy) : await dialer.socket(target, policy);
  try {
    const name = hostOf(await reply(socket, '220', signal));
    if (security === 'starttls') {
      await say(socket, 'EHLO [127.0.0.1]', '250', signal);
      await say(socket, 'STARTTLS', '220', signal, 'tls-not-offered');
      socket = await dialer.secure(socket, target, policy);
    }
    const certificate = socket instanceof TLSSocket ? socket.getPeerCertificate().raw : undefined;
    return {
      outcome: 'greeted',
      at: now(),
      ...(name === undefined ? {} : { name }),
      ...(certificate === undefined ? {} : { certificate }),
    };
  } finally {
    socket.destroy();
  }
}

function say(
  socket: Socket,
  line: string,
  expected: string,
  signal: AbortSignal,
  otherwise: FailureCode = 'server-no',
): Promise<string> {
  const answer = reply(socket, expected, signal, otherwise);
  socket.write(`${line}\r\n`);
  return answer;
}

/** One whole reply (its last line has a space behind the code); its text without codes. `otherwise`: what another code means. */
function reply(
  socket: Socket,
  expected: string,
  signal: AbortSignal,
  otherwise: FailureCode = 'server-no',
): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const done = (error?: Error) => {
      socket.pause();
      socket.off('data', onData).off('close', onClose).off('error', done);
      signal.removeEventListener('abort', onAbort);
      // A late error must not take the process down.
      socket.on('error', () => undefined);
      if (error === undefined) resolve(text.replace(/^\d{3}[ -]/gm, ''));
      else reject(error);
    };
    const onClose = () => done(new MailError('server-bye'));
    const onAbort = () => done(new MailError('connect-timeout'));
    const onData = (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const last = /^(\d{3})(?: .*)?\r?\n$/m.exec(text.slice(text.lastIndexOf('\n', text.length - 2) + 1));
      if (last !== null) {
        done(last[1] === expected ? undefined : new MailError(otherwise, text.trim().slice(0, 200)));
      } else if (text.length > LONGEST_REPLY_BYTES || !/^(?:\d{0,3}$|\d{3}[ -])/.test(text)) {
        done(new MailError('protocol', 'not a mail server'));
      }
    };
    socket.on('data', onData).on('close', onClose).on('error', done);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    socket.resume();
  });
}

function hostOf(text: string): string | undefined {
  const [word = ''] = text.trim().split(/\s/, 1);
  const name = word.toLowerCase().replace(/\.$/, '');
  return /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)+$/.test(name) ? name : undefined;
}
