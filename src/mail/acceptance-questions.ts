import type { AcceptanceAnswer, AcceptanceObservation, ServerAcceptance } from '../migration/mail-observations.ts';
import type { Failure, Side } from '../migration/observations.ts';
import { type SmtpPath, smtpPathOf } from './smtp-path.ts';

/** One recipient to ask for: an address of the list, one that nobody has, or one of another domain. */
export type Question = {
  readonly kind: 'address' | 'random' | 'foreign';
  readonly address: string;
  readonly domain: string;
  /** undefined: nothing that may be sent. */
  readonly path: SmtpPath | undefined;
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
  return { kind, address, domain: domainOf(address), path: smtpPathOf(address) };
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
