import { z } from 'zod';
import type { FormAnswer, FormHandler } from '../form.ts';
import { wordsOf } from '../visit.ts';
import { decodeValue } from './value.ts';

const reasonState = z.object({ reason: z.object({ reason: z.object({ value: z.string().nullish() }) }) });

/** The reason for declining, submitted. A refusal is said at its field. */
export const declineSubmitted: FormHandler = async (visit, form): Promise<FormAnswer> => {
  const value = decodeValue(form.metadata);
  if (value?.gate === undefined || value.round === undefined) throw new Error('a decline form that names no request');
  const reason = reasonState.parse(form.values).reason.reason.value ?? '';
  const { gate, round } = value;
  const result = await visit.service.change(value.m, { kind: 'decline', by: visit.user, gate, round, reason });
  const words = wordsOf(visit, result.migration.facts);
  if (!result.ok) return { ok: false, errors: { reason: words.refusal(result.refusal) } };
  return { ok: true, note: words.t('slack:step-done') };
};
