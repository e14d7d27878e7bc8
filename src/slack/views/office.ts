import type { ModalView, SectionBlock } from '@slack/types';
import type { Migration } from '../../migration/record.ts';
import type { Words } from '../../words/words.ts';
import type { ViewId } from '../actions/ids.ts';
import { encodeValue } from '../actions/value.ts';
import { ASKING, actions, type Block, button, context, plainText, type Rendered, rendered, section } from './blocks.ts';
import { codeBlock } from './code.ts';
import { LIMITS } from './limits.ts';

/** One command for both kinds of machine, of so many that it takes to ask for all names. */
export type OfficePart = {
  readonly command: { readonly windows: string; readonly unix: string };
  readonly parts: number;
};

/** The one command that anybody in an office can run, for both kinds of machine, and the button to paste its answer. */
export function officeView(migration: Migration, office: string, part: OfficePart, words: Words): Rendered {
  const title = words.t('resolvers:office-title', { office });
  return rendered(title, [
    section(`*${title}*`),
    ...(isEarly(migration) ? [section(words.t('resolvers:office-early'))] : []),
    section(words.t('resolvers:office-how')),
    ...commandBlocks(part, words),
    ...(part.parts > 1 ? [context(words.t('resolvers:office-parts', { n: part.parts }))] : []),
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

/** Until the rewrite is done there is old data to be remembered: asking would fill the very cache that is waited for. */
const isEarly = ({ facts }: Migration): boolean => facts.rewriteDoneAt === undefined;

function commandBlocks({ command }: OfficePart, words: Words): readonly Block[] {
  return [
    section(words.t('resolvers:office-windows')),
    codeBlock(command.windows),
    section(words.t('resolvers:office-unix')),
    codeBlock(command.unix),
  ];
}

const CALLBACK: ViewId = 'office';
const ACTION = 'answer';
/** What Slack lets a field hold. */
const MOST_CHARACTERS = 3_000;

/** What has been read so far, and the command for what is still missing. */
export type OfficeProgress = { readonly lines: readonly string[]; readonly part: OfficePart };

export type OfficeForm = {
  readonly office: string;
  /** Comes back with what is submitted. */
  readonly metadata: string;
  /** The field that errors land at; a new one for each paste, for Slack keeps what stands in a known one. */
  readonly field: string;
  readonly progress?: OfficeProgress;
};

/** Takes what the command printed; after a paste that left names out, says which, and how to ask for them. */
export function officeModal(words: Words, { office, metadata, field, progress }: OfficeForm): ModalView {
  return {
    type: 'modal',
    callback_id: CALLBACK,
    private_metadata: metadata,
    title: plainText(words.t('resolvers:office-modal'), LIMITS.viewTitle),
    submit: plainText(words.t('resolvers:office-submit'), LIMITS.viewButton),
    close: plainText(words.t('resolvers:office-close'), LIMITS.viewButton),
    blocks: [
      ...(progress === undefined
        ? []
        : [...said(progress.lines), section(words.t('resolvers:office-more')), ...commandBlocks(progress.part, words)]),
      {
        type: 'input',
        block_id: field,
        label: plainText(words.t('resolvers:office-field', { office }), LIMITS.inputLabel),
        hint: plainText(words.t('resolvers:office-hint'), LIMITS.inputHint),
        element: { type: 'plain_text_input', action_id: ACTION, multiline: true, max_length: MOST_CHARACTERS },
      },
    ],
  };
}

/** All is read: what came of it. */
export function officeReadModal(words: Words, lines: readonly string[]): ModalView {
  return {
    type: 'modal',
    title: plainText(words.t('resolvers:office-modal'), LIMITS.viewTitle),
    close: plainText(words.t('resolvers:office-close'), LIMITS.viewButton),
    blocks: [...said(lines), context(words.t('resolvers:office-see'))],
  };
}

function said(lines: readonly string[]): readonly SectionBlock[] {
  return lines.length === 0 ? [] : [section(lines.join('\n'))];
}
