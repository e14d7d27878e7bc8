import type { DeskVisit } from '../../service/password-desk.ts';
import type { Words } from '../../words/words.ts';
import { html } from './html.ts';
import { shell } from './shell.ts';

/** What a link shows before it is used: looking at it, as previews of links do, uses nothing up; the button does. */
export function beginPage(words: Words, visit: Omit<DeskVisit, 'mailboxes'>, action: string, origin: string): string {
  const { t } = words;
  const { domain, user, name, expiresAt } = visit;
  const whose = name === undefined ? t('passwords:begin-for-id', { user }) : t('passwords:begin-for', { name });
  return shell(
    words,
    t('passwords:page-title', { domain }),
    html`<h1>${t('passwords:begin-heading', { domain })}</h1>
<p><strong>${whose}</strong></p>
<p>${t('passwords:begin-once', { expiresAt })}</p>
<p class="quiet">${t('passwords:begin-check', { origin })}</p>
<form method="post" action="${action}">
<button type="submit" class="main">${t('passwords:begin-button')}</button>
</form>`,
  );
}
