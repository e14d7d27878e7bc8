import { onAbort } from '../net/abort.ts';
import type { Dialer } from '../net/dial.ts';
import type { MailAccount } from './account.ts';
import { MailError } from './mail-error.ts';

/** What became of the credentials: they were let in once, refused, or are being tried for the first time. */
type Verdict = 'good' | MailError | Promise<void>;

const verdicts = new WeakMap<Dialer, Map<string, Verdict>>();
/** Far more than there are mailboxes; forgetting some only means that they may be asked once more. */
const MOST_KNOWN = 50_000;

/**
 * Tries a login, so that a wrong password is asked once whatever asks: several looks and protocols at a time. The first
 * login with credentials (`account.credentialsId`) goes alone and the others wait for it; once they were refused, nobody
 * dials for them again. New credentials have a new id. An account without an id is asked each time.
 *
 * Rejects as `login` does, and with the refusal that is known.
 */
export async function askedOnce<T>(
  dialer: Dialer,
  account: MailAccount,
  signal: AbortSignal,
  login: () => Promise<T>,
): Promise<T> {
  const id = account.credentialsId;
  if (id === undefined) return await login();
  const known = knownOf(dialer);
  for (;;) {
    const verdict = known.get(id);
    if (verdict instanceof MailError) throw new MailError(verdict.code, verdict.detail);
    if (verdict === 'good') return await judged(known, id, login);
    if (verdict === undefined) break;
    await ended(verdict, signal);
    if (signal.aborted) throw new MailError('cancelled');
  }
  const { promise, resolve } = Promise.withResolvers<void>();
  known.set(id, promise);
  try {
    return await judged(known, id, login);
  } finally {
    // Nothing was learnt of the password: whoever waits tries next.
    if (known.get(id) === promise) known.delete(id);
    resolve();
  }
}

async function judged<T>(known: Map<string, Verdict>, id: string, login: () => Promise<T>): Promise<T> {
  try {
    const result = await login();
    known.set(id, 'good');
    return result;
  } catch (error) {
    if (error instanceof MailError && error.code === 'login-refused') known.set(id, error);
    throw error;
  }
}

function ended(verdict: Promise<void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const forget = onAbort(signal, resolve);
    void verdict.then(() => {
      forget();
      resolve();
    });
  });
}

function knownOf(dialer: Dialer): Map<string, Verdict> {
  const known = verdicts.get(dialer) ?? new Map<string, Verdict>();
  if (known.size > MOST_KNOWN) known.clear();
  verdicts.set(dialer, known);
  return known;
}
