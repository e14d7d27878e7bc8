import { onAbort } from '../net/abort.ts';
import type { Dialer } from '../net/dial.ts';
import type { MailAccount } from './account.ts';
import { MailError } from './mail-error.ts';

/** What became of credentials so far. */
type Trials = {
  /** They have let somebody in. */
  isGood: boolean;
  /** The mailboxes they were refused at. */
  readonly refusedAt: Set<string>;
  refusal?: MailError;
  /** Somebody is trying them, and nobody knows yet what they are worth. */
  trying?: Promise<void>;
};

const trials = new WeakMap<Dialer, Map<string, Trials>>();
/** Far more than there are mailboxes; forgetting some only means that they may be asked once more. */
const MOST_KNOWN = 50_000;
/** A master user who was let in nowhere is tried at so many mailboxes: one or two of them may be missing. */
const MOST_SHARED_REFUSALS = 3;

/**
 * Tries a login, so that a wrong password is asked once whatever asks: several looks and protocols at a time. The first
 * login with credentials (`account.credentialsId`) goes alone and the others wait for it; once they were refused, nobody
 * dials for them again. Those of many mailboxes (`account.sharedId`) go alone until they were good somewhere, and are
 * given up after a few mailboxes. New credentials have a new id. An account without an id is asked each time.
 *
 * Rejects as `login` does, and with the refusal that is known.
 */
export async function askedOnce<T>(
  dialer: Dialer,
  account: MailAccount,
  signal: AbortSignal,
  login: () => Promise<T>,
): Promise<T> {
  const { credentialsId, sharedId } = account;
  const known = knownOf(dialer);
  const one =
    credentialsId === undefined
      ? login
      : () => inTurn(trialsOf(known, credentialsId), { most: 1, at: '' }, signal, login);
  return await (sharedId === undefined
    ? one()
    : inTurn(trialsOf(known, sharedId), { most: MOST_SHARED_REFUSALS, at: credentialsId ?? '' }, signal, one));
}

/** `at`: the mailbox that counts as one, however often it is refused; `most`: at so many they are given up. */
type Bound = { readonly most: number; readonly at: string };

async function inTurn<T>(tried: Trials, bound: Bound, signal: AbortSignal, login: () => Promise<T>): Promise<T> {
  for (;;) {
    const { refusal, trying } = tried;
    if (!tried.isGood && refusal !== undefined && tried.refusedAt.size >= bound.most) {
      throw new MailError(refusal.code, refusal.detail);
    }
    if (tried.isGood) return await judged(tried, bound, login);
    if (trying === undefined) break;
    await ended(trying, signal);
    if (signal.aborted) throw new MailError('cancelled');
  }
  const { promise, resolve } = Promise.withResolvers<void>();
  tried.trying = promise;
  try {
    return await judged(tried, bound, login);
  } finally {
    delete tried.trying;
    resolve();
  }
}

async function judged<T>(tried: Trials, { most, at }: Bound, login: () => Promise<T>): Promise<T> {
  try {
    const result = await login();
    tried.isGood = true;
    tried.refusedAt.clear();
    return result;
  } catch (error) {
    if (error instanceof MailError && error.code === 'login-refused') {
      tried.refusedAt.add(at);
      tried.refusal = error;
      // One mailbox's password was changed; a master user is not refused everywhere because of one mailbox.
      if (most === 1) tried.isGood = false;
    }
    throw error;
  }
}

function ended(trying: Promise<void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const forget = onAbort(signal, resolve);
    void trying.then(() => {
      forget();
      resolve();
    });
  });
}

function trialsOf(known: Map<string, Trials>, id: string): Trials {
  const tried = known.get(id) ?? { isGood: false, refusedAt: new Set<string>() };
  known.set(id, tried);
  return tried;
}

function knownOf(dialer: Dialer): Map<string, Trials> {
  const known = trials.get(dialer) ?? new Map<string, Trials>();
  if (known.size > MOST_KNOWN) known.clear();
  trials.set(dialer, known);
  return known;
}
