import { domainToASCII } from 'node:url';
import type { AcceptanceAnswer, AcceptanceObservation, ServerAcceptance } from '../migration/mail-observations.ts';
import type { Failure, Side } from '../migration/observations.ts';

/** One recipient to ask for: an address of the list, one that nobody has, or one of another domain. */
export type Question = {
  readonly kind: 'address' | 'random' | 'foreign';
  readonly address: string;
  readonly domain: string;
  /** As it is written in RCPT TO: the domain in ASCII. undefined: nothing that may be sent. */
  readonly path: string | undefined;
  /** Its local part is not ASCII: only a server with SMTPUTF8 (RFC 6531) takes it. */
  readonly isUtf8: boolean;
};
export type QuestionResult = AcceptanceAnswer | Failure;
export type Answers = ReadonlyMap<Question, QuestionResult>;

export type Asked = {
  readonly answers: readonly AcceptanceObservation[];
  readonly servers: readonly ServerAcceptance[];
};

export type QuestionsWanted = {
  readonly addresses: readonly string[];
  readonly domains: readonly string[];
  /** A local part that nobody has; it is asked for at each domain. */
  readonly random: string;
  /** An address of a domain that is none of ours. Absent: a login may send anywhere, so nobody asks. */
  readonly foreign?: string;
};

/** The made-up ones come last: servers slow down, or hang up, after unknown recipients. */
export function questionsOf({ addresses, domains, random, foreign }: QuestionsWanted): readonly Question[] {
  const isOurs = foreign !== undefined && domains.includes(domainOf(foreign).toLowerCase());
  return [
    ...addresses.map((address) => question('address', address)),
    ...domains.map((domain) => question('random', `${random}@${domain}`)),
    ...(foreign === undefined || isOurs ? [] : [question('foreign', foreign)]),
  ];
}

/** What each answer is an observation of. What was not answered is not there. */
export function askedOf(answers: Answers, domains: readonly string[], side: Side): Asked {
  const all = [...answers];
  const foreign = all.find(([{ kind }]) => kind === 'foreign')?.[1];
  return {
    answers: all.flatMap(([{ kind, address }, result]) => (kind === 'address' ? [{ address, side, result }] : [])),
    servers: domains.flatMap((domain) => {
      const random = all.find(([one]) => one.kind === 'random' && one.domain === domain)?.[1];
      if (random === undefined && foreign === undefined) return [];
      return [
        { side, domain, ...(random === undefined ? {} : { random }), ...(foreign === undefined ? {} : { foreign }) },
      ];
    }),
  };
}

function question(kind: Question['kind'], address: string): Question {
  const domain = domainOf(address);
  const local = address.slice(0, Math.max(address.lastIndexOf('@'), 0));
  const ascii = domainToASCII(domain);
  // A space, bracket or line break would end the path and begin something of the address's own choice.
  const isSendable = local !== '' && ascii !== '' && !/[\s<>\p{C}]/u.test(local) && local.length <= 256;
  return {
    kind,
    address,
    domain,
    path: isSendable ? `${local}@${ascii}` : undefined,
    isUtf8: /[^\x20-\x7e]/.test(local),
  };
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
