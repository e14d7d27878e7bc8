import type { DeskMailbox, DeskVisit } from '../../service/password-desk.ts';
import type { Words } from '../../words/words.ts';
import { finishForm } from './finish.ts';
import { type Html, html } from './html.ts';
import { shell } from './shell.ts';
import { standingWords } from './standing.ts';

const REFRESH_SECONDS = 3;
const SIDES = ['old', 'new'] as const;

/** What came of what was entered in this session, mailbox by mailbox, as far as it has come. */
export function resultsPage(words: Words, visit: DeskVisit, token: string): string {
  const { t } = words;
  const entered = visit.mailboxes.filter(({ sides }) => SIDES.some((side) => sides[side].isEntered));
  const isGoingOn = entered.some(({ sides }) => SIDES.some((side) => sides[side].kind === 'checking'));
  const state = entered.length === 0 ? 'none' : isGoingOn ? 'going' : 'over';
  const list =
    entered.length === 0
      ? undefined
      : html`<ul class="results">${entered.map((mailbox) => resultOf(words, mailbox))}</ul>`;
  return shell(
    words,
    t('passwords:page-title', { domain: visit.domain }),
    html`<h1>${t('passwords:results-heading')}</h1>
<div id="results" role="status">
<p${isGoingOn ? html` data-going-on` : undefined}>${t(`passwords:results-${state}`)}</p>
${list}
</div>
<div class="actions">
<p><a href="/passwords">${t('passwords:to-form')}</a></p>
${finishForm(words, token)}
</div>
<p class="quiet">${t('passwords:until', { expiresAt: visit.expiresAt })}</p>`,
    isGoingOn ? REFRESH_SECONDS : undefined,
  );
}

function resultOf(words: Words, { address, sides }: DeskMailbox): Html {
  const lines = SIDES.filter((side) => sides[side].isEntered).map((side) => {
    const weak = sides[side].isWeak ? html`<br><span class="problem">${words.t('passwords:weak')}</span>` : undefined;
    return html`<li>${words.t(`passwords:${side}-side`)}: ${standingWords(words, sides[side])}${weak}</li>`;
  });
  return html`<li><strong>${address}</strong><ul>${lines}</ul></li>`;
}
