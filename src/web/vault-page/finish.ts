import type { Words } from '../../words/words.ts';
import { type Html, html } from './html.ts';

/** Ends the session before its time. */
export function finishForm(words: Words, token: string): Html {
  return html`<form method="post" action="/finish">
<input type="hidden" name="token" value="${token}">
<button type="submit">${words.t('passwords:finish')}</button>
</form>`;
}
