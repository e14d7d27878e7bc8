import { z } from 'zod';
import { readPasted } from '../../dns/pasted.ts';
import { officeQuestions } from '../commands/office.ts';
import type { FormAnswer, FormHandler } from '../form.ts';
import { ANSWER_FIELD } from '../views/office.ts';
import { wordsOf } from '../visit.ts';
import { decodeValue } from './value.ts';

const answerState = z.object({
  [ANSWER_FIELD]: z.object({ [ANSWER_FIELD]: z.object({ value: z.string().nullish() }) }),
});

/** So much of what could not be read is shown: enough to see what was pasted instead. */
const UNREAD_SHOWN = 3;

/** What a command printed in an office, submitted. What cannot be read, or is refused, is said at the field. */
export const officeSubmitted: FormHandler = async (visit, form): Promise<FormAnswer> => {
  const value = decodeValue(form.metadata);
  if (value?.office === undefined) throw new Error('a pasted answer that names no office');
  const text = answerState.parse(form.values)[ANSWER_FIELD]?.[ANSWER_FIELD]?.value ?? '';
  const migration = await visit.service.read(value.m);
  const words = wordsOf(visit, migration?.facts);
  if (migration === undefined) return { ok: false, errors: { [ANSWER_FIELD]: words.t('slack:no-migration') } };
  const { observations, unread } = readPasted(text, officeQuestions(migration.facts), visit.now());
  if (observations.length === 0) {
    const error =
      unread.length === 0
        ? words.t('resolvers:office-unread')
        : words.t('resolvers:office-unread-some', { names: unread.slice(0, UNREAD_SHOWN) });
    return { ok: false, errors: { [ANSWER_FIELD]: error } };
  }
  const command = { kind: 'report-office', by: visit.user, office: value.office, observations } as const;
  const result = await visit.service.change(value.m, command);
  if (!result.ok) return { ok: false, errors: { [ANSWER_FIELD]: words.refusal(result.refusal) } };
  return { ok: true, note: words.t('slack:step-done') };
};
