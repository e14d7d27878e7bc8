import { type AuthoritySweep, type KnownServer, sweepAuthorities } from '../../../dns/authority-sweep.ts';
import { uniqueServers } from '../../../dns/delegation.ts';
import { type Answered, furtherQuestions, wildcardQuestion } from '../../../dns/mail-records.ts';
import type { Facts } from '../../../migration/facts.ts';
import { recordKey } from '../../../migration/keys.ts';
import type { AuthorityObservation, Question } from '../../../migration/observations.ts';
import type { Migration } from '../../../migration/record.ts';
import { domainsOf } from '../../../migration/zones.ts';
import type { Ground } from './ground.ts';
import { withoutVainGuesses, withoutWildcards } from './guesses.ts';
import { type Breadth, questionsFor } from './questions.ts';

/** Asks the authoritative servers of every zone met, the former ones included, as much as `breadth` says. */
export async function sweepZones(ground: Ground, migration: Migration, breadth: Breadth): Promise<AuthoritySweep> {
  const { facts } = migration;
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
  if (further.length === 0) return { ...found, observations: withoutVainGuesses(migration, found.observations) };
  const second = await sweep(further);
  return {
    ...found,
    delegations: [...new Map([...found.delegations, ...second.delegations].map((one) => [one.zone, one])).values()],
    servers: uniqueServers([...found.servers, ...second.servers]),
    observations: withoutVainGuesses(migration, [...found.observations, ...second.observations]),
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
