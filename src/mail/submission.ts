import { TLSSocket } from 'node:tls';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { FailureCode } from '../migration/observations.ts';
import { certificateOf, type SeenCertificate } from '../net/certificate.ts';
import type { Dialer } from '../net/dial.ts';
import { classifyNetworkError } from '../net/failures.ts';
import type { MailAccount } from './account.ts';
import { askedOnce } from './asked-once.ts';
import { isSendable, saslAnswer } from './auth.ts';
import type { SessionLimits } from './limits.ts';
import { MailError, safeDetail, shownNames } from './mail-error.ts';
import { exculpatedByWords, refusedOutright } from './refusal.ts';

/**
 * Logs in for submission (RFC 6409) and leaves: nothing is sent. Resolves with the certificate shown, rejects with
 * MailError. A 4xx answer to the login says nothing about the password (RFC 4954 section 6).
 */
export async function verifySubmission(
  dialer: Dialer,
  account: MailAccount,
  signal: AbortSignal,
  limits: SessionLimits,
): Promise<SeenCertificate | undefined> {
  try {
    return await dialer.withBudget(account.address, () => converse(dialer, account, signal, limits), signal);
  } catch (error) {
    if (signal.aborted) throw new MailError('cancelled');
    throw classifySmtpError(error, account);
  }
}

async function converse(
  dialer: Dialer,
  account: MailAccount,
  signal: AbortSignal,
  limits: SessionLimits,
): Promise<SeenCertificate | undefined> {
  const connection = openConnection(dialer, account, limits);
  const { promise: broken, reject } = Promise.withResolvers<never>();
  const cancel = () => reject(new MailError('cancelled'));
  const timer = setTimeout(
    () => reject(new MailError('connect-timeout', 'the session took too long')),
    limits.sessionMs,
  );
  // It may break before or after anybody waits for it.
  broken.catch(() => {});
  connection.on('error', reject);
  connection.once('end', () => reject(new MailError('connect-network')));
  signal.addEventListener('abort', cancel, { once: true });
  try {
    if (signal.aborted) throw new MailError('cancelled');
    await Promise.race([broken, settled((done) => connection.connect(done))]);
    const socket = connection._socket;
    const certificate = socket instanceof TLSSocket ? certificateOf(socket) : undefined;
    if (!connection.allowsAuth) throw new MailError('protocol', 'the server offers no login');
    await askedOnce(dialer, account, signal, () => logIn(connection, account, broken));
    connection.quit();
    return certificate;
  } catch (error) {
    connection.close();
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
  }
}

async function logIn(connection: SMTPConnection, account: MailAccount, broken: Promise<never>): Promise<void> {
  if (!isSendable(account)) throw new MailError('protocol', 'a login, password or token holds a control character');
  const { user, password: pass, authzid, accessToken } = account;
  // The library's own PLAIN acts for nobody, and its OAuth 2 wants to fetch tokens by itself: both are done by hand.
  const way = accessToken !== undefined ? 'XOAUTH2' : authzid !== undefined ? 'PLAIN' : undefined;
  try {
    const login = { credentials: { user, pass }, ...(way !== undefined && { method: way }) };
    await Promise.race([broken, settled((done) => connection.login(login, done))]);
  } catch (error) {
    throw classifySmtpError(error, account);
  }
}

/** Ways to log in that the library has not: they take the place of its own of that name. */
function ownWays(account: MailAccount): SMTPConnection.CustomAuthenticationHandlers {
  if (account.accessToken === undefined && account.authzid === undefined) return {};
  const answer = async (context: SMTPConnection.CustomAuthenticationContext) => {
    // OAUTHBEARER is not among the ways that the library sees in the greeting: without XOAUTH2 there is only that left.
    const hasToken = account.accessToken !== undefined;
    const offered = hasToken && !context.authMethods.includes('XOAUTH2') ? ['OAUTHBEARER'] : context.authMethods;
    const sasl = saslAnswer(account, new Set(offered));
    if (sasl === undefined) return context.reject(new Error(NO_MASTER));
    let reply = await context.sendCommand(`AUTH ${sasl.mechanism} ${sasl.response}`);
    // The reason of a refusal comes first, and the refusal only after an answer to it (RFC 7628 section 3.2.3).
    if (reply.status === 334) reply = await context.sendCommand(sasl.breaker);
    return reply.status === 235 ? context.resolve() : context.reject(new Error('the login was refused'));
  };
  // The library takes the first way of its list that the server offers, whichever it was told to take.
  return { XOAUTH2: answer, PLAIN: answer, LOGIN: answer, 'CRAM-MD5': answer };
}

const NO_MASTER = 'the server offers no login for another user';

function openConnection(dialer: Dialer, account: MailAccount, limits: SessionLimits): SMTPConnection {
  const { host, port } = dialer.endpoint(account.address, account.port, 'tcp');
  const tls = dialer.tlsSettings(account.address, {
    verification: account.verify === 'strict' ? 'verify' : 'report',
    ...(account.servername !== undefined && { servername: account.servername }),
  });
  return new SMTPConnection({
    host,
    port,
    secure: account.security === 'tls',
    requireTLS: account.security === 'starttls',
    ignoreTLS: account.security === 'plain',
    tls: { ...tls },
    customAuth: ownWays(account),
    connectionTimeout: limits.connectMs,
    greetingTimeout: limits.greetingMs,
    socketTimeout: limits.silenceMs,
    logger: false,
  });
}

function settled(start: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => start((error) => (error ? reject(error) : resolve())));
}

/** Reads an error of nodemailer as one of our failures. */
function classifySmtpError(error: unknown, account: MailAccount): MailError {
  if (error instanceof MailError) return error;
  if (!(error instanceof Error)) return new MailError('internal');
  if (error.message === NO_MASTER) return new MailError('protocol', NO_MASTER);
  const status: unknown = Reflect.get(error, 'responseCode');
  const detail = safeDetail(Reflect.get(error, 'response'), account);
  const said = text(Reflect.get(error, 'response'));
  const code = typeof status === 'number' ? codeOfReply(status, Reflect.get(error, 'code'), said, account) : undefined;
  return new MailError(code ?? codeOfSilence(error, account), detail ?? shownNames(error, account));
}

/** What a reply with that status means; `EAUTH`: it answered a login. */
export function codeOfReply(status: number, code: unknown, said: string, account: MailAccount): FailureCode {
  if (status === 421) return 'server-bye';
  if (code === 'ETLS') return 'tls-not-offered';
  if (code !== 'EAUTH') return status >= 500 ? 'server-no' : 'login-limit';
  if (status === 538 || status === 530) return 'tls-not-offered';
  if (status === 504) return 'protocol';
  return status >= 500 ? (exculpatedByWords(said) ?? refusedOutright(account)) : 'login-limit';
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function codeOfSilence(error: Error, { port, security }: MailAccount): FailureCode {
  if (Reflect.get(error, 'code') === 'EPROTOCOL') return 'protocol';
  if (error.message === 'Greeting never received') {
    return security !== 'tls' && port === 465 ? 'wrong-port' : 'connect-timeout';
  }
  return classifyNetworkError(error);
}
