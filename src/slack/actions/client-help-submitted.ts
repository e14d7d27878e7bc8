import { z } from 'zod';
import type { FormAnswer, FormHandler } from '../form.ts';
import { wordsOf } from '../visit.ts';
import { decodeValue } from './value.ts';

const state = z.object({ question: z.object({ question: z.object({ value: z.string().nullish() }) }) });

/** The question of an owner, submitted; or just that they are stuck. */
export const clientHelpSubmitted: FormHandler = async (visit, form): Promise<FormAnswer> => {
  const value = decodeValue(form.metadata);
  if (value?.client === undefined) throw new Error('a help form that names no client');
  const question = state.parse(form.values).question.question.value?.trim() ?? '';
  const asked = question === '' ? {} : { question };
  const command = { kind: 'ask-client-help', by: visit.user, client: value.client, ...asked } as const;
  const result = await visit.service.change(value.m, command);
  const words = wordsOf(visit, result.migration.facts);
  if (!result.ok) return { ok: false, errors: { question: words.refusal(result.refusal) } };
  return { ok: true, note: words.t('clients:help-asked') };
};
