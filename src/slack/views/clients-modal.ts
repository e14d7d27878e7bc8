import type { InputBlock, ModalView } from '@slack/types';
import { CLIENT_KINDS, CLIENT_PROTOCOLS, type ClientKind } from '../../migration/client-facts.ts';
import type { Words } from '../../words/words.ts';
import { type TemplateAction, templateAction, type ViewActionId, type ViewId } from '../actions/ids.ts';
import { isShared, protocolsFor, type TemplateRow, type Templates } from '../templates.ts';
import { actions, type Block, button, context, plainText, section } from './blocks.ts';
import { LIMITS } from './limits.ts';

const CALLBACK: ViewId = 'clients';
const TAKE_OUT: ViewActionId = 'template-out';
const LONGEST_NAME = 200;
const MOST_OWNERS = 25;

/** The fields of a row. Their block_ids name the row, so that what is typed stays where it is as rows come and go. */
export type RowField = 'name' | 'owners' | 'protocols' | 'user';
export const rowField = (field: RowField, { n }: Pick<TemplateRow, 'n'>): string => `${field}:${n}`;

/**
 * Clients by what they are: a press of a button adds one, filled in, with what people forget about it; of programs that
 * everybody has an own one of, one for each owner.
 */
export function clientsModal(words: Words, templates: Templates, metadata: string): ModalView {
  const { rows } = templates;
  const newest = rows.at(-1);
  return {
    type: 'modal',
    callback_id: CALLBACK,
    private_metadata: metadata,
    title: plainText(words.t('templates:title'), LIMITS.viewTitle),
    close: plainText(words.t('slack:close'), LIMITS.viewButton),
    ...(newest === undefined ? {} : { submit: plainText(words.t('templates:submit'), LIMITS.viewButton) }),
    blocks: [
      section(words.t('templates:how')),
      ...rows.flatMap((row) => rowBlocks(words, row, row === newest)),
      { ...section(words.t(newest === undefined ? 'templates:which' : 'templates:which-more')), block_id: 'which' },
      { ...actions(CLIENT_KINDS.map((kind) => kindButton(words, kind))), block_id: 'kinds' },
      context(words.t('templates:else')),
    ],
  };
}

function kindButton(words: Words, kind: ClientKind) {
  const action: TemplateAction = templateAction(kind);
  return button({ action, text: words.t(`templates:name-${kind}`), value: kind });
}

function rowBlocks(words: Words, row: TemplateRow, isNewest: boolean): readonly (Block | InputBlock)[] {
  const { n, kind } = row;
  const out = button({ action: TAKE_OUT, text: words.t('templates:take-out'), value: String(n) });
  const title = words.t('templates:row', {
    text: words.t(`templates:name-${kind}`),
    hint: words.t(`templates:hint-${kind}`),
  });
  return [
    { ...section(title), block_id: `row:${n}`, accessory: out },
    input(words, 'name', row, {
      type: 'plain_text_input',
      action_id: 'name',
      initial_value: nameOf(words, row),
      max_length: LONGEST_NAME,
    }),
    ownersField(words, row, isNewest),
    input(words, 'protocols', row, protocolsElement(words, kind)),
    ...(isShared(kind)
      ? [input(words, 'user', row, { type: 'plain_text_input', action_id: 'user', max_length: 254 }, true)]
      : []),
  ];
}

/** What the row's name begins as; the second of a kind is told from the first. */
function nameOf(words: Words, { kind, number }: TemplateRow): string {
  const name = words.t(`templates:name-${kind}`);
  return number === 1 ? name : `${name} ${number}`;
}

/** The name is there already, so whoever types begins with the owner. */
function ownersField(words: Words, row: TemplateRow, isNewest: boolean): InputBlock {
  const focus = isNewest ? { focus_on_load: true } : {};
  const element = isShared(row.kind)
    ? ({ type: 'users_select', action_id: 'owners', ...focus } as const)
    : ({ type: 'multi_users_select', action_id: 'owners', max_selected_items: MOST_OWNERS, ...focus } as const);
  const block = input(words, 'owners', row, element, true);
  const hint = words.t(isShared(row.kind) ? 'templates:owner-hint' : 'templates:owners-hint');
  return { ...block, hint: plainText(hint, LIMITS.inputHint) };
}

function protocolsElement(words: Words, kind: ClientKind): InputBlock['element'] {
  const option = (protocol: (typeof CLIENT_PROTOCOLS)[number]) => ({
    text: plainText(words.t(`templates:protocol-${protocol}`), LIMITS.optionText),
    value: protocol,
  });
  return {
    type: 'checkboxes',
    action_id: 'protocols',
    options: CLIENT_PROTOCOLS.map(option),
    initial_options: protocolsFor(kind).map(option),
  };
}

function input(
  words: Words,
  field: RowField,
  row: TemplateRow,
  element: InputBlock['element'],
  optional = false,
): InputBlock {
  const label = field === 'owners' && isShared(row.kind) ? 'owner' : field;
  return {
    type: 'input',
    block_id: rowField(field, row),
    label: plainText(words.t(`templates:${label}`), LIMITS.inputLabel),
    element,
    ...(optional ? { optional } : {}),
  };
}
