import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { onAbort } from '../net/abort.ts';
import { certificateOf, type SeenCertificate } from '../net/certificate.ts';
import type { Dialer } from '../net/dial.ts';
import type { MailAccount } from './account.ts';
import { askedOnce } from './asked-once.ts';
import { isSendable } from './auth.ts';
import { SESSION_LIMITS, type SessionLimits } from './limits.ts';
import { MailError } from './mail-error.ts';
import {
  ask,
  authenticate,
  capabilitiesOf,
  headersOf,
  isOk,
  listOf,
  type Pop3Capabilities,
  type Pop3Message,
} from './pop3-commands.ts';
import { classifyPop3Error, refusedBy } from './pop3-errors.ts';
import { Pop3Wire } from './pop3-wire.ts';

/** A session of the TRANSACTION state. There is no DELE in it: nothing here can remove a message. */
export type Pop3Session = {
  /** What the server showed; undefined on a connection in clear. */
  readonly certificate: () => SeenCertificate | undefined;
  /** Every message with its unique id (UIDL), oldest first as a rule. Rejects with `protocol` where UIDL is not known. */
  readonly list: () => Promise<readonly Pop3Message[]>;
  /** The headers of these messages, in their order; of each at most `maxBytes`. Rejects with `protocol` without TOP. */
  readonly headers: (numbers: readonly number[], maxBytes: number) => AsyncGenerator<Uint8Array>;
  /** A whole message as it comes. Refused where the server removes what was fetched (EXPIRE 0). */
  readonly retrieve: (number: number, maxBytes: number) => AsyncGenerator<Uint8Array>;
};

/**
 * Logs in over POP3 (RFC 1939), hands over the session, and always closes it; as `withImap` does in budget, limits and
 * errors. One session at a time may hold a maildrop: `login-limit` also means that a client is in there.
 */
export async function withPop3<T>(
  dialer: Dialer,
  account: MailAccount,
  signal: AbortSignal,
  use: (session: Pop3Session) => Promise<T>,
  limits: SessionLimits = SESSION_LIMITS,
): Promise<T> {
  const run = new Pop3Run(dialer, account, signal, limits);
  try {
    return await dialer.withBudget(account.address, () => run.run(use), signal);
  } catch (error) {
    if (signal.aborted) throw new MailError('cancelled');
    throw run.failureOf(error);
  }
}

class Pop3Run {
  readonly #dialer: Dialer;
  readonly #account: MailAccount;
  readonly #signal: AbortSignal;
  readonly #limits: SessionLimits;
  #socket: Socket | undefined;
  #wire: Pop3Wire | undefined;
  #hasGreeted = false;
  #isOverdue = false;

  constructor(dialer: Dialer, account: MailAccount, signal: AbortSignal, limits: SessionLimits) {
    this.#dialer = dialer;
    this.#account = account;
    this.#signal = signal;
    this.#limits = limits;
  }

  failureOf(error: unknown): MailError {
    if (this.#isOverdue) return new MailError('connect-timeout', 'the session took too long');
    return classifyPop3Error(error, this.#account, this.#hasGreeted);
  }

  async run<T>(use: (session: Pop3Session) => Promise<T>): Promise<T> {
    const close = () => this.#socket?.destroy();
    const timer = setTimeout(() => {
      this.#isOverdue = true;
      close();
    }, this.#limits.sessionMs);
    const forget = onAbort(this.#signal, close);
    try {
      const capabilities = await askedOnce(this.#dialer, this.#account, this.#signal, () => this.#logIn());
      const result = await use(this.#session(capabilities));
      await this.#leave();
      return result;
    } finally {
      clearTimeout(timer);
      forget();
      close();
    }
  }

  /** The mailbox stays locked until the farewell. Nothing is removed by it, since nothing was marked. */
  async #leave(): Promise<void> {
    this.#wire?.write('QUIT');
    // A courtesy: what was learnt stands without it.
    await this.#wire?.line(QUIT_MS).catch(() => undefined);
  }

  async #logIn(): Promise<Pop3Capabilities> {
    try {
      if (this.#signal.aborted) throw new MailError('cancelled');
      if (!isSendable(this.#account))
        throw new MailError('protocol', 'a login, password or token holds a control character');
      const wire = await this.#open();
      return await authenticate(wire, this.#account, await capabilitiesOf(wire));
    } catch (error) {
      throw this.failureOf(error);
    }
  }

  async #open(): Promise<Pop3Wire> {
    const { address, port, security, servername, verify } = this.#account;
    const { connectMs, greetingMs, silenceMs } = this.#limits;
    const options = {
      timeoutMs: connectMs,
      signal: this.#signal,
      verification: verify === 'strict' ? 'verify' : 'report',
      ...(servername !== undefined && { servername }),
    } as const;
    const target = { address, port };
    const socket = await (security === 'tls'
      ? this.#dialer.tlsSocket(target, options)
      : this.#dialer.socket(target, options));
    const wire = this.#take(socket, silenceMs);
    const greeting = await wire.line(greetingMs);
    this.#hasGreeted = true;
    if (!isOk(greeting)) {
      if (/^-ERR/i.test(greeting)) throw refusedBy(greeting, 'greeting', this.#account);
      throw new MailError('protocol', 'the server does not speak POP3');
    }
    if (security !== 'starttls') return wire;
    await ask(wire, 'STLS', 'tls', this.#account);
    // Whatever came ahead of the handshake was put there by somebody in between.
    if (wire.hasMore) throw new MailError('tls-failed', 'data before the handshake');
    return this.#take(await this.#dialer.secure(socket, target, options), silenceMs);
  }

  #take(socket: Socket, silenceMs: number): Pop3Wire {
    this.#socket = socket;
    if (this.#isOverdue || this.#signal.aborted) socket.destroy();
    this.#wire = new Pop3Wire(socket, silenceMs);
    return this.#wire;
  }

  #session(capabilities: Pop3Capabilities): Pop3Session {
    const account = this.#account;
    const wire = this.#wire;
    const socket = this.#socket;
    if (wire === undefined || socket === undefined) throw new MailError('internal');
    return {
      certificate: () => (socket instanceof TLSSocket ? certificateOf(socket) : undefined),
      list: () => listOf(wire, account),
      headers: (numbers, maxBytes) => headersOf(wire, numbers, maxBytes, capabilities.has('PIPELINING')),
      async *retrieve(number, maxBytes) {
        if (capabilities.get('EXPIRE')?.[0] === '0')
          throw new MailError('server-no', 'the server removes what is fetched');
        await ask(wire, `RETR ${number}`, 'command', account);
        yield* wire.lines(maxBytes);
      },
    };
  }
}

/** A server has so long to answer the farewell. */
const QUIT_MS = 1_000;
