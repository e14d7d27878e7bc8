import type { ModalView } from '@slack/types';
import type { Words } from '../../words/words.ts';
import type { ViewId } from '../actions/ids.ts';
import type { ImportList } from '../parse/request.ts';
import { plainText, section } from './blocks.ts';
import { LIMITS } from './limits.ts';

const CALLBACK: ViewId = 'import';

/** The one field of the form: block_id and action_id, so that what is wrong is said at it. */
export const IMPORT_FIELD = 'list';
/** What Slack lets a field hold. */
const MOST_CHARACTERS = 3_000;

/** Takes a list of clients or mailboxes as it is copied from a spreadsheet. */
export function importModal(words: Words, list: ImportList, metadata: string): ModalView {
  return {
    type: 'modal',
    callback_id: CALLBACK,
    private_metadata: metadata,
    title: plainText(words.t(`importing:${list}-title`), LIMITS.viewTitle),
    submit: plainText(words.t('importing:submit'), LIMITS.viewButton),
    close: plainText(words.t('slack:close'), LIMITS.viewButton),
    blocks: [
      section([words.t('importing:how'), words.t(`importing:${list}-columns`)].join('\n')),
      {
        type: 'input',
        block_id: IMPORT_FIELD,
        label: plainText(words.t('importing:field'), LIMITS.inputLabel),
        hint: plainText(words.t('importing:hint', { text: words.t(`importing:${list}-example`) }), LIMITS.inputHint),
        element: { type: 'plain_text_input', action_id: IMPORT_FIELD, multiline: true, max_length: MOST_CHARACTERS },
      },
    ],
  };
}

/** What stands in the form's place once the list is taken. */
export function importedModal(words: Words, list: ImportList, note: string): ModalView {
  return {
    type: 'modal',
    title: plainText(words.t(`importing:${list}-title`), LIMITS.viewTitle),
    close: plainText(words.t('slack:ok'), LIMITS.viewButton),
    blocks: [section(note)],
  };
}
