import type { ActionsBlock, ContextBlock, InputBlock, ModalView } from '@slack/types';
import { type Language, PROFILES, SCOPES } from '../../migration/facts.ts';
import type { Place } from '../../service/ports.ts';
import type { Words } from '../../words/words.ts';
import type { ViewActionId, ViewId } from '../actions/ids.ts';
import { EMPTY_START, type StartField, type StartState } from '../actions/start-state.ts';
import { actions, button, context, cut, plainText } from './blocks.ts';
import { LIMITS } from './limits.ts';

const CALLBACK: ViewId = 'start';
const LOOK_UP: ViewActionId = 'start-look-up';
const FILL_IN: ViewActionId = 'start-fill-in';
const LANGUAGES = { en: 'English', ja: '日本語' } satisfies Record<Language, string>;
const LONGEST_SERVER = 500;
const MOST_GROUPS_TEXT = 500;

/** The form as a look at DNS leaves it. */
export type StartShown = {
  readonly typed: StartState;
  /** How often DNS was looked at. */
  readonly looks: number;
  /** What the look says, in lines. */
  readonly said: readonly string[];
  /** Fields that are held back until it is over: nothing can be typed there that it would overwrite. */
  readonly held: readonly StartField[];
  /** Where the old server was found, at its field. */
  readonly oldFrom?: string;
  /** What may be filled in by a button, encoded. */
  readonly offer?: string;
};

/** The form that begins a migration in this place. */
export function startModal(words: Words, place: Place, lang: Language, shown?: StartShown): ModalView {
  const typed = shown?.typed ?? EMPTY_START;
  const text = (field: StartField, element: InputBlock['element'], hint?: string, optional = false): InputBlock => ({
    type: 'input',
    block_id: typed.blocks[field] ?? field,
    label: plainText(words.t(`slack:start-${field}`), LIMITS.inputLabel),
    element,
    ...(hint === undefined ? {} : { hint: plainText(hint, LIMITS.inputHint) }),
    ...(optional ? { optional } : {}),
  });
  const unlessHeld = (field: StartField, block: InputBlock): readonly InputBlock[] =>
    shown?.held.includes(field) === true ? [] : [block];
  const from = shown?.oldFrom === undefined ? '' : `${words.t('starting:from-dns', { from: shown.oldFrom })} `;
  const approvers = typed.approvers.length === 0 ? {} : { initial_users: [...typed.approvers] };
  return {
    type: 'modal',
    callback_id: CALLBACK,
    private_metadata: JSON.stringify(shown === undefined ? place : { ...place, looks: shown.looks }),
    title: plainText(words.t('slack:start-title'), LIMITS.viewTitle),
    submit: plainText(words.t('slack:start-submit'), LIMITS.viewButton),
    close: plainText(words.t('slack:close'), LIMITS.viewButton),
    blocks: [
      domainField(text('domain', line('domain', 2_000, typed.domain), words.t('slack:start-domain-hint'))),
      ...lookBlocks(words, shown),
      text('scope', choice('scope', SCOPES, words.scope, typed.scope ?? 'mail-only')),
      ...unlessHeld(
        'profile',
        text(
          'profile',
          {
            ...choice('profile', PROFILES, words.profile, typed.profile),
            placeholder: plainText(
              words.t('starting:profile-empty', { text: words.profile('hoster') }),
              LIMITS.placeholder,
            ),
          },
          undefined,
          true,
        ),
      ),
      ...unlessHeld(
        'old',
        text('old', line('old', LONGEST_SERVER, typed.old), `${from}${words.t('slack:start-server-hint')}`),
      ),
      text('new', line('new', LONGEST_SERVER, typed.new), words.t('slack:start-new-hint'), true),
      text(
        'approvers',
        { type: 'multi_users_select', action_id: 'approvers', ...approvers },
        words.t('slack:start-approvers-hint'),
        true,
      ),
      text('groups', line('groups', MOST_GROUPS_TEXT, typed.groups), words.t('slack:start-groups-hint'), true),
      text(
        'language',
        choice('language', ['en', 'ja'], (one) => LANGUAGES[one], typed.lang ?? lang),
      ),
      text(
        'solo',
        checkbox('solo', words.t('slack:start-solo-option'), typed.solo),
        words.t('slack:start-solo-hint'),
        true,
      ),
    ],
  };
}

/** Enter in the domain's field asks DNS, and does not submit the form. */
function domainField(block: InputBlock): InputBlock {
  if (block.element.type !== 'plain_text_input') return block;
  const config = { trigger_actions_on: ['on_enter_pressed' as const] };
  return { ...block, dispatch_action: true, element: { ...block.element, dispatch_action_config: config } };
}

function lookBlocks(words: Words, shown: StartShown | undefined): readonly (ActionsBlock | ContextBlock)[] {
  const said = shown?.said ?? [words.t('starting:look-up-hint')];
  const lookUp = button({ action: LOOK_UP, text: words.t('starting:look-up'), value: 'look' });
  const offer = shown?.offer;
  const fillIn =
    offer === undefined
      ? []
      : [button({ action: FILL_IN, text: words.t('starting:fill-in'), value: offer, style: 'primary' })];
  return [
    { ...actions([...fillIn, lookUp]), block_id: 'look' },
    { ...context(said.map((one) => cut(one, 600)).join('\n')), block_id: 'look-said' },
  ];
}

type TextElement = Extract<InputBlock['element'], { type: 'plain_text_input' }>;
type SelectElement = Extract<InputBlock['element'], { type: 'static_select' }>;

function line(field: StartField, most: number, typed: string): TextElement {
  return {
    type: 'plain_text_input',
    action_id: field,
    max_length: most,
    ...(typed === '' ? {} : { initial_value: typed.slice(0, most) }),
  };
}

function choice<Value extends string>(
  field: StartField,
  values: readonly Value[],
  say: (value: Value) => string,
  initial: Value | undefined,
): SelectElement {
  const option = (value: Value) => ({ text: plainText(say(value), LIMITS.optionText), value });
  return {
    type: 'static_select',
    action_id: field,
    options: values.map(option),
    ...(initial === undefined ? {} : { initial_option: option(initial) }),
  };
}

function checkbox(field: StartField, text: string, ticked: boolean): InputBlock['element'] {
  const option = { text: plainText(text, LIMITS.optionText), value: 'yes' };
  return {
    type: 'checkboxes',
    action_id: field,
    options: [option],
    ...(ticked ? { initial_options: [option] } : {}),
  };
}

/** What stands in a modal while the work that it asked for takes long, or when it is over. */
export function noteModal(words: Words, note: string): ModalView {
  return {
    type: 'modal',
    title: plainText(words.t('slack:start-title'), LIMITS.viewTitle),
    close: plainText(words.t('slack:close'), LIMITS.viewButton),
    blocks: [{ type: 'section', text: { type: 'mrkdwn', text: note } }],
  };
}
