import { toHostName } from '../../migration/addresses.ts';
import { COMMAND } from '../parse/grammar.ts';
import type { Request } from '../parse/request.ts';
import { type Answer, change, say, type Visit, withMigration } from '../visit.ts';

type StateRequest = Extract<Request, { kind: 'pause' | 'resume' | 'rollback' }>;

/** `pause`, `resume`, `rollback REASON`. */
export function state(visit: Visit, request: StateRequest): Promise<Answer> {
  return withMigration(visit, (migration) => change(visit, migration, { ...request, by: visit.user }));
}

/** `abandon DOMAIN REASON`: it ends a migration for good, so the domain is typed with it, or the line to type is shown. */
export function abandon(
  visit: Visit,
  { domain, reason, words: typed }: Extract<Request, { kind: 'abandon' }>,
): Promise<Answer> {
  return withMigration(visit, (migration, words) => {
    const { facts } = migration;
    const isEnded = facts.state.kind === 'abandoned' || facts.state.kind === 'finished';
    const isNamed = (toHostName(domain) ?? domain) === facts.domain;
    // One that has ended is refused as such, whatever was typed.
    if (isEnded || (isNamed && reason.trim() !== ''))
      return change(visit, migration, { kind: 'abandon', by: visit.user, reason });
    // Another migration's domain is no reason.
    const given = (isNamed || domain.includes('.') ? reason : typed).trim();
    const because = given === '' ? words.t('slack:abandon-reason') : given;
    const line = `\`${COMMAND} abandon ${words.text(facts.domain)} ${words.text(because)}\``;
    return say(words.t('slack:abandon-ask', { domain: facts.domain, line }));
  });
}
