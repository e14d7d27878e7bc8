import type { InputBlock, ModalView } from '@slack/types';
import type { Words } from '../../words/words.ts';
import type { ViewId } from '../actions/ids.ts';
import type { ImportList } from '../parse/request.ts';
import { context, plainText, section } from './blocks.ts';
import { LIMITS } from './limits.ts';

const CALLBACK: ViewId = 'import';

/** The fields of the form: block_id and action_id, so that what is wrong is said at the one that it came from. */
export const IMPORT_FIELD = 'list';
export const FILE_FIELD = 'file';
/** What Slack lets a field hold. */
const MOST_CHARACTERS = 3_000;

/** What a list may be saved as; Slack offers other files no more, and the bot looks for itself. */
export const FILE_TYPES = ['csv', 'tsv', 'txt'] as const;
/** Thousands of lines; what is larger is no list of clients or mailboxes. */
export const MOST_FILE_KIB = 512;

/**
 * Takes a list of clients or mailboxes as it is copied from a spreadsheet, or as a file: Slack refuses a form with a field
 * for files to an app that surely may not read any, and where nobody knows there is none.
 */
export function importModal(
  words: Words,
  list: ImportList,
  metadata: string,
  mayReadFiles: boolean | undefined,
): ModalView {
  const takesFiles = mayReadFiles === true;
  return {
    type: 'modal',
    callback_id: CALLBACK,
    private_metadata: metadata,
    title: plainText(words.t(`importing:${list}-title`), LIMITS.viewTitle),
    submit: plainText(words.t('importing:submit'), LIMITS.viewButton),
    close: plainText(words.t('slack:close'), LIMITS.viewButton),
    blocks: [
      section(
        [words.t(takesFiles ? 'importing:how-file' : 'importing:how'), words.t(`importing:${list}-columns`)].join('\n'),
      ),
      {
        type: 'input',
        block_id: IMPORT_FIELD,
        optional: takesFiles,
        label: plainText(words.t('importing:field'), LIMITS.inputLabel),
        hint: plainText(words.t('importing:hint', { text: words.t(`importing:${list}-example`) }), LIMITS.inputHint),
        element: { type: 'plain_text_input', action_id: IMPORT_FIELD, multiline: true, max_length: MOST_CHARACTERS },
      },
      ...(takesFiles ? [fileField(words)] : []),
      ...(mayReadFiles === false ? [context(words.t('importing:no-files'))] : []),
    ],
  };
}

function fileField(words: Words): InputBlock {
  return {
    type: 'input',
    block_id: FILE_FIELD,
    optional: true,
    label: plainText(words.t('importing:file'), LIMITS.inputLabel),
    hint: plainText(words.t('importing:file-hint', { most: MOST_FILE_KIB }), LIMITS.inputHint),
    element: { type: 'file_input', action_id: FILE_FIELD, filetypes: [...FILE_TYPES], max_files: 1 },
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
