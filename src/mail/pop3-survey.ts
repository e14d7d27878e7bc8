import { createHash } from 'node:crypto';
import type { Arrival, MailboxSurvey, SurveyResult } from '../migration/observations.ts';
import type { Instant } from '../migration/time.ts';
import type { Dialer } from '../net/dial.ts';
import type { MailAccount } from './account.ts';
import { describeArrival, readHeaders } from './delivery.ts';
import { fieldOf, parseDate } from './headers.ts';
import { SESSION_LIMITS } from './limits.ts';
import { failureOf } from './mail-error.ts';
import { type Pop3Session, withPop3 } from './pop3.ts';
import type { Pop3Message } from './pop3-commands.ts';
import type { SurveyOptions, SurveyRequest } from './survey.ts';

export type Pop3SurveyRequest = Omit<SurveyRequest, 'cursor' | 'cursorAt'> & {
  /** `pop3.uidls` of the last survey; absent: take the baseline. */
  readonly uidls?: readonly string[];
};

const FOLDER = 'INBOX';
export const UID_VALIDITY = 'uidl';
const MAX_ARRIVALS = 5_000;
const HEADER_BYTES = 64 * 1024;
/** From so many of the newest messages the server's signature is learnt. */
const LEARN_FROM = 30;
/** Among so many at the head of the list the oldest delivery is looked for: what users uploaded shows no lasting. */
const OLDEST_AMONG = 5;

/**
 * What is new in the mailbox of a server that speaks POP3 only: the UIDLs that the cursor does not hold. Never rejects.
 *
 * Only headers are read (TOP), and only INBOX can be seen. What came and went between two surveys leaves no trace, so the
 * survey also tells since when the oldest message has lasted: whether that is enough, and what vanished UIDLs mean, the
 * caller judges. Failure `protocol`: the server knows no UIDL or no TOP, and cannot be surveyed.
 */
export async function surveyPop3(
  dialer: Dialer,
  account: MailAccount,
  request: Pop3SurveyRequest,
  options: SurveyOptions,
): Promise<SurveyResult> {
  try {
    const limits = options.limits ?? SESSION_LIMITS;
    return await withPop3(dialer, account, options.signal, (session) => look(session, request, options.now()), limits);
  } catch (error) {
    return failureOf(error, options.now());
  }
}

export type Named = Pop3Message & { readonly name: string };

async function look(session: Pop3Session, request: Pop3SurveyRequest, at: Instant): Promise<MailboxSurvey> {
  const messages = named(await session.list());
  const isBaseline = request.uidls === undefined;
  const known = new Set(request.uidls);
  const fresh = isBaseline ? [] : messages.filter(({ name }) => !known.has(name));
  const taken = fresh.slice(0, request.maxArrivals ?? MAX_ARRIVALS);
  const more = taken.length < fresh.length;
  const left = new Set(fresh.slice(taken.length).map(({ name }) => name));
  const arrivals = await describeAll(session, taken, request, at);
  const stampNames = isBaseline ? await learnStamps(session, messages.slice(-LEARN_FROM), request) : [];
  const ownStamps = [...request.ownStamps, ...stampNames];
  const eldest = await describeAll(session, messages.slice(0, OLDEST_AMONG), { ...request, ownStamps }, at);
  const oldest = eldest.filter(({ kind }) => kind === 'delivery').map((arrival) => arrival.at);
  return {
    outcome: 'ok',
    at,
    folders: [{ path: FOLDER, uidValidity: UID_VALIDITY, uidNext: 0, messages: messages.length, specialUse: 'inbox' }],
    arrivals,
    stampNames,
    unexplained: [],
    lost: [],
    ...(more && { more }),
    pop3: {
      uidls: messages.filter(({ name }) => !left.has(name)).map(({ name }) => name),
      ...(oldest.length > 0 && { oldestAt: Math.min(...oldest) }),
    },
  };
}

/** Some servers give equal messages one UIDL, against RFC 1939: the second one's gets its number behind a space. */
export function named(messages: readonly Pop3Message[]): readonly Named[] {
  const times = new Map<string, number>();
  return messages.map((message) => {
    const nth = (times.get(message.uidl) ?? 0) + 1;
    times.set(message.uidl, nth);
    return { ...message, name: nth === 1 ? message.uidl : `${message.uidl} ${nth}` };
  });
}

async function describeAll(
  session: Pop3Session,
  messages: readonly Named[],
  request: Pop3SurveyRequest,
  now: Instant,
): Promise<readonly Arrival[]> {
  const arrivals: Arrival[] = [];
  const numbers = messages.map(({ number }) => number);
  for await (const header of session.headers(numbers, HEADER_BYTES)) {
    const message = messages[arrivals.length];
    if (message === undefined) break;
    const place = { mailbox: request.mailbox, folder: FOLDER, uidValidity: UID_VALIDITY, uid: uidOf(message.name) };
    arrivals.push(
      describeArrival(header, place, {
        ...request,
        folder: 'inbox',
        size: message.sizeBytes,
        internalDate: writtenAt(header) ?? now,
      }),
    );
  }
  return arrivals;
}

/** The server dates nothing (POP3 has no INTERNALDATE): where no host stamped it, the writer's Date stands. */
function writtenAt(header: Uint8Array): Instant | undefined {
  const date = fieldOf(readHeaders(header).fields, 'date');
  return date === undefined ? undefined : parseDate(date);
}

/** A number that is the same in every session, as message numbers are not: 48 bits of the UIDL's digest. */
export function uidOf(name: string): number {
  return createHash('sha256').update(name).digest().readUIntBE(0, 6);
}

async function learnStamps(
  session: Pop3Session,
  messages: readonly Named[],
  request: Pop3SurveyRequest,
): Promise<readonly string[]> {
  const times = new Map<string, number>();
  const numbers = messages.map(({ number }) => number);
  for await (const header of session.headers(numbers, HEADER_BYTES)) {
    const name = readHeaders(header).received[0]?.by;
    // What was copied over from the other server bears its name, and says nothing about this one's.
    if (name === undefined || name === 'localhost' || request.otherStamps.includes(name)) continue;
    times.set(name, (times.get(name) ?? 0) + 1);
  }
  return [...times].sort(([, a], [, b]) => b - a).map(([name]) => name);
}
