import type { FailureCode } from '../migration/observations.ts';
import { classifyNetworkError } from '../net/failures.ts';
import type { MailAccount } from './account.ts';
import { MailError, safeDetail, shownNames } from './mail-error.ts';
import { exculpatedByWords, refusalByWords, refusedOutright } from './refusal.ts';

/**
 * Response codes (RFC 5530 and common use) that come with a refused login and say nothing about the password.
 * Everything else that refuses a login does: then the credentials are not tried again until somebody changes them.
 */
const REFUSAL_CODES: Readonly<Record<string, FailureCode>> = {
  LIMIT: 'login-limit',
  INUSE: 'login-limit',
  UNAVAILABLE: 'login-limit',
  OVERQUOTA: 'login-limit',
  SERVERBUG: 'server-no',
  CONTACTADMIN: 'server-no',
  CORRUPTION: 'server-no',
  PRIVACYREQUIRED: 'tls-not-offered',
};

/** Reads an error of imapflow as one of our failures. Decided by response code: a full server also "fails" the login. */
export function classifyImapError(error: unknown, account: MailAccount): MailError {
  if (error instanceof MailError) return error;
  if (!(error instanceof Error)) return new MailError('internal');
  const fact = (name: string): unknown => Reflect.get(error, name);
  const code = text(fact('code'));
  const status = text(fact('responseStatus'));
  // OpenSSL's errors have a "reason" too; the library's is the server's BYE.
  const bye = /^(?:NoConnection|ClosedAfterConnect)/.test(code) ? text(fact('reason')) : '';
  const said = text(fact('responseText')) || text(fact('response')) || bye;
  const detail = safeDetail(said, account);

  if (fact('authenticationFailed') === true) return new MailError(refusalOf(error, said, account), detail);
  if (error.message === 'Unsupported authentication mechanism') return new MailError('protocol', 'no login by token');
  if (status === 'BYE' || bye !== '') return new MailError(byeOf(said), detail);
  if (code === 'GREETING_TIMEOUT') return new MailError(silenceOf(account));
  if (code === 'ClosedAfterConnectTLS' || code === 'ClosedAfterConnectText') return new MailError('connect-network');
  if (code === 'STARTTLS_INJECTION') return new MailError('tls-failed', 'data before the handshake');
  if (fact('tlsFailed') === true && code === '') return new MailError('tls-not-offered');
  if (
    /^(?:ParserError|InvalidResponse|ResponseProcessing|UnexpectedTag|MissingTag|Too|Line|Literal|Response)/.test(code)
  ) {
    return new MailError('protocol', code);
  }
  if (code === 'MAX_IMAP_NESTING_REACHED') return new MailError('protocol', code);
  if (code === 'ETHROTTLE') return new MailError('login-limit', detail);
  if (status !== '' || code === 'NotFound') return new MailError('server-no', detail);
  return new MailError(classifyNetworkError(error), shownNames(error, account));
}

function refusalOf(error: Error, said: string, account: MailAccount): FailureCode {
  const serverCode = text(Reflect.get(error, 'serverResponseCode')).toUpperCase();
  const known = REFUSAL_CODES[serverCode];
  if (known) return known;
  if (serverCode !== '') return exculpatedByWords(said) ?? refusedOutright(account);
  // The library's own verdicts, given before anything was sent.
  if (error.message === 'Login is disabled') return 'tls-not-offered';
  if (error.message === 'No password configured') return 'no-credentials';
  if (error.message === 'No matching authentication method') return 'protocol';
  if (error.message === 'Already logged out') return 'server-bye';
  return refusalByWords(said, account);
}

function byeOf(said: string): FailureCode {
  return /too many|maximum number|connection limit|throttl|bandwidth limit/i.test(said) ? 'login-limit' : 'server-bye';
}

/** Clear text spoken to a TLS port is met with silence; elsewhere silence is a server that hangs. */
function silenceOf({ port, security }: MailAccount): FailureCode {
  return security !== 'tls' && (port === 993 || port === 995 || port === 465) ? 'wrong-port' : 'connect-timeout';
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
