import type { DnsAnswer, DnsResult, FailureCode, Question } from '../migration/observations.ts';
import type { Instant } from '../migration/time.ts';
import { isWithin } from './names.ts';
import type { Reply } from './packet.ts';
import { canonicalValues, type Rr } from './values.ts';

/** An alias that leads to a name this server may not speak for; the rest has to be asked elsewhere. */
export type Elsewhere = {
  readonly outcome: 'elsewhere';
  readonly at: Instant;
  readonly target: string;
  readonly ttlSeconds: number;
  readonly via: readonly string[];
};

/**
 * Who was asked. From an authoritative server only what lies in its own zone is believed, and only with AA set; a cache
 * speaks for everything.
 */
export type Asked = { readonly kind: 'cache' } | { readonly kind: 'authority'; readonly zone: string };

const MAX_ALIASES = 16;
const RCODES: ReadonlyMap<number, FailureCode> = new Map([
  [1, 'dns-malformed'],
  [2, 'dns-servfail'],
  [4, 'dns-refused'],
  [5, 'dns-refused'],
  [9, 'dns-lame'],
]);

/**
 * What a reply says about a question. Only records of the asked owner (or of an alias of it, in the answer section) and
 * of the asked type count; the rest of the packet is ignored.
 */
export function interpret(reply: Reply, question: Question, asked: Asked, at: Instant): DnsResult | Elsewhere {
  const { ede, nsid, authenticated } = reply;
  const reasons = ede.length === 0 ? {} : { ede };
  const failed = (code: FailureCode, detail: string): DnsResult => ({
    outcome: 'failed',
    at,
    code,
    detail,
    ...reasons,
  });
  if (reply.rcode !== 0 && reply.rcode !== 3)
    return failed(RCODES.get(reply.rcode) ?? 'dns-servfail', `rcode ${reply.rcode}`);
  if (asked.kind === 'authority' && !reply.authoritative) return failed('dns-lame', 'not authoritative');

  const chain = followAliases(reply.answers, question, asked);
  if (chain === undefined) return failed('dns-malformed', 'the aliases form a loop, or contradict each other');
  const { owner, via, aliasTtl } = chain;
  const records = reply.answers.filter((record) => record.name === owner && record.type === question.type);
  const extras = {
    ...(via.length === 0 ? {} : { via }),
    ...reasons,
    ...(nsid === undefined ? {} : { nsid }),
    ...(authenticated && asked.kind === 'cache' ? { authenticated } : {}),
  };
  const answer = (values: readonly string[], ttlSeconds: number): DnsAnswer => ({
    outcome: 'answer',
    at,
    values,
    ttlSeconds,
    ...extras,
  });

  if (asked.kind === 'authority' && !isWithin(owner, asked.zone)) {
    return { outcome: 'elsewhere', at, target: owner, ttlSeconds: aliasTtl, via };
  }
  if (records.length > 0 && reply.rcode !== 0)
    return failed('dns-malformed', 'records of a name that is said not to exist');
  if (records.length > 0) {
    const values = canonicalValues(records.map((record) => record.value));
    return answer(values, Math.min(aliasTtl, ...records.map((record) => record.ttlSeconds)));
  }
  const soa = reply.authorities.find((record) => record.type === 'SOA' && isWithin(owner, record.name));
  if (soa !== undefined) return answer([], Math.min(aliasTtl, soa.ttlSeconds, soa.minimumSeconds ?? 0));
  // Part of a chain, without a word on its end. An authority may not know more: the rest lies in a zone below, or is not
  // its habit to tell. A cache has broken off.
  if (via.length > 0 && asked.kind === 'authority') {
    return { outcome: 'elsewhere', at, target: owner, ttlSeconds: aliasTtl, via };
  }
  if (isReferral(reply, owner)) return failed('dns-lame', 'a referral instead of an answer');
  if (via.length > 0) return failed('dns-servfail', 'the alias was not followed to its end');
  if (asked.kind === 'cache' && !reply.recursionAvailable) return failed('dns-refused', 'recursion is not available');
  // RFC 2308, section 5: without a SOA a negative answer is not to be cached.
  return answer([], 0);
}

/** NS records of a zone at or above `name` in the authority section, and nothing answered. */
export function isReferral(reply: Reply, name: string): boolean {
  return reply.rcode === 0 && reply.authorities.some((record) => record.type === 'NS' && isWithin(name, record.name));
}

type Chain = { readonly owner: string; readonly via: readonly string[]; readonly aliasTtl: number };

function followAliases(answers: readonly Rr[], question: Question, asked: Asked): Chain | undefined {
  let owner = question.name;
  let aliasTtl = Number.MAX_SAFE_INTEGER;
  const via: string[] = [];
  while (question.type !== 'CNAME') {
    const aliases = answers.filter((record) => record.name === owner && record.type === 'CNAME');
    const [alias, ...others] = aliases;
    if (alias === undefined) break;
    if (others.some((other) => other.value !== alias.value)) return undefined;
    if (alias.value === question.name || via.includes(alias.value) || via.length === MAX_ALIASES) return undefined;
    via.push(alias.value);
    aliasTtl = Math.min(aliasTtl, alias.ttlSeconds);
    owner = alias.value;
    if (asked.kind === 'authority' && !isWithin(owner, asked.zone)) break;
  }
  return { owner, via, aliasTtl };
}
