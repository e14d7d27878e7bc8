import type { Socket } from 'node:net';
import { isIPv6 } from 'node:net';
import { onAbort } from '../net/abort.ts';
import type { Dialer } from '../net/dial.ts';
import { classifyNetworkError, DialError } from '../net/failures.ts';
import type { MailAccount } from './account.ts';
import { askedOnce } from './asked-once.ts';
import type { SessionLimits } from './limits.ts';
import { MailError, safeDetail, shownNames } from './mail-error.ts';
import { logInBySmtp } from './smtp-login.ts';
import { type SmtpReply, type SmtpSession, SmtpWire, wordsOf } from './smtp-wire.ts';

export type SmtpOptions = {
  readonly signal: AbortSignal;
  readonly limits: SessionLimits;
  /** The name to say in EHLO; our end of the connection as an address literal where none is given. */
  readonly helo?: string;
  /**
   * As servers talk to each other at port 25 (RFC 7435): TLS where it is offered, whatever its certificate, and in clear
   * where the upgrade fails. `account.security` is not looked at. Never together with a login.
   */
  readonly opportunistic?: true;
  /** Log in as `account` says. */
  readonly login?: true;
  /** Called once a connection stands: what fails before is a matter of the way there. */
  readonly onConnected?: () => void;
};

/**
 * Opens an SMTP session, hands it over, and always closes it. The caller holds the budget, since one question may take
 * several sessions. Rejects with MailError alone; no secret is in it.
 */
export async function withSmtp<T>(
  dialer: Dialer,
  account: MailAccount,
  options: SmtpOptions,
  use: (session: SmtpSession) => Promise<T>,
): Promise<T> {
  const run = new SmtpRun(dialer, account, options);
  try {
    return await run.run(use);
  } catch (error) {
    if (options.signal.aborted) throw new MailError('cancelled');
    throw run.failureOf(error);
  }
}

class SmtpRun {
  readonly #dialer: Dialer;
  readonly #account: MailAccount;
  readonly #options: SmtpOptions;
  #socket: Socket | undefined;
  #hasGreeted = false;

  constructor(dialer: Dialer, account: MailAccount, options: SmtpOptions) {
    this.#dialer = dialer;
    this.#account = account;
    this.#options = options;
  }

  async run<T>(use: (session: SmtpSession) => Promise<T>): Promise<T> {
    const { signal } = this.#options;
    const forget = onAbort(signal, () => this.#socket?.destroy());
    try {
      const session = this.#options.login
        ? await askedOnce(this.#dialer, this.#account, signal, () => this.#logIn())
        : await this.#open(this.#options.opportunistic === true);
      const result = await use(session);
      // A courtesy whose answer nobody waits for.
      if (this.#socket?.writable) this.#socket.write('QUIT\r\n');
      this.#socket?.destroySoon();
      this.#socket = undefined;
      return result;
    } finally {
      forget();
      this.#socket?.destroy();
    }
  }

  failureOf(error: unknown): MailError {
    const { port, security } = this.#account;
    if (error instanceof MailError) return new MailError(error.code, safeDetail(error.detail, this.#account));
    if (!(error instanceof Error)) return new MailError('internal');
    const code = classifyNetworkError(error);
    // A server that goes away without a word has said so.
    if (code === 'connect-network' && this.#hasGreeted) return new MailError('server-bye', 'the connection was closed');
    // Clear text spoken to a TLS port is met with silence.
    if (error instanceof DialError && code === 'connect-timeout' && this.#socket !== undefined && !this.#hasGreeted) {
      if (security !== 'tls' && port === 465) return new MailError('wrong-port');
    }
    return new MailError(code, shownNames(error, this.#account));
  }

  async #logIn(): Promise<SmtpSession> {
    try {
      const session = await this.#open(false);
      await logInBySmtp(session, this.#account);
      return session;
    } catch (error) {
      // What is known of a password is kept by code.
      throw this.#options.signal.aborted ? new MailError('cancelled') : this.failureOf(error);
    }
  }

  async #open(mayUpgrade: boolean): Promise<SmtpSession> {
    if (this.#options.signal.aborted) throw new MailError('cancelled');
    const { limits, opportunistic, onConnected } = this.#options;
    const { address, port } = this.#account;
    const target = { address, port };
    const dial = this.#dialOptions(opportunistic === true);
    const isTls = this.#account.security === 'tls' && opportunistic !== true;
    const socket = await (isTls ? this.#dialer.tlsSocket(target, dial) : this.#dialer.socket(target, dial));
    onConnected?.();
    const wire = this.#take(socket);
    const greeting = await wire.reply(limits.greetingMs);
    this.#hasGreeted = true;
    if (greeting.code !== 220) throw turnedAway(greeting);
    const session = await this.#greet(wire, socket);
    const wantsTls = opportunistic === true ? mayUpgrade : this.#account.security === 'starttls';
    if (!wantsTls) return session;
    if (!session.extensions.has('STARTTLS')) {
      if (opportunistic === true) return session;
      throw new MailError('tls-not-offered');
    }
    const reply = await session.ask('STARTTLS');
    if (reply.code !== 220) {
      if (opportunistic === true) return session;
      throw new MailError('tls-not-offered', wordsOf(reply));
    }
    // Whatever came ahead of the handshake was put there by somebody in between.
    if (wire.hasMore) throw new MailError('tls-failed', 'data before the handshake');
    try {
      const secured = await this.#dialer.secure(socket, target, dial);
      return await this.#greet(this.#take(secured), secured);
    } catch (error) {
      if (opportunistic !== true || this.#options.signal.aborted) throw error;
      socket.destroy();
      return await this.#open(false);
    }
  }

  #dialOptions(isOpportunistic: boolean) {
    const { servername, verify } = this.#account;
    return {
      timeoutMs: this.#options.limits.connectMs,
      signal: this.#options.signal,
      verification: verify === 'strict' && !isOpportunistic ? 'verify' : 'report',
      ...(servername !== undefined && { servername }),
    } as const;
  }

  #take(socket: Socket): SmtpWire {
    this.#socket = socket;
    // A late error must not take the process down.
    socket.on('error', () => undefined);
    if (this.#options.signal.aborted) socket.destroy();
    return new SmtpWire(socket, this.#options.limits.silenceMs);
  }

  async #greet(wire: SmtpWire, socket: Socket): Promise<SmtpSession> {
    const ask = async (line: string): Promise<SmtpReply> => {
      const reply = await wire.ask(line);
      if (reply.code === 421) throw new MailError('server-bye', wordsOf(reply));
      return reply;
    };
    const name = this.#options.helo ?? literalOf(socket.localAddress);
    const reply = await ask(`EHLO ${name}`);
    if (reply.code === 250) return { ask, extensions: extensionsOf(reply) };
    const second = await ask(`HELO ${name}`);
    if (second.code !== 250) throw turnedAway(second);
    return { ask, extensions: new Map() };
  }
}

function turnedAway(reply: SmtpReply): MailError {
  return new MailError(reply.code === 421 ? 'server-bye' : 'server-no', wordsOf(reply));
}

/** RFC 5321 section 4.1.3. */
function literalOf(address: string | undefined): string {
  if (address === undefined) return '[127.0.0.1]';
  return isIPv6(address) ? `[IPv6:${address}]` : `[${address}]`;
}

/** The first line is the server's name. */
function extensionsOf({ lines }: SmtpReply): ReadonlyMap<string, readonly string[]> {
  return new Map(
    lines.slice(1).map((line) => {
      // "AUTH=PLAIN" is how it was written before it was a standard.
      const [keyword = '', ...words] = line
        .toUpperCase()
        .replace(/^AUTH=/, 'AUTH ')
        .split(/\s+/);
      return [keyword, words];
    }),
  );
}
