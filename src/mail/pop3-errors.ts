import type { FailureCode } from '../migration/observations.ts';
import { classifyNetworkError } from '../net/failures.ts';
import type { MailAccount } from './account.ts';
import { MailError, safeDetail, shownNames } from './mail-error.ts';
import { exculpatedByWords, refusalByWords, refusedOutright } from './refusal.ts';

/** What the server was doing when it said -ERR. */
export type Pop3Stage = 'greeting' | 'tls' | 'login' | 'command';

/** Extended response codes that speak of the server, not of the password (RFC 2449 section 8.1, RFC 3206). */
const CODES: Readonly<Record<string, FailureCode>> = {
  'IN-USE': 'login-limit',
  'LOGIN-DELAY': 'login-limit',
  'SYS/TEMP': 'login-limit',
  'SYS/PERM': 'server-no',
};

/** Another session holds the mailbox: POP3 lets one in at a time. */
const LOCKED = /\block(?:ed|ing)?\b|in use|busy|already (?:open|logged in)/i;
const WANTS_TLS =
  /(?:plain ?text|cleartext|unencrypted)[^.]*(?:disallowed|disabled|not allowed)|(?:requires?|must use|use) (?:ssl|tls|stls|stunnel|a secure)/i;

/** The failure that a line beginning with -ERR means at that stage. */
export function refusedBy(line: string, stage: Pop3Stage, account: MailAccount): MailError {
  const said = line.replace(/^-ERR\s*/i, '');
  const [, code = ''] = /^\[([^\]]+)\]/.exec(said) ?? [];
  return new MailError(meaningOf(code.toUpperCase(), said, stage, account), safeDetail(said, account));
}

function meaningOf(code: string, said: string, stage: Pop3Stage, account: MailAccount): FailureCode {
  if (stage === 'tls') return 'tls-not-offered';
  const known = CODES[code];
  if (stage === 'command') return 'server-no';
  if (known !== undefined) return known;
  if (WANTS_TLS.test(said)) return 'tls-not-offered';
  if (stage === 'greeting') return /too many|maximum number|limit/i.test(said) ? 'login-limit' : 'server-bye';
  // [AUTH] says that the credentials were the reason (RFC 3206 section 4).
  if (code === 'AUTH') return exculpatedByWords(said) ?? refusedOutright(account);
  return LOCKED.test(said) && !/account/i.test(said) ? 'login-limit' : refusalByWords(said, account);
}

/** Reads whatever a session failed with as one of our failures. `greeted`: the server had spoken before. */
export function classifyPop3Error(error: unknown, account: MailAccount, greeted: boolean): MailError {
  if (error instanceof MailError) return error;
  if (!(error instanceof Error)) return new MailError('internal');
  const code = classifyNetworkError(error);
  // Clear text spoken to a TLS port is met with silence.
  if (code === 'connect-timeout' && !greeted && account.security !== 'tls' && [993, 995, 465].includes(account.port)) {
    return new MailError('wrong-port');
  }
  return new MailError(code, shownNames(error, account));
}
