import type { ModalView } from '@slack/types';
import type { HelperCommand } from '../../mail/acceptance-helper.ts';
import type { Side } from '../../migration/observations.ts';
import type { Migration } from '../../migration/record.ts';
import type { Words } from '../../words/words.ts';
import type { ViewId } from '../actions/ids.ts';
import { encodeValue } from '../actions/value.ts';
import { ASKING, actions, button, context, plainText, type Rendered, rendered, section } from './blocks.ts';
import { codeBlock } from './code.ts';
import { LIMITS } from './limits.ts';

type Part = { readonly command: HelperCommand; readonly addresses: readonly string[]; readonly total: number };

/** The command that asks a server from elsewhere, for both kinds of machine, and the button to paste its answer. */
export function helperView(migration: Migration, side: Side, part: Part, words: Words): Rendered {
  const title = words.t('mail:helper-title', { side });
  const { command, addresses, total } = part;
  return rendered(title, [
    section(`*${title}*`),
    section(words.t('mail:helper-how')),
    section(words.t('resolvers:office-windows')),
    codeBlock(command.windows),
    section(words.t('resolvers:office-unix')),
    codeBlock(command.unix),
    ...(addresses.length < total ? [context(words.t('mail:helper-parts', { n: addresses.length, total }))] : []),
    ...(command.left.length === 0 ? [] : [context(words.t('mail:helper-left', { names: command.left }))]),
    { ...section(words.t('mail:helper-done')), block_id: ASKING },
    actions([
      button({
        action: 'paste-helper',
        text: words.t('slack:button-paste'),
        value: encodeValue({ m: migration.id, side }),
        style: 'primary',
      }),
    ]),
  ]);
}

const CALLBACK: ViewId = 'helper';
/** The one field of the form, and what stands in it. */
export const HELPER_FIELD = 'helper';
export const HELPER_ACTION = 'answer';
/** What Slack lets a field hold. */
const MOST_CHARACTERS = 3_000;

/** Takes what the command printed. */
export function helperModal(words: Words, metadata: string): ModalView {
  return {
    type: 'modal',
    callback_id: CALLBACK,
    private_metadata: metadata,
    title: plainText(words.t('mail:helper-modal'), LIMITS.viewTitle),
    submit: plainText(words.t('mail:helper-submit'), LIMITS.viewButton),
    close: plainText(words.t('mail:helper-close'), LIMITS.viewButton),
    blocks: [
      {
        type: 'input',
        block_id: HELPER_FIELD,
        label: plainText(words.t('mail:helper-field'), LIMITS.inputLabel),
        hint: plainText(words.t('mail:helper-hint'), LIMITS.inputHint),
        element: { type: 'plain_text_input', action_id: HELPER_ACTION, multiline: true, max_length: MOST_CHARACTERS },
      },
    ],
  };
}

/** All is read: how much, and where to see what it says. */
export function helperReadModal(words: Words, note: string): ModalView {
  return {
    type: 'modal',
    title: plainText(words.t('mail:helper-modal'), LIMITS.viewTitle),
    close: plainText(words.t('mail:helper-close'), LIMITS.viewButton),
    blocks: [section(note), context(words.t('mail:helper-see'))],
  };
}
