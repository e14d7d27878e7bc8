import type { Failure, FailureCode } from '../migration/observations.ts';
import type { Instant } from '../migration/time.ts';
import { refusedAddress } from '../net/failures.ts';
import type { MailAccount } from './account.ts';
import { secretForms } from './auth.ts';

/** Why a session with a mail server came to nothing. `detail` is what the server said, free of secrets, or absent. */
export class MailError extends Error {
  readonly code: FailureCode;
  readonly detail: string | undefined;

  constructor(code: FailureCode, detail?: string) {
    super(detail === undefined ? code : `${code}: ${detail}`);
    this.name = 'MailError';
    this.code = code;
    this.detail = detail;
  }
}

/** The observation that stands for a failed look. An error that nobody classified is `internal`, never silence. */
export function failureOf(error: unknown, at: Instant): Failure {
  if (!(error instanceof MailError)) return { outcome: 'failed', at, code: 'internal' };
  return { outcome: 'failed', at, code: error.code, ...(error.detail !== undefined && { detail: error.detail }) };
}

const MAX_DETAIL = 200;

/**
 * A server's words as they may be kept and shown: one line, bounded, and without the password or token in any form
 * that was sent, since a server may repeat what it was given.
 */
export function safeDetail(text: unknown, account: MailAccount): string | undefined {
  if (typeof text !== 'string') return undefined;
  let safe = text;
  for (const secret of secretForms(account)) safe = safe.replaceAll(secret, '[hidden]');
  safe = safe.replace(/[^\P{C}]+/gu, ' ').trim();
  return safe === '' ? undefined : safe.slice(0, MAX_DETAIL);
}

/**
 * What the person who set the hostname or address needs: the names on a certificate that was refused for want of the right
 * one, or the address that is not dialled.
 */
export function shownNames(error: Error, account: MailAccount): string | undefined {
  const refused = refusedAddress(error);
  if (refused !== undefined) return refused;
  const certificate: unknown = Reflect.get(error, 'cert');
  if (typeof certificate !== 'object' || certificate === null) return undefined;
  const names: unknown = Reflect.get(certificate, 'subjectaltname');
  return safeDetail(typeof names === 'string' ? names.replace(/(?:DNS|IP Address):/g, '') : undefined, account);
}
