import type { Side } from '../migration/observations.ts';
import type { Instant } from '../migration/time.ts';
import type { Dialer } from '../net/dial.ts';
import { AcceptanceDialogue } from './acceptance-dialogue.ts';
import { type Asked, askedOf, type QuestionsWanted, questionsOf } from './acceptance-questions.ts';
import type { MailAccount } from './account.ts';
import type { SessionLimits } from './limits.ts';
import { MailError } from './mail-error.ts';
import { withSmtp } from './smtp.ts';

export type AcceptanceRequest = Required<QuestionsWanted> & {
  /** The IP address to dial. */
  readonly address: string;
  readonly port?: number;
  readonly servername?: string;
  readonly side: Side;
  /** The sender to ask with first; none ('') by default, as a bounce has. */
  readonly from?: string;
  /** Other TCP ports of the server: where one of them connects and this one is met with silence, it is shut on our side. */
  readonly otherPorts?: readonly number[];
};

export type SubmissionAcceptanceRequest = Omit<QuestionsWanted, 'foreign'> & {
  readonly side: Side;
  /** The sender to ask with; the user who logs in by default. */
  readonly from?: string;
};

export type AcceptanceOptions = {
  readonly signal: AbortSignal;
  readonly now: () => Instant;
  /** `sessionMs` is of everything together. */
  readonly limits?: SessionLimits;
  /** The name to say in EHLO; our own end of the connection where none is given. */
  readonly helo?: string;
};

/** Servers that make senders wait before they greet or answer are waited for; the whole has an end all the same. */
const LIMITS: SessionLimits = { connectMs: 15_000, greetingMs: 60_000, silenceMs: 60_000, sessionMs: 600_000 };
const MX_PORT = 25;
/** A server that hangs up after a few recipients is called again, so often at most. */
const MOST_SESSIONS = 40;
/** Sessions in a row that brought nothing. */
const MOST_IN_VAIN = 3;
const OTHER_PORT_MS = 5_000;

/**
 * Would the server take mail for these addresses, for one that nobody has, and for one of another domain? Asked as a
 * sending server asks, up to RCPT TO; nothing is sent. Never rejects: what could not be asked is a failure.
 *
 * `refused` is said of an address only where the server meant the address. Failure `server-no`: it meant us or our sender
 * (a block list, a missing PTR), its words in `detail`; `server-bye`: it hung up; `port-blocked`: see `otherPorts`.
 */
export async function askAcceptance(
  dialer: Dialer,
  request: AcceptanceRequest,
  options: AcceptanceOptions,
): Promise<Asked> {
  const { address, port = MX_PORT, servername, domains, side, from = '', otherPorts = [] } = request;
  const account: MailAccount = {
    address,
    port,
    security: 'starttls',
    verify: 'report',
    user: '',
    password: '',
    ...(servername !== undefined && { servername }),
  };
  // A sender from which no mail comes is refused by some; they are asked as the domain's postmaster would ask.
  const senders = [...new Set([from, '', `postmaster@${domains[0] ?? 'localhost'}`])];
  const dialogue = new AcceptanceDialogue(questionsOf(request), senders, {
    account,
    via: 'port-25',
    now: options.now,
  });
  await askThrough(dialer, account, dialogue, { ...options, opportunistic: true, otherPorts });
  return askedOf(dialogue.answers, domains, side);
}

/**
 * The same through an authenticated submission, where port 25 is shut on our side. Whoever logs in may send anywhere, so
 * nothing is asked for another domain; and where the made-up address is accepted too, the server merely relays.
 */
export async function askBySubmission(
  dialer: Dialer,
  account: MailAccount,
  request: SubmissionAcceptanceRequest,
  options: AcceptanceOptions,
): Promise<Asked> {
  const { domains, side } = request;
  const user = account.authzid ?? account.user;
  const senders = [...new Set([request.from ?? (user.includes('@') ? user : ''), ''])];
  const dialogue = new AcceptanceDialogue(questionsOf(request), senders, {
    account,
    via: 'submission',
    now: options.now,
  });
  await askThrough(dialer, account, dialogue, { ...options, login: true, otherPorts: [] });
  return askedOf(dialogue.answers, domains, side);
}

type Way = AcceptanceOptions & {
  readonly otherPorts: readonly number[];
  readonly opportunistic?: true;
  readonly login?: true;
};

async function askThrough(dialer: Dialer, account: MailAccount, dialogue: AcceptanceDialogue, way: Way): Promise<void> {
  const limits = way.limits ?? LIMITS;
  const overdue = AbortSignal.timeout(limits.sessionMs);
  const signal = AbortSignal.any([way.signal, overdue]);
  try {
    await dialer.withBudget(
      account.address,
      () => askInSessions(dialer, account, dialogue, { ...way, limits, signal }),
      signal,
    );
  } catch (error) {
    if (way.signal.aborted) dialogue.failRest('cancelled', undefined);
    else if (overdue.aborted) dialogue.failRest('connect-timeout', 'the dialogue took too long');
    else if (error instanceof MailError) dialogue.failRest(error.code, error.detail);
    else dialogue.failRest('internal', undefined);
  }
}

async function askInSessions(
  dialer: Dialer,
  account: MailAccount,
  dialogue: AcceptanceDialogue,
  way: Way & { readonly limits: SessionLimits },
): Promise<void> {
  let inVain = 0;
  for (let sessions = 0; dialogue.left > 0; sessions += 1) {
    const { left } = dialogue;
    let isConnected = false;
    let isOpen = false;
    try {
      const onConnected = () => {
        isConnected = true;
      };
      await withSmtp(dialer, account, { ...way, onConnected }, (session) => {
        isOpen = true;
        return dialogue.talk(session);
      });
    } catch (error) {
      if (!(error instanceof MailError) || way.signal.aborted) throw error;
      if (!isConnected && sessions === 0 && (await isShutHere(dialer, account, error, way))) {
        throw new MailError('port-blocked');
      }
      const mayHaveTired = error.code === 'server-bye' || error.code === 'connect-timeout';
      if (!isOpen || !mayHaveTired || sessions + 1 >= MOST_SESSIONS) throw error;
      inVain = dialogue.left < left ? 0 : inVain + 1;
      if (inVain >= MOST_IN_VAIN) throw error;
      // Twice at the same question: that one is what it will not hear.
      if (inVain === MOST_IN_VAIN - 1) dialogue.failFirst(error.code, error.detail);
    }
  }
}

/** Silence at this port alone: our own network's doing, as a rule. A refusal is the server's. */
async function isShutHere(
  dialer: Dialer,
  { address }: MailAccount,
  { code }: MailError,
  { otherPorts, signal }: Way,
): Promise<boolean> {
  if (code !== 'connect-timeout' && code !== 'connect-network') return false;
  const tries = otherPorts.map(async (port) => {
    const socket = await dialer.socket({ address, port }, { timeoutMs: OTHER_PORT_MS, signal });
    socket.destroy();
  });
  return await Promise.any(tries).then(
    () => true,
    () => false,
  );
}
