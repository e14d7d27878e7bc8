import { TLSSocket } from 'node:tls';
import type { ImapFlow } from 'imapflow';
import { certificateOf, type SeenCertificate } from '../net/certificate.ts';
import type { Dialer } from '../net/dial.ts';
import type { MailAccount } from './account.ts';
import { askedOnce } from './asked-once.ts';
import { isSendable } from './auth.ts';
import { classifyImapError } from './imap-errors.ts';
import { SESSION_LIMITS, type SessionLimits } from './limits.ts';
import { MailError } from './mail-error.ts';

export type ImapSession = {
  readonly client: ImapFlow;
  /** What the server showed; undefined on a connection in clear. Read when asked for: it costs as much as a command. */
  readonly certificate: () => SeenCertificate | undefined;
};

const LOGOUT_MS = 2_000;
/** One hostile message must not fill our memory: headers are asked for in part, and lists of folders stay far below. */
const MAX_LITERAL_BYTES = 4 * 1024 * 1024;

/**
 * Logs in, hands over the session, and always closes it. It waits for room in the dialer's budget for this address,
 * which everything that asks the server shares.
 *
 * Rejects with MailError alone. Its code says what happened (`login-refused`: the password is wrong; `login-limit`: the
 * server is full or troubled, the password may be right); no secret is in it.
 */
export async function withImap<T>(
  dialer: Dialer,
  account: MailAccount,
  signal: AbortSignal,
  use: (session: ImapSession) => Promise<T>,
  limits: SessionLimits = SESSION_LIMITS,
): Promise<T> {
  try {
    return await dialer.withBudget(account.address, () => runSession(dialer, account, signal, use, limits), signal);
  } catch (error) {
    if (signal.aborted) throw new MailError('cancelled');
    throw classifyImapError(error, account);
  }
}

async function runSession<T>(
  dialer: Dialer,
  account: MailAccount,
  signal: AbortSignal,
  use: (session: ImapSession) => Promise<T>,
  limits: SessionLimits,
): Promise<T> {
  const client = await openClient(dialer, account, limits);
  let reason: unknown;
  // Without a listener the first socket error would end the process.
  client.on('error', (error) => {
    reason ??= error;
  });
  const close = () => client.close();
  const timer = setTimeout(() => {
    reason ??= new MailError('connect-timeout', 'the session took too long');
    close();
  }, limits.sessionMs);
  signal.addEventListener('abort', close, { once: true });
  try {
    await askedOnce(dialer, account, signal, () => logIn(client, account, signal, () => reason));
    // PREAUTH leaves no greeting text: such a server would let any password pass.
    if (client.greeting === undefined) throw new MailError('protocol', 'let in without a password');
    const result = await use({ client, certificate: () => shownCertificate(client) });
    await leave(client);
    return result;
  } catch (error) {
    // Commands only report that the connection is gone; why it went is what the event said.
    throw reason ?? error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', close);
    close();
  }
}

async function logIn(
  client: ImapFlow,
  account: MailAccount,
  signal: AbortSignal,
  reason: () => unknown,
): Promise<void> {
  if (signal.aborted) throw new MailError('cancelled');
  if (!isSendable(account)) throw new MailError('protocol', 'a login, password or token holds a control character');
  try {
    await client.connect();
  } catch (error) {
    // What is not offered is not judged either: it says nothing of the password.
    const isRefused = error instanceof Error && Reflect.get(error, 'authenticationFailed') === true;
    if (isRefused && account.authzid !== undefined && !client.capabilities.has('AUTH=PLAIN')) throw noMaster();
    throw classifyImapError(reason() ?? error, account);
  }
  // Without SASL the library goes on to the LOGIN command, and so to the master user's own mailbox.
  if (account.authzid !== undefined && !hasUsedPlain(client)) throw noMaster();
}

/** The library notes it, and does not say it in its types: true once that way in was gone. */
function hasUsedPlain(client: ImapFlow): boolean {
  const ways: unknown = Reflect.get(client, 'authCapabilities');
  return ways instanceof Map && ways.get('AUTH=PLAIN') === true;
}

const noMaster = () => new MailError('protocol', 'the server offers no login for another user');

async function openClient(dialer: Dialer, account: MailAccount, limits: SessionLimits): Promise<ImapFlow> {
  // Loaded at the first session: a start need not wait for it.
  const { ImapFlow: Client } = await import('imapflow');
  const { host, port } = dialer.endpoint(account.address, account.port, 'tcp');
  const tls = dialer.tlsSettings(account.address, {
    verification: account.verify === 'strict' ? 'verify' : 'report',
    ...(account.servername !== undefined && { servername: account.servername }),
  });
  return new Client({
    host,
    port,
    secure: account.security === 'tls',
    // Left unset, a server that does not offer STARTTLS would get the password in clear.
    doSTARTTLS: account.security === 'starttls',
    ...(tls.servername !== undefined && { servername: tls.servername }),
    tls,
    auth: authOf(account),
    clientInfo: { name: 'mail-migration-bot' },
    logger: false,
    disableAutoIdle: true,
    // A look is a handful of small answers: what these negotiate would cost more than it saves.
    disableCompression: true,
    disableAutoEnable: true,
    connectionTimeout: limits.connectMs,
    greetingTimeout: limits.greetingMs,
    socketTimeout: limits.silenceMs,
    maxLineLength: MAX_LITERAL_BYTES,
    maxLiteralSize: MAX_LITERAL_BYTES,
    maxResponseSize: 2 * MAX_LITERAL_BYTES,
    maxResponseTokens: 100_000,
  });
}

function authOf({ user, password, authzid, accessToken }: MailAccount) {
  if (accessToken !== undefined) return { user, accessToken };
  // SASL PLAIN alone can act for another user; for a name with a slash in it the library would choose LOGIN.
  return { user, pass: password, ...(authzid !== undefined && { authzid, loginMethod: 'AUTH=PLAIN' }) };
}

/** The library keeps its socket to itself in the types, and shows no certificate; the check of its class is what we trust. */
function shownCertificate(client: ImapFlow): SeenCertificate | undefined {
  const socket: unknown = Reflect.get(client, 'socket');
  return socket instanceof TLSSocket ? certificateOf(socket) : undefined;
}

/** A farewell frees the server's slot at once. It is a courtesy: what was learnt stands without it. */
async function leave(client: ImapFlow): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, LOGOUT_MS);
  });
  try {
    await Promise.race([client.logout(), enough]);
  } catch {
    // The server hung up first: the session is over either way.
  } finally {
    clearTimeout(timer);
  }
}
