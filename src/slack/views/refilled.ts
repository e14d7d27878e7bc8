import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import type { Words } from '../../words/words.ts';
import { section } from './blocks.ts';

/** A form as it was submitted. */
export type SubmittedForm = Pick<ModalView, 'callback_id' | 'private_metadata' | 'title' | 'blocks'> & {
  readonly submit: ModalView['submit'] | null;
  readonly close: ModalView['close'] | null;
  readonly values: Readonly<Record<string, Readonly<Record<string, Filled>>>>;
};
/** What was put into one field. */
type Filled = {
  readonly value?: string | null;
  readonly selected_date?: string | null;
  readonly selected_time?: string | null;
  readonly selected_user?: string | null;
  readonly selected_users?: readonly string[];
  readonly selected_option?: Choice | null;
  readonly selected_options?: readonly Choice[];
};
type Choice = { readonly value?: string };

/**
 * The form once more, with all that was put into it and what is wrong under each field: for one that was taken off the
 * screen while it was worked on, where Slack shows errors at no field any more.
 */
export function refilledForm(form: SubmittedForm, errors: Readonly<Record<string, string>>, words: Words): ModalView {
  const { callback_id, private_metadata, title, submit, close, blocks, values } = form;
  return {
    type: 'modal',
    ...(callback_id === undefined ? {} : { callback_id }),
    ...(private_metadata === undefined ? {} : { private_metadata }),
    title,
    ...(submit ? { submit } : {}),
    ...(close ? { close } : {}),
    blocks: [section(words.t('slack:form-again')), ...blocks.flatMap((block) => refilled(block, values, errors))],
  };
}

function refilled(
  block: ModalView['blocks'][number],
  values: SubmittedForm['values'],
  errors: Readonly<Record<string, string>>,
): readonly ModalView['blocks'][number][] {
  const error = errors[block.block_id ?? ''];
  const said: readonly KnownBlock[] = error === undefined ? [] : [section(`✗ ${error}`)];
  if (block.type !== 'input' || !('element' in block)) return [block, ...said];
  const filled = Object.values(values[block.block_id ?? ''] ?? {})[0];
  return [filled === undefined ? block : { ...block, element: filledIn(block.element, filled) }, ...said];
}

type Element = InputBlock['element'];

/** Fields of the kinds that our forms have; any other one comes back as it was. */
function filledIn(element: Element, filled: Filled): Element {
  switch (element.type) {
    case 'plain_text_input':
      return filled.value ? { ...element, initial_value: filled.value } : element;
    case 'datepicker':
      return filled.selected_date ? { ...element, initial_date: filled.selected_date } : element;
    case 'timepicker':
      return filled.selected_time ? { ...element, initial_time: filled.selected_time } : element;
    case 'users_select':
      return filled.selected_user ? { ...element, initial_user: filled.selected_user } : element;
    case 'multi_users_select':
      return { ...element, initial_users: [...(filled.selected_users ?? [])] };
    case 'static_select': {
      const chosen = element.options?.find(({ value }) => value === filled.selected_option?.value);
      return chosen === undefined ? element : { ...element, initial_option: chosen };
    }
    case 'checkboxes': {
      const values = new Set((filled.selected_options ?? []).map(({ value }) => value));
      const chosen = element.options.filter(({ value }) => values.has(value));
      const { initial_options: _, ...bare } = element;
      return chosen.length === 0 ? bare : { ...bare, initial_options: chosen };
    }
    default:
      return element;
  }
}
