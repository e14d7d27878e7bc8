import type { InputBlock, ModalView } from '@slack/types';
import { type Language, PROFILES, SCOPES } from '../../migration/facts.ts';
import type { Place } from '../../service/ports.ts';
import type { Words } from '../../words/words.ts';
import type { ViewId } from '../actions/ids.ts';
import { plainText } from './blocks.ts';
import { LIMITS } from './limits.ts';

/** The fields of the start form; each is both block_id and action_id, so that an error lands at its field. */
export const START_FIELDS = ['domain', 'scope', 'profile', 'old', 'new', 'approvers', 'language', 'solo'] as const;
export type StartField = (typeof START_FIELDS)[number];

const CALLBACK: ViewId = 'start';
const LANGUAGES = { en: 'English', ja: '日本語' } satisfies Record<Language, string>;

/** The form that begins a migration in this place. */
export function startModal(words: Words, place: Place, lang: Language): ModalView {
  const text = (field: StartField, element: InputBlock['element'], hint?: string, optional = false): InputBlock => ({
    type: 'input',
    block_id: field,
    label: plainText(words.t(`slack:start-${field}`), LIMITS.inputLabel),
    element,
    ...(hint === undefined ? {} : { hint: plainText(hint, LIMITS.inputHint) }),
    ...(optional ? { optional } : {}),
  });
  return {
    type: 'modal',
    callback_id: CALLBACK,
    private_metadata: JSON.stringify(place),
    title: plainText(words.t('slack:start-title'), LIMITS.viewTitle),
    submit: plainText(words.t('slack:start-submit'), LIMITS.viewButton),
    close: plainText(words.t('slack:close'), LIMITS.viewButton),
    blocks: [
      text('domain', line('domain', 2_000), words.t('slack:start-domain-hint')),
      text('scope', choice('scope', SCOPES, words.scope, 'mail-only')),
      text('profile', choice('profile', PROFILES, words.profile, 'hoster')),
      text('old', line('old', 500), words.t('slack:start-server-hint')),
      text('new', line('new', 500), words.t('slack:start-new-hint'), true),
      text(
        'approvers',
        { type: 'multi_users_select', action_id: 'approvers' },
        words.t('slack:start-approvers-hint'),
        true,
      ),
      text(
        'language',
        choice('language', ['en', 'ja'], (one) => LANGUAGES[one], lang),
      ),
      text('solo', checkbox('solo', words.t('slack:start-solo-option')), words.t('slack:start-solo-hint'), true),
    ],
  };
}

function line(field: StartField, most: number): InputBlock['element'] {
  return { type: 'plain_text_input', action_id: field, max_length: most };
}

function choice<Value extends string>(
  field: StartField,
  values: readonly Value[],
  say: (value: Value) => string,
  initial: Value,
): InputBlock['element'] {
  const option = (value: Value) => ({ text: plainText(say(value), LIMITS.optionText), value });
  return {
    type: 'static_select',
    action_id: field,
    options: values.map(option),
    initial_option: option(initial),
  };
}

function checkbox(field: StartField, text: string): InputBlock['element'] {
  return {
    type: 'checkboxes',
    action_id: field,
    options: [{ text: plainText(text, LIMITS.optionText), value: 'yes' }],
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
