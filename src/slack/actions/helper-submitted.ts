import { z } from 'zod';
import { readHelperAnswer } from '../../mail/acceptance-pasted.ts';
import type { FormAnswer, FormHandler } from '../form.ts';
import { HELPER_ACTION, HELPER_FIELD, helperReadModal } from '../views/helper.ts';
import { wordsOf } from '../visit.ts';
import { decodeValue } from './value.ts';

const answerState = z.object({
  [HELPER_FIELD]: z.object({ [HELPER_ACTION]: z.object({ value: z.string().nullish() }) }),
});

/** What the helper printed elsewhere, submitted. What cannot be read, or is refused, is said at the field. */
export const helperSubmitted: FormHandler = async (visit, form): Promise<FormAnswer> => {
  const value = decodeValue(form.metadata);
  if (value === undefined) throw new Error('a pasted answer that names no migration');
  const text = answerState.parse(form.values)[HELPER_FIELD]?.[HELPER_ACTION]?.value ?? '';
  const wrong = (error: string): FormAnswer => ({ ok: false, errors: { [HELPER_FIELD]: error } });
  const migration = await visit.service.read(value.m);
  const words = wordsOf(visit, migration?.facts);
  if (migration === undefined) return wrong(words.t('slack:no-migration'));
  const { observations, servers } = readHelperAnswer(text, visit.now());
  if (observations.length === 0 && servers.length === 0) return wrong(words.t('mail:helper-unread'));
  const result = await visit.service.change(value.m, { kind: 'report-helper', by: visit.user, observations, servers });
  if (!result.ok) return wrong(words.refusal(result.refusal));
  const ok = observations.filter((one) => one.result.outcome === 'answered').length;
  const note = words.t('mail:helper-read', { ok, total: observations.length });
  return { ok: true, note, view: helperReadModal(words, note) };
};
