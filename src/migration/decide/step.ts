import type { Happening } from '../events.ts';
import type { Migration } from '../record.ts';
import type { Refusal, RefusalCode } from '../refusals.ts';

/** A command's own happenings and sightings, before the gates are weighed again. */
export type Step =
  | { readonly happenings: readonly Happening[]; readonly sightings?: Migration['sightings'] }
  | { readonly refusal: Refusal };

export const refuse = (code: RefusalCode, figures: Refusal['figures'] = {}): { readonly refusal: Refusal } => ({
  refusal: { code, figures },
});
