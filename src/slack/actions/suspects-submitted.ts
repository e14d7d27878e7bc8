import { z } from 'zod';
import { isUnjudged } from '../../migration/arrivals.ts';
import type { FormAnswer, FormHandler } from '../form.ts';
import { SUSPECTS, suspectId, suspectsShown } from '../views/suspects-modal.ts';
import { wordsOf } from '../visit.ts';

const ticks = z.record(
  z.string(),
  z.record(z.string(), z.object({ selected_options: z.array(z.object({ value: z.string() })).nullish() })),
);

/** What was ticked is spam, the rest of what was shown is mail; what came since, or was judged since, is left alone. */
export const suspectsSubmitted: FormHandler = async (visit, form): Promise<FormAnswer> => {
  const { m, shown } = suspectsShown.parse(JSON.parse(form.metadata));
  const migration = await visit.service.read(m);
  const words = wordsOf(visit, migration?.facts);
  const wrong = (text: string): FormAnswer => ({ ok: false, errors: { [`${SUSPECTS}-0`]: text } });
  const ids = new Set(shown);
  const open = (migration?.facts.stragglers ?? []).filter((one) => isUnjudged(one) && ids.has(suspectId(one.key)));
  if (open.length === 0) return wrong(words.t('slack:list-changed'));
  const ticked = new Set(
    Object.values(ticks.parse(form.values)).flatMap((block) =>
      Object.values(block).flatMap(({ selected_options: chosen }) => (chosen ?? []).map(({ value }) => value)),
    ),
  );
  const keysOf = (isSpam: boolean) =>
    open.filter(({ key }) => ticked.has(suspectId(key)) === isSpam).map(({ key }) => key);
  const [spam, real] = [keysOf(true), keysOf(false)];
  for (const [verdict, keys] of [
    ['spam', spam],
    ['real', real],
  ] as const) {
    if (keys.length === 0) continue;
    const result = await visit.service.change(m, { kind: 'judge-suspects', by: visit.user, keys, verdict });
    if (!result.ok) return wrong(words.refusal(result.refusal));
  }
  return { ok: true, note: words.t('slack:suspects-form-done', { spam: spam.length, real: real.length }) };
};
