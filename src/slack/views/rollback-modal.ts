import type { ModalView } from '@slack/types';
import type { Words } from '../../words/words.ts';
import type { ViewId } from '../actions/ids.ts';
import { plainText } from './blocks.ts';
import { LIMITS } from './limits.ts';

const CALLBACK: ViewId = 'rollback';

/** Asks why DNS shall go back. `metadata` comes back with the answer. */
export function rollbackModal(words: Words, metadata: string): ModalView {
  return {
    type: 'modal',
    callback_id: CALLBACK,
    private_metadata: metadata,
    title: plainText(words.t('dates:rollback-form-title'), LIMITS.viewTitle),
    submit: plainText(words.t('dates:rollback-form-submit'), LIMITS.viewButton),
    close: plainText(words.t('slack:close'), LIMITS.viewButton),
    blocks: [
      {
        type: 'input',
        block_id: 'reason',
        label: plainText(words.t('dates:rollback-form-reason'), LIMITS.inputLabel),
        hint: plainText(words.t('dates:rollback-form-hint'), LIMITS.inputHint),
        element: { type: 'plain_text_input', action_id: 'reason', multiline: true, max_length: 1_000 },
      },
    ],
  };
}
