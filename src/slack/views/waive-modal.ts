import { createHash } from 'node:crypto';
import type { ModalView } from '@slack/types';
import type { Migration } from '../../migration/record.ts';
import type { GateId } from '../../migration/settings.ts';
import type { Waivable } from '../../migration/waivable.ts';
import { type Words, wordsFor } from '../../words/words.ts';
import type { ViewId } from '../actions/ids.ts';
import { encodeValue } from '../actions/value.ts';
import { context, cut, plainText, section } from './blocks.ts';
import { LIMITS } from './limits.ts';

const CALLBACK: ViewId = 'waive';
const LONGEST_WAIVER = 500;

/** Asks what is set aside, of what may be now, and why. */
export function waiveModal(migration: Migration, gate: GateId, open: readonly Waivable[], words: Words): ModalView {
  // A choice shows no mention: names as they are read.
  const bare = wordsFor(words.lang, { style: 'plain', timeZone: migration.facts.timeZone });
  const shown = open.slice(0, LIMITS.options);
  const left = open.length - shown.length;
  return {
    type: 'modal',
    callback_id: CALLBACK,
    private_metadata: encodeValue({ m: migration.id, gate }),
    title: plainText(words.t('approving:waive-title'), LIMITS.viewTitle),
    submit: plainText(words.t('approving:waive-submit'), LIMITS.viewButton),
    close: plainText(words.t('slack:close'), LIMITS.viewButton),
    blocks: [
      section(words.t('approving:waive-gate', { gate })),
      {
        type: 'input',
        block_id: 'item',
        label: plainText(words.t('approving:waive-item'), LIMITS.inputLabel),
        element: {
          type: 'static_select',
          action_id: 'item',
          placeholder: plainText(words.t('approving:waive-choose'), LIMITS.placeholder),
          options: shown.map((one) => ({
            text: plainText(`${bare.mark(one.item.outcome)} ${bare.item(one.item.key)}`, LIMITS.optionText),
            value: waivableId(one),
            description: plainText(cut(bare.criterion(one.criterion), LIMITS.optionText), LIMITS.optionText),
          })),
        },
      },
      ...(left > 0 ? [context(words.t('approving:waive-more', { n: left, gate }))] : []),
      {
        type: 'input',
        block_id: 'reason',
        label: plainText(words.t('approving:waive-reason'), LIMITS.inputLabel),
        hint: plainText(words.t('approving:waive-reason-hint'), LIMITS.inputHint),
        element: { type: 'plain_text_input', action_id: 'reason', multiline: true, max_length: LONGEST_WAIVER },
      },
    ],
  };
}

/** Names an item in a choice, whose value is shorter than keys can be. */
export function waivableId({ criterion, item }: Waivable): string {
  return createHash('sha256').update(`${criterion}\n${item.key}`).digest('base64url').slice(0, 32);
}
