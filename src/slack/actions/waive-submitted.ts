import { z } from 'zod';
import { assessGate } from '../../migration/gates/assess.ts';
import { everyItem } from '../../migration/waivable.ts';
import type { FormAnswer, FormHandler } from '../form.ts';
import { waivableId } from '../views/waive-modal.ts';
import { wordsOf } from '../visit.ts';
import { decodeValue } from './value.ts';

const waiveState = z.object({
  item: z.object({ item: z.object({ selected_option: z.object({ value: z.string() }).nullish() }) }),
  reason: z.object({ reason: z.object({ value: z.string().nullish() }) }),
});

/** One item set aside. What has come right since, or is no longer asked for, is said at its field; the core judges the rest. */
export const waiveSubmitted: FormHandler = async (visit, form): Promise<FormAnswer> => {
  const { m, gate } = decodeValue(form.metadata) ?? {};
  const migration = m === undefined ? undefined : await visit.service.read(m);
  if (gate === undefined || migration === undefined) throw new Error('a waiver that names no gate');
  const state = waiveState.parse(form.values);
  const words = wordsOf(visit, migration.facts);
  const chosen = state.item.item.selected_option?.value;
  const all = everyItem(assessGate(migration, gate, visit.now()).criteria);
  const found = all.find((one) => waivableId(one) === chosen);
  if (found === undefined) return { ok: false, errors: { item: words.t('approving:waive-gone', { gate }) } };
  const { criterion, item } = found;
  const isDone = migration.facts.gates[gate].state === 'done';
  if (item.outcome === 'pass' && item.waived === undefined && !isDone)
    return { ok: false, errors: { item: words.t('approving:waive-passes', { gate }) } };
  const reason = state.reason.reason.value ?? '';
  const command = { kind: 'waive', by: visit.user, gate, criteria: [criterion], item: item.key, reason } as const;
  const result = await visit.service.change(migration.id, command);
  if (result.ok) return { ok: true, note: words.t('approving:waive-done') };
  const field = result.refusal.code === 'reason-missing' ? 'reason' : 'item';
  return { ok: false, errors: { [field]: words.refusal(result.refusal) } };
};
