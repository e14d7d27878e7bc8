import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import {
  type ConnectionOptions,
  checkServerIdentity,
  connect as connectTls,
  createSecureContext,
  getCACertificates,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';
import { onAbort } from './abort.ts';
import { type AddressPolicy, type AddressRefusal, createAddressPolicy } from './address-policy.ts';
import { type Budget, createBudget } from './budget.ts';
import { AddressRefusedError, DialError } from './failures.ts';
import { createPace, type Pace } from './pace.ts';
import { createRate, type Rate } from './rate.ts';

export type Transport = 'udp' | 'tcp';
export type Endpoint = { readonly host: string; readonly port: number };

/** Where an address of the record is really to be reached: a rehearsal's loopback port. `undefined`: nowhere. */
export type AddressBook = (address: string, port: number, transport: Transport) => Endpoint | undefined;

export type DialerOptions = {
  /** Which addresses may be dialled; unless given, those of the public internet alone, or what the book holds. */
  readonly policy?: AddressPolicy;
  /** With a book, an address that is not in it is refused: a rehearsal can never reach out. */
  readonly addressBook?: AddressBook;
  /** Further trust anchors (PEM), beside those of the runtime. */
  readonly trust?: readonly string[];
  /** At most so many questions or sessions to one address at a time. */
  readonly perServer?: number;
  /** At most so many in all. */
  readonly total?: number;
  /** Questions a second that a resolver is asked at most, over a longer time, for all migrations together. */
  readonly questionsPerSecond?: number;
  /** Questions that it may be asked at once after a rest. */
  readonly questionBurst?: number;
  /** Whether IPv6 addresses are worth dialling; found out from the machine's interfaces when not said. */
  readonly ipv6?: boolean;
};

export type TlsPolicy = {
  /** The name that the certificate must bear, and that is sent as SNI; without it the dialled address must be on it. */
  readonly servername?: string;
  /** `verify` refuses a bad certificate; `report` goes on, and `certificateOf` tells what was wrong with it. */
  readonly verification: 'verify' | 'report';
  /** The protocols offered by ALPN, the dearest first. */
  readonly protocols?: readonly string[];
};

export type Target = { readonly address: string; readonly port: number };
export type SocketOptions = {
  /** Connecting and the TLS handshake together. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
};

/** TLS settings to hand to a client that connects by itself (imapflow's and nodemailer's `tls`). */
export type TlsSettings = Required<Pick<ConnectionOptions, 'rejectUnauthorized' | 'checkServerIdentity'>> & {
  readonly servername?: string;
  readonly secureContext?: SecureContext;
  readonly ALPNProtocols?: string[];
};

export type Dialer = {
  /**
   * Where to connect for this address, and nowhere else: it is an address itself, so nothing looks a name up after it was
   * judged. Throws DialError for a name, for an address that the policy refuses or that the book does not hold.
   */
  endpoint(address: string, port: number, transport: Transport): Endpoint;
  /** A connected TCP socket, or a TLS one when `tls` is given. On failure everything is destroyed and it rejects. */
  socket(target: Target, options: SocketOptions): Promise<Socket>;
  tlsSocket(target: Target, options: SocketOptions & TlsPolicy): Promise<TLSSocket>;
  /** STARTTLS: lays TLS over a socket that `socket` gave. On failure the socket is destroyed. */
  secure(socket: Socket, target: Target, options: SocketOptions & TlsPolicy): Promise<TLSSocket>;
  tlsSettings(address: string, policy: TlsPolicy): TlsSettings;
  /** Runs `work` within the budget of `address`; dns and mail share it. */
  withBudget: Budget['run'];
  /** How often each resolver may be asked. One dialer a process, so one budget for all migrations. */
  readonly rate: Rate;
  /** How long each address takes to answer over UDP: when a datagram must be taken for lost. */
  readonly pace: Pace;
  /** False for an IPv6 address on a machine without IPv6; with port and transport, also for what no address book holds. */
  canReach(address: string, port?: number, transport?: Transport): boolean;
  /** Why an address is not dialled, said before anybody tries; `undefined`: it is. */
  readonly refusalOf: (address: string, port?: number) => AddressRefusal | undefined;
  /** The extra trust anchors, as given. */
  readonly trust: readonly string[] | undefined;
};

const DEFAULT_PER_SERVER = 16;
const DEFAULT_TOTAL = 512;
const DEFAULT_QUESTIONS_PER_SECOND = 20;
const DEFAULT_QUESTION_BURST = 60;
/** Behind an address book everything is on loopback and the clock runs fast: nobody there has to be spared. */
const STAGED_QUESTIONS_PER_SECOND = 10_000;

const UNJUDGED: AddressPolicy = { refusalOf: () => undefined };

/** The one way out: every connection to a mail or DNS server gets its endpoint or its socket here. */
export function createDialer(options: DialerOptions = {}): Dialer {
  const { addressBook, trust } = options;
  // Without one, a book is policy enough: what it does not hold is reached nowhere.
  const policy = options.policy ?? (addressBook === undefined ? createAddressPolicy() : UNJUDGED);
  const budget = createBudget({
    perServer: options.perServer ?? DEFAULT_PER_SERVER,
    total: options.total ?? DEFAULT_TOTAL,
  });
  const rate = createRate({
    perSecond:
      options.questionsPerSecond ??
      (addressBook === undefined ? DEFAULT_QUESTIONS_PER_SECOND : STAGED_QUESTIONS_PER_SECOND),
    burst: options.questionBurst ?? (addressBook === undefined ? DEFAULT_QUESTION_BURST : STAGED_QUESTIONS_PER_SECOND),
  });
  const ipv6 = options.ipv6 ?? (addressBook !== undefined || hasGlobalIpv6());
  // Made once: reading some 150 anchors takes milliseconds a connection otherwise.
  let context: SecureContext | undefined;
  const secureContext = () => {
    context ??= createSecureContext({ ca: [...getCACertificates('default'), ...(trust ?? [])] });
    return context;
  };

  const endpoint = (address: string, port: number, transport: Transport): Endpoint => {
    if (isIP(address) === 0) throw new DialError('not-an-address', `${address} is not an IP address`);
    // The address of the record, also where a book says that it is somewhere else: a rehearsal is bound by the same rules.
    const refusal = policy.refusalOf(address, port);
    if (refusal !== undefined) throw new AddressRefusedError(refusal);
    if (addressBook === undefined) return { host: address, port };
    const mapped = addressBook(address, port, transport);
    if (mapped === undefined)
      throw new DialError('not-in-address-book', `${address} port ${port} is not in the address book`);
    return mapped;
  };

  const tlsSettings = (address: string, policy: TlsPolicy): TlsSettings => ({
    // SNI must not hold an address (RFC 6066, section 3), so an address is only compared, never sent.
    ...(policy.servername === undefined || isIP(policy.servername) !== 0 ? {} : { servername: policy.servername }),
    ...(trust === undefined ? {} : { secureContext: secureContext() }),
    ...(policy.protocols === undefined ? {} : { ALPNProtocols: [...policy.protocols] }),
    rejectUnauthorized: policy.verification === 'verify',
    checkServerIdentity: (_host, certificate) => checkServerIdentity(policy.servername ?? address, certificate),
  });

  const socket = async (target: Target, { timeoutMs, signal }: SocketOptions) => {
    const at = endpoint(target.address, target.port, 'tcp');
    signal?.throwIfAborted();
    const plain = connectTcp({ host: at.host, port: at.port, noDelay: true });
    return await settled(plain, 'connect', timeoutMs, signal);
  };

  const secure = async (plain: Socket, target: Target, { timeoutMs, signal, ...policy }: SocketOptions & TlsPolicy) => {
    const secured = connectTls({ socket: plain, ...tlsSettings(target.address, policy) });
    try {
      return await settled(secured, 'secureConnect', timeoutMs, signal);
    } catch (error) {
      plain.destroy();
      throw error;
    }
  };

  return {
    endpoint,
    socket,
    secure,
    async tlsSocket(target, tlsOptions) {
      const startedAt = performance.now();
      const plain = await socket(target, tlsOptions);
      const timeoutMs = Math.max(1, tlsOptions.timeoutMs - (performance.now() - startedAt));
      return await secure(plain, target, { ...tlsOptions, timeoutMs });
    },
    tlsSettings,
    withBudget: budget.run,
    rate,
    pace: createPace(),
    canReach: (address, port, transport) => {
      if (isIP(address) === 6 && !ipv6) return false;
      if (addressBook === undefined || port === undefined || transport === undefined) return true;
      return addressBook(address, port, transport) !== undefined;
    },
    refusalOf: policy.refusalOf,
    trust,
  };
}

/** Waits for `event`; on error, close, time-out or cancellation the socket is destroyed and the reason thrown. */
function settled<S extends Socket>(
  socket: S,
  event: string,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<S> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error) => {
      clearTimeout(timer);
      forget();
      socket.off(event, onReady).off('close', onClose);
      if (error === undefined) {
        socket.off('error', done);
        resolve(socket);
        return;
      }
      // `error` stays listened to: a late one must not take the process down.
      socket.destroy();
      reject(error);
    };
    const onReady = () => done();
    const onClose = () => done(Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' }));
    const giveUp = () =>
      done(signal?.reason instanceof Error ? signal.reason : new DialError('cancelled', 'cancelled'));
    const timer = setTimeout(
      () => done(new DialError('timed-out', `nothing within ${Math.round(timeoutMs)} ms`)),
      timeoutMs,
    );
    socket.once(event, onReady).on('error', done).once('close', onClose);
    const forget = onAbort(signal, giveUp);
    if (signal?.aborted) giveUp();
  });
}

function hasGlobalIpv6(): boolean {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .some((entry) => entry.family === 'IPv6' && !entry.internal && /^[23]/.test(entry.address));
}
