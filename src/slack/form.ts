import type { ModalView } from '@slack/types';
import type { House } from './listen/house.ts';
import type { Visit } from './visit.ts';

/** A submitted form as its handler sees it. */
export type Form = { readonly metadata: string; readonly values: unknown };

/**
 * What came of it: errors by field; or a note that says so where the form has waited too long to be closed by itself, and
 * the view that takes the form's place where there is more to say.
 */
export type FormAnswer =
  | { readonly ok: true; readonly note: string; readonly view?: ModalView }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

export type FormHandler = (visit: Visit, form: Form, house: House) => Promise<FormAnswer>;
