import { type AuthoritySweep, type KnownServer, sweepAuthorities } from '../../../dns/authority-sweep.ts';
import { uniqueServers } from '../../../dns/delegation.ts';
import { readDkimKey } from '../../../dns/dkim-key.ts';
import {
  type Answered,
  furtherQuestions,
  isCommonSelector,
  isSameSet,
  selectorOf,
  wildcardQuestion,
} from '../../../dns/mail-records.ts';
import type { Facts } from '../../../migration/facts.ts';
import { recordKey } from '../../../migration/keys.ts';
import type { AuthorityObservation, Question } from '../../../migration/observations.ts';
import { domainsOf } from '../../../migration/zones.ts';
import type { Ground } from './ground.ts';
import { type Breadth, knownSelectors, questionsFor } from './questions.ts';

/** Asks the authoritative servers of every zone met, the former ones included, as much as `breadth` says. */
export async function sweepZones(ground: Ground, facts: Facts, breadth: Breadth): Promise<AuthoritySweep> {
  const sweep = (questions: readonly Question[]) =>
    sweepAuthorities(ground.dialer, {
      domain: facts.domain,
      domains: domainsOf(facts),
      questions,
      known: knownServers(facts),
      walker: ground.walker,
      signal: ground.signal,
      now: ground.now,
    });
  const questions = questionsFor(facts, breadth);
  if (breadth !== 'everything') return await sweep(questions);

  const nobodys = domainsOf(facts).map(wildcardQuestion);
  const first = await sweep([...questions, ...nobodys]);
  const found = { ...first, observations: withoutWildcards(facts, first.observations, nobodys) };
  const asked = new Set(questions.map(recordKey));
  const further = furtherQuestions(domainsOf(facts), found.observations.flatMap(answered)).filter(
    (question) => !asked.has(recordKey(question)),
  );
  if (further.length === 0) return found;
  const second = await sweep(further);
  return {
    ...found,
    delegations: [...new Map([...found.delegations, ...second.delegations].map((one) => [one.zone, one])).values()],
    servers: uniqueServers([...found.servers, ...second.servers]),
    observations: [...found.observations, ...second.observations],
  };
}

function answered({ question, result }: AuthorityObservation): readonly Answered[] {
  return result.outcome === 'answer' ? [{ question, values: result.values }] : [];
}

/** In records from before zones were told apart, every server is the domain's. */
function knownServers(facts: Facts): readonly KnownServer[] {
  const zoned = Object.entries(facts.zones ?? {}).flatMap(([zone, addresses]) =>
    addresses.map((address) => ({ name: facts.authorities[address] ?? address, address, zone })),
  );
  const placed = new Set(zoned.map(({ address }) => address));
  const others = Object.entries(facts.authorities).filter(([address]) => !placed.has(address));
  return [...zoned, ...others.map(([address, name]) => ({ name, address }))];
}

/**
 * What a guessed selector brought is kept only where it is a key of its own: no key at all, or the answer that a selector
 * gets which nobody has, is a wildcard's. What is known to be in use is kept as it is.
 */
function withoutWildcards(
  facts: Facts,
  observations: readonly AuthorityObservation[],
  nobodys: readonly Question[],
): readonly AuthorityObservation[] {
  const domains = domainsOf(facts);
  const known = new Set(knownSelectors(facts).map(({ domain, selector }) => `${selector} ${domain}`));
  const invented = new Set(nobodys.map(recordKey));
  const wildcards = observations.filter(({ question }) => invented.has(recordKey(question)));
  const isWild = ({ server, question, result }: AuthorityObservation): boolean => {
    if (question.type !== 'TXT' || result.outcome === 'failed' || result.values.length === 0) return false;
    const key = selectorOf(question.name, domains);
    if (key === undefined || !isCommonSelector(key.selector) || known.has(`${key.selector} ${key.domain}`))
      return false;
    if (readDkimKey(result.values).state === 'absent') return true;
    return wildcards.some(
      (one) =>
        one.server.address === server.address &&
        selectorOf(one.question.name, domains)?.domain === key.domain &&
        one.result.outcome === 'answer' &&
        isSameSet(one.result.values, result.values),
    );
  };
  return observations.filter((one) => !invented.has(recordKey(one.question)) && !isWild(one));
}
