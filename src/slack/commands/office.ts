import { officeCommand } from '../../dns/pasted.ts';
import type { Facts } from '../../migration/facts.ts';
import type { Question } from '../../migration/observations.ts';
import { recordsAskedOf } from '../../migration/vantages.ts';
import type { Request } from '../parse/request.ts';
import { officeView } from '../views/office.ts';
import { type Answer, reply, say, type Visit, withMigration } from '../visit.ts';

/** `resolvers office [LABEL]`: a command that anybody there can run, and a button to paste what it prints. */
export function resolversOffice(
  visit: Visit,
  { office }: Extract<Request, { kind: 'resolvers-office' }>,
): Promise<Answer> {
  return withMigration(visit, (migration, words) => {
    const questions = officeQuestions(migration.facts);
    if (questions.length === 0) return say(words.t('resolvers:office-none'));
    const label = office === '' ? words.t('resolvers:office-default') : office;
    return reply(officeView(migration, label, officeCommand(questions), words));
  });
}

/** What an office's resolver is asked. */
export function officeQuestions(facts: Pick<Facts, 'plan'>): readonly Question[] {
  return recordsAskedOf(facts, { id: '', pasted: true }).map(({ name, type }) => ({ name, type }));
}
