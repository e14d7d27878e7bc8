import type { Happening } from '../events.ts';
import type { Migration } from '../record.ts';
import type { AlreadyCode, Refusal, RefusalCode } from '../refusals.ts';
import type { Instant } from '../time.ts';

/** A command's own happenings and sightings, before the gates are weighed again. */
export type Step =
  | { readonly happenings: readonly Happening[]; readonly sightings?: Migration['sightings'] }
  | { readonly refusal: Refusal };

export const refuse = (code: RefusalCode, figures: Refusal['figures'] = {}): { readonly refusal: Refusal } => ({
  refusal: { code, figures },
});

/** Nothing is to be done: what is so, and since when and by whom where the record holds that. */
export const already = (
  so: AlreadyCode,
  figures: Refusal['figures'] = {},
  since?: { readonly at: Instant; readonly by?: string } | undefined,
): { readonly refusal: Refusal } =>
  refuse('already', {
    so,
    ...figures,
    ...(since === undefined ? {} : { sinceAt: since.at }),
    ...(since?.by === undefined ? {} : { by: since.by }),
  });
