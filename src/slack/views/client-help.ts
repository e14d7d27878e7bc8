import type { ModalView } from '@slack/types';
import type { ClientPhase } from '../../migration/client-facts.ts';
import type { Client } from '../../migration/facts.ts';
import type { Migration } from '../../migration/record.ts';
import type { Instant } from '../../migration/time.ts';
import type { Words } from '../../words/words.ts';
import type { ViewId } from '../actions/ids.ts';
import { plainText, section } from './blocks.ts';
import { LIMITS } from './limits.ts';

const CALLBACK: ViewId = 'client-help';

/** What this is about, what is typed into that client and where; and a question for the team. */
export function clientHelpModal(
  migration: Migration,
  client: Client,
  phase: ClientPhase,
  words: Words,
  now: Instant,
  metadata: string,
): ModalView {
  const { id, name, kind } = client;
  const figures = { client: id, name, ...(kind === undefined ? {} : { kind }) };
  return {
    type: 'modal',
    callback_id: CALLBACK,
    private_metadata: metadata,
    title: plainText(words.t('clients:help-title'), LIMITS.viewTitle),
    submit: plainText(words.t('clients:help-submit'), LIMITS.viewButton),
    close: plainText(words.t('slack:close'), LIMITS.viewButton),
    blocks: [
      section(words.t('clients:help-for', figures)),
      section(words.t(`clients:help-${phase}`)),
      section([`*${words.t('clients:help-type')}*`, ...words.clientTyped(migration, client, phase, now)].join('\n')),
      section(`*${words.t('clients:help-where')}*\n${words.t(`clientHelp:${kind ?? 'other'}`)}`),
      {
        type: 'input',
        block_id: 'question',
        optional: true,
        label: plainText(words.t('clients:help-question'), LIMITS.inputLabel),
        hint: plainText(words.t('clients:help-hint'), LIMITS.inputHint),
        element: { type: 'plain_text_input', action_id: 'question', multiline: true, max_length: 1_000 },
      },
    ],
  };
}
