import { readDkimKey } from '../../../dns/dkim-key.ts';
import { isBehindAlias } from '../../../dns/follow.ts';
import { isCommonSelector, isGuess, isSameSet, mxHosts, selectorOf } from '../../../dns/mail-records.ts';
import type { Facts } from '../../../migration/facts.ts';
import { authorityKey, recordKey } from '../../../migration/keys.ts';
import type { AuthorityObservation, DnsResult, Question } from '../../../migration/observations.ts';
import type { Migration } from '../../../migration/record.ts';
import { domainsOf } from '../../../migration/zones.ts';
import { imageQuestions, knownSelectors } from './questions.ts';

/**
 * What a guessed selector brought is kept only where it is a key of its own: no key at all, or the answer that a selector
 * gets which nobody has (one of `nobodys`), is a wildcard's. What is known to be in use is kept as it is.
 */
export function withoutWildcards(
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

/**
 * Guesses that came to nothing are not worth a place in the record: names that no server knows, and never did; and names
 * that lead to where nobody answers, which would keep everything else waiting. What the plan, the before-image, an MX or
 * a person names is no guess.
 */
export function withoutVainGuesses(
  { facts, sightings }: Migration,
  observations: readonly AuthorityObservation[],
): readonly AuthorityObservation[] {
  const domains = domainsOf(facts);
  const named = new Set([
    ...facts.plan.map(({ name }) => name),
    ...imageQuestions(facts).map(({ name }) => name),
    ...(facts.names ?? []),
    ...knownSelectors(facts).map(({ domain, selector }) => `${selector}._domainkey.${domain}`),
    ...observations.flatMap(targetsOf),
  ]);
  const ofName = new Map<string, AuthorityObservation[]>();
  for (const one of observations) {
    if (named.has(one.question.name) || !isGuess(one.question, domains)) continue;
    ofName.set(one.question.name, [...(ofName.get(one.question.name) ?? []), one]);
  }
  const wasSeen = ({ server, question }: AuthorityObservation) =>
    sightings.authority[authorityKey(server.address, recordKey(question))] !== undefined;
  const vain = new Set(
    [...ofName].flatMap(([name, all]) =>
      all.some(wasSeen) || !all.every(({ result }) => isEmpty(result)) ? [] : [name],
    ),
  );
  const dead = (one: AuthorityObservation) =>
    one.result.outcome === 'failed' && ofName.has(one.question.name) && isElsewhere(one.result);
  return observations.filter((one) => !vain.has(one.question.name) && !dead(one));
}

/**
 * Names that lead to where nobody answers: every server that was asked did answer, with a referral to a zone below that
 * nobody serves, or with an alias whose target fails; or no server could be found at all. A server that gave no answer to
 * anything says nothing of the kind.
 */
export function unservedNames(facts: Facts, observations: readonly AuthorityObservation[]): readonly string[] {
  const alive = new Set(
    observations.flatMap(({ server, result }) => (result.outcome === 'answer' ? server.address : [])),
  );
  const isDead = ({ server: { address }, result }: AuthorityObservation) =>
    result.outcome === 'failed' && (address === '' || (alive.has(address) && isElsewhere(result)));
  const ofName = new Map<string, AuthorityObservation[]>();
  for (const one of observations) {
    // A server that is silent anyway is no voice, and an alias that fails is there all the same.
    if (one.server.address !== '' && !alive.has(one.server.address)) continue;
    if (one.question.type === 'CNAME' && one.result.outcome === 'answer') continue;
    ofName.set(one.question.name, [...(ofName.get(one.question.name) ?? []), one]);
  }
  const domains = new Set(domainsOf(facts));
  return [...ofName].flatMap(([name, all]) => (!domains.has(name) && all.every(isDead) ? [name] : [])).sort();
}

function targetsOf({ question, result }: AuthorityObservation): readonly string[] {
  if (result.outcome === 'failed') return [];
  if (question.type === 'MX') return mxHosts(result.values);
  return question.type === 'SRV' ? result.values.map((value) => value.slice(value.lastIndexOf(' ') + 1)) : [];
}

function isEmpty(result: DnsResult): boolean {
  return result.outcome === 'answer' && result.values.length === 0;
}

/** The server did answer: with an alias whose target fails, or with a referral to a zone below that nobody serves. */
function isElsewhere(result: Extract<DnsResult, { outcome: 'failed' }>): boolean {
  return isBehindAlias(result) || result.code === 'dns-lame';
}
