import {
  type AuthoritySweep,
  createSharedSweep,
  type KnownServer,
  sweepAuthorities,
} from '../../../dns/authority-sweep.ts';
import { uniqueServers } from '../../../dns/delegation.ts';
import { type Answered, furtherQuestions, wildcardQuestion } from '../../../dns/mail-records.ts';
import type { Facts } from '../../../migration/facts.ts';
import { recordKey } from '../../../migration/keys.ts';
import type { AuthorityObservation, Question } from '../../../migration/observations.ts';
import type { Migration } from '../../../migration/record.ts';
import { domainsOf } from '../../../migration/zones.ts';
import type { Ground } from './ground.ts';
import { unservedNames, withoutVainGuesses, withoutWildcards } from './guesses.ts';
import { type Breadth, questionsFor } from './questions.ts';

/** With names that lead to where nobody answers, where everything was asked for. */
export type ZonesSweep = AuthoritySweep & { readonly unserved?: readonly string[] };

/** Asks the authoritative servers of every zone met, the former ones included, as much as `breadth` says. */
export async function sweepZones(ground: Ground, migration: Migration, breadth: Breadth): Promise<ZonesSweep> {
  const { facts } = migration;
  const shared = createSharedSweep(ground.now);
  const sweep = (questions: readonly Question[]) =>
    sweepAuthorities(ground.dialer, {
      domain: facts.domain,
      domains: domainsOf(facts),
      questions,
      known: knownServers(facts),
      walker: ground.walker,
      shared,
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
  const told = (observations: readonly AuthorityObservation[]) => ({
    observations: withoutVainGuesses(migration, observations),
    unserved: unservedNames(facts, observations),
  });
  if (further.length === 0) return { ...found, ...told(found.observations) };
  const second = await sweep(further);
  return {
    ...found,
    delegations: [...new Map([...found.delegations, ...second.delegations].map((one) => [one.zone, one])).values()],
    servers: uniqueServers([...found.servers, ...second.servers]),
    ...told([...found.observations, ...second.observations]),
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
