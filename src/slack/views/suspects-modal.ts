import { createHash } from 'node:crypto';
import type { ContextBlock, InputBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import type { Straggler } from '../../migration/arrival-facts.ts';
import { type Words, wordsFor } from '../../words/words.ts';
import type { ViewId } from '../actions/ids.ts';
import { context, plainText } from './blocks.ts';
import { LIMITS } from './limits.ts';

/** The fields are named so, with a number each. */
export const SUSPECTS = 'suspects' satisfies ViewId;

/** What the form carries: the migration, and which messages it showed. */
export const suspectsShown = z.object({ m: z.string(), shown: z.array(z.string()) });

/** So many at once; the rest comes when these are judged. */
const MOST = 100;

/** A message by a name that is short enough for a hundred of them. */
export const suspectId = (key: string): string => createHash('sha256').update(key).digest('base64url').slice(0, 16);

/** What may be spam, message by message, all of it ticked: that is what it looked like. */
export function suspectsModal(words: Words, timeZone: string, m: string, open: readonly Straggler[]): ModalView {
  const shown = open.slice(0, MOST);
  // Options take no marks: no mention, and no date of Slack's own.
  const plain = wordsFor(words.lang, { style: 'plain', timeZone });
  const chunks = Array.from({ length: Math.ceil(shown.length / LIMITS.radioOptions) }, (_, n) =>
    shown.slice(n * LIMITS.radioOptions, (n + 1) * LIMITS.radioOptions),
  );
  const more: readonly ContextBlock[] =
    open.length > shown.length ? [context(words.t('slack:suspects-form-more', { n: open.length - shown.length }))] : [];
  return {
    type: 'modal',
    callback_id: SUSPECTS,
    private_metadata: JSON.stringify({ m, shown: shown.map(({ key }) => suspectId(key)) }),
    title: plainText(words.t('slack:suspects-form-title'), LIMITS.viewTitle),
    submit: plainText(words.t('slack:suspects-form-submit'), LIMITS.viewButton),
    close: plainText(words.t('slack:close'), LIMITS.viewButton),
    blocks: [...chunks.map((chunk, n) => ticks(words, plain, chunk, n)), ...more],
  };
}

function ticks(words: Words, plain: Words, chunk: readonly Straggler[], n: number): InputBlock {
  const options = chunk.map(({ key, mailbox, folder, at, from, subject }) => ({
    text: plainText(
      plain.t('slack:suspects-form-line', { at, ...(from === undefined ? {} : { from }) }),
      LIMITS.optionText,
    ),
    description: plainText(
      plain.t('slack:suspects-form-where', { mailbox, folder, ...(subject === undefined ? {} : { subject }) }),
      LIMITS.optionText,
    ),
    value: suspectId(key),
  }));
  return {
    type: 'input',
    block_id: `${SUSPECTS}-${n}`,
    optional: true,
    label: plainText(words.t(n === 0 ? 'slack:suspects-form-label' : 'slack:suspects-form-on'), LIMITS.inputLabel),
    element: { type: 'checkboxes', action_id: SUSPECTS, options, initial_options: options },
  };
}
