import type { ModalView } from '@slack/types';
import type { Migration } from '../../migration/record.ts';
import type { Words } from '../../words/words.ts';
import type { ViewId } from '../actions/ids.ts';
import { encodeValue } from '../actions/value.ts';
import { ASKING, actions, button, context, plainText, type Rendered, rendered, section } from './blocks.ts';
import { codeBlocks } from './code.ts';
import { LIMITS } from './limits.ts';

export type OfficeCommand = { readonly windows: string; readonly unix: string };

/** The one command that anybody in an office can run, for both kinds of machine, and the button to paste its answer. */
export function officeView(migration: Migration, office: string, command: OfficeCommand, words: Words): Rendered {
  const title = words.t('resolvers:office-title', { office });
  return rendered(title, [
    section(`*${title}*`),
    section(words.t('resolvers:office-how')),
    section(words.t('resolvers:office-windows')),
    ...codeBlocks(command.windows, (n) => words.t('slack:more-bare', { n }), 1),
    section(words.t('resolvers:office-unix')),
    ...codeBlocks(command.unix, (n) => words.t('slack:more-bare', { n }), 1),
    { ...section(words.t('resolvers:office-done')), block_id: ASKING },
    actions([
      button({
        action: 'paste-office',
        text: words.t('slack:button-paste'),
        value: encodeValue({ m: migration.id, office }),
        style: 'primary',
      }),
    ]),
    context(words.t('resolvers:office-again')),
  ]);
}

const CALLBACK: ViewId = 'office';
/** The field that errors land at; block_id and action_id. */
export const ANSWER_FIELD = 'answer';

/** Takes what the command printed. `metadata` comes back with it. */
export function officeModal(words: Words, office: string, metadata: string): ModalView {
  return {
    type: 'modal',
    callback_id: CALLBACK,
    private_metadata: metadata,
    title: plainText(words.t('resolvers:office-modal'), LIMITS.viewTitle),
    submit: plainText(words.t('resolvers:office-submit'), LIMITS.viewButton),
    close: plainText(words.t('slack:close'), LIMITS.viewButton),
    blocks: [
      {
        type: 'input',
        block_id: ANSWER_FIELD,
        label: plainText(words.t('resolvers:office-field', { office }), LIMITS.inputLabel),
        hint: plainText(words.t('resolvers:office-hint'), LIMITS.inputHint),
        element: { type: 'plain_text_input', action_id: ANSWER_FIELD, multiline: true, max_length: 3_000 },
      },
    ],
  };
}
