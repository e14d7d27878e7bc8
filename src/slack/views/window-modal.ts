import type { InputBlock, ModalView } from '@slack/types';
import type { Actor } from '../../migration/actor.ts';
import type { Instant } from '../../migration/time.ts';
import { wallTimeOf } from '../../migration/wall-time.ts';
import type { Words } from '../../words/words.ts';
import type { ViewId } from '../actions/ids.ts';
import { plainText, section } from './blocks.ts';
import { LIMITS } from './limits.ts';

/** The fields of the window's form; each is both block_id and action_id, so that an error lands at its field. */
export type WindowField = 'executor' | 'date' | 'from' | 'to';

const CALLBACK: ViewId = 'window';

export type WindowPrefill = {
  readonly executor: Actor;
  readonly from: Instant;
  readonly to: Instant;
  /** The team's: times in the form are its times, whoever fills it in. */
  readonly timeZone: string;
};

/** Who rewrites and when, filled in with what was chosen. */
export function windowModal(
  words: Words,
  metadata: string,
  { executor, from, to, timeZone }: WindowPrefill,
): ModalView {
  const field = (name: WindowField, element: InputBlock['element'], hint?: string): InputBlock => ({
    type: 'input',
    block_id: name,
    label: plainText(words.t(`dates:window-form-${name}`), LIMITS.inputLabel),
    ...(hint === undefined ? {} : { hint: plainText(hint, LIMITS.inputHint) }),
    element,
  });
  const begins = wallTimeOf(from, timeZone);
  const ends = wallTimeOf(to, timeZone);
  return {
    type: 'modal',
    callback_id: CALLBACK,
    private_metadata: metadata,
    title: plainText(words.t('dates:window-form-title'), LIMITS.viewTitle),
    submit: plainText(words.t('dates:window-form-submit'), LIMITS.viewButton),
    close: plainText(words.t('slack:close'), LIMITS.viewButton),
    blocks: [
      field('executor', { type: 'users_select', action_id: 'executor', initial_user: executor }),
      field(
        'date',
        { type: 'datepicker', action_id: 'date', initial_date: begins.date },
        words.t('dates:window-form-zone', { zone: timeZone }),
      ),
      field('from', { type: 'timepicker', action_id: 'from', initial_time: begins.time, timezone: timeZone }),
      field(
        'to',
        { type: 'timepicker', action_id: 'to', initial_time: ends.time, timezone: timeZone },
        words.t('dates:window-form-to-hint'),
      ),
    ],
  };
}

/** What stands in the form's place when the window was appointed and something speaks against it. */
export function windowNotedModal(words: Words, note: string, cautions: readonly string[]): ModalView {
  return {
    type: 'modal',
    title: plainText(words.t('dates:window-form-title'), LIMITS.viewTitle),
    close: plainText(words.t('slack:ok'), LIMITS.viewButton),
    blocks: [section([note, words.t('dates:window-form-noted'), ...cautions].join('\n'))],
  };
}
