import type { LoginOk, LoginResult, SignatureSeen } from '../migration/observations.ts';
import type { Instant } from '../migration/time.ts';
import type { SeenCertificate } from '../net/certificate.ts';
import type { Dialer } from '../net/dial.ts';
import type { MailAccount } from './account.ts';
import { withImap } from './imap.ts';
import { LOGIN_LIMITS, type SessionLimits } from './limits.ts';
import { failureOf } from './mail-error.ts';
import { withPop3 } from './pop3.ts';
import { readSignatures, type SignaturesWanted } from './signatures.ts';
import { verifySubmission } from './submission.ts';

export type CheckOptions = {
  readonly signal: AbortSignal;
  readonly now: () => Instant;
  readonly limits?: SessionLimits;
  /** Read the DKIM signatures of the newest messages while in there. */
  readonly signatures?: SignaturesWanted;
};

/**
 * Does this login work over IMAP, and which certificate is shown? Never rejects: a failure is an observation.
 * With `verify: 'report'` a certificate that a verifying client would refuse is told, and does not fail the login.
 */
export async function checkLogin(dialer: Dialer, account: MailAccount, options: CheckOptions): Promise<LoginResult> {
  const limits = options.limits ?? LOGIN_LIMITS;
  let signatures: readonly SignatureSeen[] | undefined;
  try {
    const seen = await withImap(
      dialer,
      account,
      options.signal,
      async ({ client, certificate }) => {
        const shown = certificate();
        // The login is what was asked for: a folder that cannot be read takes nothing from it.
        if (options.signatures !== undefined) {
          signatures = await readSignatures(client, options.signatures).catch(() => undefined);
        }
        return shown;
      },
      limits,
    );
    return { ...loggedIn(account, options.now(), seen), ...(signatures === undefined ? {} : { signatures }) };
  } catch (error) {
    return failureOf(error, options.now());
  }
}

/** The same for submission (SMTP AUTH). Nothing is sent. */
export async function checkSubmission(
  dialer: Dialer,
  account: MailAccount,
  options: CheckOptions,
): Promise<LoginResult> {
  try {
    const seen = await verifySubmission(dialer, account, options.signal, options.limits ?? LOGIN_LIMITS);
    return loggedIn(account, options.now(), seen);
  } catch (error) {
    return failureOf(error, options.now());
  }
}

/** The same over POP3: nothing is fetched, and nothing removed. */
export async function checkPop3Login(
  dialer: Dialer,
  account: MailAccount,
  options: CheckOptions,
): Promise<LoginResult> {
  try {
    const limits = options.limits ?? LOGIN_LIMITS;
    const seen = await withPop3(dialer, account, options.signal, async ({ certificate }) => certificate(), limits);
    return loggedIn(account, options.now(), seen);
  } catch (error) {
    return failureOf(error, options.now());
  }
}

function loggedIn(account: MailAccount, at: Instant, certificate: SeenCertificate | undefined): LoginOk {
  return {
    outcome: 'ok',
    at,
    address: account.address,
    certificateNames: certificate?.names ?? [],
    ...(certificate?.expiresAt !== undefined && { certificateExpiresAt: certificate.expiresAt }),
    ...(certificate?.fingerprint !== undefined && { certificateFingerprint: certificate.fingerprint }),
    ...(certificate?.failure !== undefined && { certificateFailure: certificate.failure }),
  };
}
