import type { Standing } from '../../service/password-desk.ts';
import type { Words } from '../../words/words.ts';
import { type Html, html } from './html.ts';

/** What is known of one login, in words; colour only repeats them. */
export function standingWords(words: Words, standing: Standing): Html {
  const text =
    standing.kind === 'failed'
      ? words.t('passwords:standing-failed', { text: words.failure(standing.code) })
      : words.t(`passwords:standing-${standing.kind}`);
  const looks = standing.kind === 'works' || standing.kind === 'refused' ? standing.kind : 'quiet';
  return html`<span class="standing ${looks}">${text}</span>`;
}
