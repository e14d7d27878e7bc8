import { isObject, type JsonObject, objectAt, objectsAt, textAt } from './json.ts';

/** What a person puts into a field: text, an option's value, an id, a moment (epoch seconds), or several of them. */
export type FieldValue = string | number | readonly string[] | FilledFiles;
/** Files that were put into a field, as Slack tells of them. */
export type FilledFiles = { readonly files: readonly JsonObject[] };

/** An interactive element with the block that holds it. */
export type Element = {
  readonly blockId: string;
  readonly element: JsonObject;
  readonly optional: boolean;
  readonly label: string;
};

/** Every element with an action_id in these blocks; a block without block_id gets one by its place, as Slack gives one. */
export const elementsOf = (blocks: readonly JsonObject[]): readonly Element[] =>
  blocks.flatMap((block, index) => {
    const blockId = textAt(block, 'block_id') ?? `b${index}`;
    const optional = block.type !== 'input' || block.optional === true;
    const label = textAt(block.label, 'text') ?? textAt(block.text, 'text') ?? blockId;
    const candidates = [objectAt(block, 'element'), objectAt(block, 'accessory'), ...objectsAt(block, 'elements')];
    return candidates
      .filter((element) => typeof element.action_id === 'string')
      .map((element) => ({ blockId, element, optional, label }));
  });

/**
 * The `state.values` that Slack would send for these blocks once a person has put in `values` (by action_id, or by
 * block_id). What is not named keeps its initial value. Throws when a name has no field, an option does not exist, or a
 * required field stays empty: a person could not have submitted that.
 */
export const stateValues = (
  blocks: readonly JsonObject[],
  values: Readonly<Record<string, FieldValue>>,
  { checkRequired }: { readonly checkRequired: boolean },
): Record<string, Record<string, JsonObject>> => {
  const state: Record<string, Record<string, JsonObject>> = {};
  const used = new Set<string>();
  for (const { blockId, element, optional, label } of elementsOf(blocks)) {
    if (element.type === 'button' || element.type === 'overflow') continue;
    const actionId = String(element.action_id);
    const name = actionId in values ? actionId : blockId;
    const given = values[name];
    if (given !== undefined) used.add(name);
    const entry = given === undefined ? initialEntry(element) : filledEntry(element, given);
    if (checkRequired && !optional && isEmpty(entry))
      throw new Error(`the field "${label}" (${actionId}) must be filled in`);
    state[blockId] = { ...state[blockId], [actionId]: entry };
  }
  const stray = Object.keys(values).filter((name) => !used.has(name));
  if (stray.length > 0) throw new Error(`no such field: ${stray.join(', ')}`);
  return state;
};

/** The part of an action or of a state that says what was chosen, in the words of the element's type. */
export const filledEntry = (element: JsonObject, given: FieldValue): JsonObject => {
  const type = String(element.type);
  if (isObject(given)) return { type, files: given.files };
  const one = Array.isArray(given) ? String(given[0]) : String(given);
  const many = Array.isArray(given) ? given.map(String) : [String(given)];
  switch (type) {
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
    case 'overflow':
      return { type, selected_option: option(element, one) };
    case 'checkboxes':
    case 'multi_static_select':
    case 'multi_external_select':
      return { type, selected_options: many.map((value) => option(element, value)) };
    case 'users_select':
      return { type, selected_user: one };
    case 'multi_users_select':
      return { type, selected_users: many };
    case 'conversations_select':
      return { type, selected_conversation: one };
    case 'channels_select':
      return { type, selected_channel: one };
    case 'datepicker':
      return { type, selected_date: one };
    case 'timepicker':
      return { type, selected_time: one };
    case 'datetimepicker':
      return { type, selected_date_time: Number(one) };
    case 'button':
      return { type, value: one };
    default:
      return { type, value: one };
  }
};

const initialEntry = (element: JsonObject): JsonObject => {
  const type = String(element.type);
  switch (type) {
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
      return { type, selected_option: isObject(element.initial_option) ? element.initial_option : null };
    case 'file_input':
      return { type, files: [] };
    case 'checkboxes':
    case 'multi_static_select':
    case 'multi_external_select':
      return { type, selected_options: objectsAt(element, 'initial_options') };
    case 'users_select':
      return { type, selected_user: textAt(element, 'initial_user') ?? null };
    case 'multi_users_select':
      return { type, selected_users: Array.isArray(element.initial_users) ? element.initial_users : [] };
    case 'conversations_select':
      return { type, selected_conversation: textAt(element, 'initial_conversation') ?? null };
    case 'channels_select':
      return { type, selected_channel: textAt(element, 'initial_channel') ?? null };
    case 'datepicker':
      return { type, selected_date: textAt(element, 'initial_date') ?? null };
    case 'timepicker':
      return { type, selected_time: textAt(element, 'initial_time') ?? null };
    case 'datetimepicker':
      return {
        type,
        selected_date_time: typeof element.initial_date_time === 'number' ? element.initial_date_time : null,
      };
    default:
      return { type, value: textAt(element, 'initial_value') ?? null };
  }
};

const isEmpty = (entry: JsonObject): boolean =>
  Object.entries(entry).every(
    ([name, value]) =>
      name === 'type' || value === null || value === '' || (Array.isArray(value) && value.length === 0),
  );

const option = (element: JsonObject, value: string): JsonObject => {
  const grouped = objectsAt(element, 'option_groups').flatMap((group) => objectsAt(group, 'options'));
  const options = [...objectsAt(element, 'options'), ...grouped];
  const found = options.find((candidate) => candidate.value === value);
  if (found !== undefined) return found;
  // An external select has no options of its own: the bot named this one when it was asked.
  if (String(element.type).includes('external')) return { text: { type: 'plain_text', text: value }, value };
  throw new Error(
    `${String(element.action_id)} offers no "${value}", only ${options.map((each) => String(each.value)).join(', ')}`,
  );
};
