import { z } from 'zod';
import type { RefusalCode } from '../../migration/refusals.ts';
import type { Instant } from '../../migration/time.ts';
import { addDays, instantOf } from '../../migration/wall-time.ts';
import { windowCautions } from '../../migration/windows.ts';
import type { FormAnswer, FormHandler } from '../form.ts';
import type { WindowField } from '../views/window-modal.ts';
import { windowNotedModal } from '../views/window-modal.ts';
import { wordsOf } from '../visit.ts';
import { decodeValue } from './value.ts';

const date = z.object({ selected_date: z.iso.date() });
const time = z.object({ selected_time: z.string().regex(/^\d{2}:\d{2}$/) });
const state = z.object({
  executor: z.object({ executor: z.object({ selected_user: z.string() }) }),
  date: z.object({ date }),
  from: z.object({ from: time }),
  to: z.object({ to: time }),
});

/** The window, submitted: what is wrong is said at its field; what speaks against it afterwards, in the form's place. */
export const windowSubmitted: FormHandler = async (visit, form): Promise<FormAnswer> => {
  const value = decodeValue(form.metadata);
  const migration = value === undefined ? undefined : await visit.service.read(value.m);
  if (migration === undefined) throw new Error('a window form that names no migration');
  const words = wordsOf(visit, migration.facts);
  const filled = state.parse(form.values);
  const executor = filled.executor.executor.selected_user;
  const span = spanOf(
    filled.date.date.selected_date,
    filled.from.from.selected_time,
    filled.to.to.selected_time,
    migration.facts.timeZone,
  );
  if (span.to <= span.from) return wrong('to', words.t('dates:error-window-to'));
  if (span.to <= visit.now()) return wrong('date', words.t('dates:error-window-date'));
  const result = await visit.service.change(migration.id, { kind: 'set-window', by: visit.user, executor, ...span });
  if (!result.ok) return wrong(FIELD_OF[result.refusal.code] ?? 'date', words.refusal(result.refusal));
  const cautions = windowCautions(result.migration, span, visit.now()).map(words.caution);
  const note = words.t('dates:window', { executor, fromAt: span.from, toAt: span.to });
  return cautions.length === 0 ? { ok: true, note } : { ok: true, note, view: windowNotedModal(words, note, cautions) };
};

const FIELD_OF: Partial<Record<RefusalCode, WindowField>> = { 'bad-window': 'to', already: 'from' };

const wrong = (field: WindowField, text: string): FormAnswer => ({ ok: false, errors: { [field]: text } });

/** An end that is earlier than the beginning is on the next day; the same time would be no window, or a whole day. */
function spanOf(
  day: string,
  from: string,
  to: string,
  timeZone: string,
): { readonly from: Instant; readonly to: Instant } {
  return { from: instantOf(day, from, timeZone), to: instantOf(to < from ? addDays(day, 1) : day, to, timeZone) };
}
