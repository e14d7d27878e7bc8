import { z } from 'zod';

/** Slack's limits, from its reference of blocks, messages and views. Lengths are in characters (UTF-16 units). */
export const LIMITS = {
  messageBlocks: 50,
  viewBlocks: 100,
  messageText: 4_000,
  /**
   * Of all texts in a message's blocks together. Slack documents none, yet answers `msg_blocks_too_long` from about
   * 11,000 to 13,000 on, the blocks' own weight included.
   */
  messageBlocksText: 10_000,
  sectionText: 3_000,
  sectionFields: 10,
  fieldText: 2_000,
  headerText: 150,
  /** Slack documents none; what a line of a narrow screen holds is far less. */
  planTitle: 150,
  planTasks: 50,
  contextElements: 10,
  actionElements: 25,
  buttonText: 75,
  buttonValue: 2_000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  optionText: 75,
  optionValue: 150,
  options: 100,
  radioOptions: 10,
  inputLabel: 2_000,
  inputHint: 2_000,
  placeholder: 150,
  initialText: 3_000,
  actionId: 255,
  blockId: 255,
  viewTitle: 24,
  viewButton: 24,
  privateMetadata: 3_000,
  callbackId: 255,
} as const;

type Path = string;
type Thing = Readonly<Record<string, unknown>>;

/**
 * What Slack would refuse in a message (`text`, `blocks`) or a view (`type: modal` or `home`), one line each; empty when it would
 * take it. For tests of views: at run time a refused message still goes out as text.
 */
export function overLimits(message: unknown): readonly string[] {
  const thing = asThing(message);
  if (thing === undefined) return ['not a message'];
  const blocks = asList(thing.blocks);
  if (thing.type === 'home') return [...many('blocks', blocks, LIMITS.viewBlocks), ...inBlocks(blocks)];
  if (thing.type === 'modal') {
    return [
      ...long('title', text(thing.title), LIMITS.viewTitle),
      ...long('submit', text(thing.submit), LIMITS.viewButton),
      ...long('close', text(thing.close), LIMITS.viewButton),
      ...long('private_metadata', thing.private_metadata, LIMITS.privateMetadata),
      ...long('callback_id', thing.callback_id, LIMITS.callbackId),
      ...many('blocks', blocks, LIMITS.viewBlocks),
      ...inBlocks(blocks),
    ];
  }
  const empty = typeof thing.text !== 'string' || thing.text.trim() === '' ? ['text: empty'] : [];
  return [
    ...empty,
    ...long('text', thing.text, LIMITS.messageText),
    ...many('blocks', blocks, LIMITS.messageBlocks),
    ...heavy(blocks),
    ...inBlocks(blocks),
  ];
}

function heavy(blocks: readonly unknown[]): readonly string[] {
  const weight = weightOf(blocks);
  return weight > LIMITS.messageBlocksText ? [`blocks: ${weight} characters in all`] : [];
}

/** How many characters of text stand anywhere in these blocks. */
export function weightOf(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, each: unknown) => sum + weightOf(each), 0);
  const fields = Object.entries(asThing(value) ?? {});
  return fields.reduce(
    (sum, [name, each]) =>
      sum + ((name === 'text' || name === 'title') && typeof each === 'string' ? each.length : weightOf(each)),
    0,
  );
}

function inBlocks(blocks: readonly unknown[]): readonly string[] {
  const ids = blocks.map((block) => asThing(block)?.block_id).filter((id) => id !== undefined);
  const twice = new Set(ids).size === ids.length ? [] : ['a block_id twice'];
  return [...twice, ...blocks.flatMap((block, index) => inBlock(`blocks[${index}]`, asThing(block) ?? {}))];
}

function inBlock(path: Path, block: Thing): readonly string[] {
  return [...long(`${path}.block_id`, block.block_id, LIMITS.blockId), ...ofType(path, block)];
}

function ofType(path: Path, block: Thing): readonly string[] {
  switch (block.type) {
    case 'section': {
      const fields = asList(block.fields);
      const bare = block.text === undefined && fields.length === 0 ? [`${path}: neither text nor fields`] : [];
      return [
        ...bare,
        ...(block.text === undefined
          ? []
          : [...long(path, text(block.text), LIMITS.sectionText), ...blank(path, block)]),
        ...many(`${path}.fields`, fields, LIMITS.sectionFields),
        ...fields.flatMap((field, index) => long(`${path}.fields[${index}]`, text(field), LIMITS.fieldText)),
        ...(block.accessory === undefined ? [] : inElement(`${path}.accessory`, asThing(block.accessory) ?? {})),
      ];
    }
    case 'header':
      return [...long(path, text(block.text), LIMITS.headerText), ...blank(path, block)];
    case 'context': {
      const elements = asList(block.elements);
      return [
        ...many(path, elements, LIMITS.contextElements),
        ...elements.flatMap((element, index) => long(`${path}[${index}]`, asThing(element)?.text, LIMITS.sectionText)),
      ];
    }
    case 'actions': {
      const elements = asList(block.elements);
      return [
        ...many(path, elements, LIMITS.actionElements),
        ...elements.flatMap((element, index) => inElement(`${path}[${index}]`, asThing(element) ?? {})),
      ];
    }
    case 'input':
      return [
        ...long(`${path}.label`, text(block.label), LIMITS.inputLabel),
        ...long(`${path}.hint`, text(block.hint), LIMITS.inputHint),
        ...inElement(`${path}.element`, asThing(block.element) ?? {}),
      ];
    case 'plan': {
      const tasks = asList(block.tasks);
      return [
        ...titled(path, block),
        ...many(`${path}.tasks`, tasks, LIMITS.planTasks),
        ...tasks.flatMap((task, index) => titled(`${path}.tasks[${index}]`, asThing(task) ?? {})),
      ];
    }
    case 'divider':
      return [];
    default:
      return [`${path}: no limits known for ${String(block.type)}`];
  }
}

function inElement(path: Path, element: Thing): readonly string[] {
  const options = asList(element.options);
  const most =
    element.type === 'static_select' || element.type === 'multi_static_select' ? LIMITS.options : LIMITS.radioOptions;
  const confirm = asThing(element.confirm);
  return [
    ...long(`${path}.action_id`, element.action_id, LIMITS.actionId),
    ...(element.type === 'button' ? long(path, text(element.text), LIMITS.buttonText) : []),
    ...(element.type === 'button' ? long(`${path}.value`, element.value, LIMITS.buttonValue) : []),
    ...long(`${path}.placeholder`, text(element.placeholder), LIMITS.placeholder),
    ...long(`${path}.initial_value`, element.initial_value, LIMITS.initialText),
    ...many(`${path}.options`, options, most),
    ...options.flatMap((option, index) => [
      ...long(`${path}.options[${index}]`, text(asThing(option)?.text), LIMITS.optionText),
      ...long(`${path}.options[${index}].value`, asThing(option)?.value, LIMITS.optionValue),
    ]),
    ...(confirm === undefined
      ? []
      : [
          ...long(`${path}.confirm.title`, text(confirm.title), LIMITS.confirmTitle),
          ...long(`${path}.confirm.text`, text(confirm.text), LIMITS.confirmText),
          ...long(`${path}.confirm.confirm`, text(confirm.confirm), LIMITS.confirmButton),
          ...long(`${path}.confirm.deny`, text(confirm.deny), LIMITS.confirmButton),
        ]),
  ];
}

function long(path: Path, value: unknown, most: number): readonly string[] {
  return typeof value === 'string' && value.length > most
    ? [`${path}: ${value.length} characters, at most ${most}`]
    : [];
}

function many(path: Path, list: readonly unknown[], most: number): readonly string[] {
  return list.length > most ? [`${path}: ${list.length}, at most ${most}`] : [];
}

function titled(path: Path, { title }: Thing): readonly string[] {
  return typeof title === 'string' && title.trim() !== '' ? long(path, title, LIMITS.planTitle) : [`${path}: no title`];
}

function blank(path: Path, block: Thing): readonly string[] {
  const said = text(block.text);
  return typeof said === 'string' && said.trim() !== '' ? [] : [`${path}: empty text`];
}

function text(object: unknown): unknown {
  return asThing(object)?.text;
}

const thing = z.record(z.string(), z.unknown());
function asThing(value: unknown): Thing | undefined {
  return thing.safeParse(value).data;
}
function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
