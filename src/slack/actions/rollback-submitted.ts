import { z } from 'zod';
import type { FormAnswer, FormHandler } from '../form.ts';
import { wordsOf } from '../visit.ts';
import { decodeValue } from './value.ts';

const reasonState = z.object({ reason: z.object({ reason: z.object({ value: z.string().nullish() }) }) });

/** The reason for rolling back, submitted. A refusal is said at its field. */
export const rollbackSubmitted: FormHandler = async (visit, form): Promise<FormAnswer> => {
  const value = decodeValue(form.metadata);
  if (value === undefined) throw new Error('a rollback form that names no migration');
  const reason = reasonState.parse(form.values).reason.reason.value ?? '';
  const result = await visit.service.change(value.m, { kind: 'rollback', by: visit.user, reason });
  const words = wordsOf(visit, result.migration.facts);
  if (!result.ok) return { ok: false, errors: { reason: words.refusal(result.refusal) } };
  return { ok: true, note: words.t('slack:step-done') };
};
