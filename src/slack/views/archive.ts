import type { Facts } from '../../migration/facts.ts';
import type { Words } from '../../words/words.ts';
import type { Rendered } from './blocks.ts';
import { listView } from './lists.ts';

/** Whether the old mailboxes are kept, whether a restore was tried, and how it is done. */
export function archiveView({ archive }: Facts, words: Words): Rendered {
  const lines =
    archive === undefined
      ? [words.t('mail:archive-none')]
      : [
          words.t('mail:archive-kept', {
            by: archive.by,
            at: archive.at,
            mailboxes: archive.mailboxes,
            messages: archive.messages,
          }),
          archive.place === undefined
            ? words.t('mail:archive-place-unknown')
            : words.t('mail:archive-place', archive.place),
          archive.restoredAt === undefined
            ? words.t('mail:archive-not-restored')
            : words.t('mail:archive-restored', { restoredAt: archive.restoredAt }),
        ];
  return listView(words, words.t('mail:archive-title'), lines, words.t('mail:archive-how'));
}
