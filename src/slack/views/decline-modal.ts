import type { ModalView } from '@slack/types';
import type { Words } from '../../words/words.ts';
import type { ViewId } from '../actions/ids.ts';
import { plainText } from './blocks.ts';
import { LIMITS } from './limits.ts';

const CALLBACK: ViewId = 'decline';

/** Asks why an approval is declined. `metadata` comes back with the answer. */
export function declineModal(words: Words, metadata: string): ModalView {
  return {
    type: 'modal',
    callback_id: CALLBACK,
    private_metadata: metadata,
    title: plainText(words.t('slack:decline-title'), LIMITS.viewTitle),
    submit: plainText(words.t('slack:decline-submit'), LIMITS.viewButton),
    close: plainText(words.t('slack:close'), LIMITS.viewButton),
    blocks: [
      {
        type: 'input',
        block_id: 'reason',
        label: plainText(words.t('slack:decline-reason'), LIMITS.inputLabel),
        hint: plainText(words.t('slack:decline-hint'), LIMITS.inputHint),
        element: { type: 'plain_text_input', action_id: 'reason', multiline: true, max_length: 1_000 },
      },
    ],
  };
}
