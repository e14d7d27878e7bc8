import type { Side } from '../../migration/observations.ts';
import type { DeskMailbox, DeskVisit } from '../../service/password-desk.ts';
import type { Words } from '../../words/words.ts';
import { type EntryProblem, fieldName, MOST_CHARACTERS } from './entries.ts';
import { finishForm } from './finish.ts';
import { type Html, html } from './html.ts';
import { shell } from './shell.ts';
import { standingWords } from './standing.ts';

export type Refused = { readonly problems: readonly EntryProblem[]; readonly stored: number };
type FieldProblem = Extract<EntryProblem, { kind: 'no-password' | 'control' | 'long' }>;

/** The form: each mailbox on both servers, and for whoever enters them for all, a list. */
export function entryPage(words: Words, visit: DeskVisit, token: string, refused?: Refused): string {
  const { t } = words;
  const title = t('passwords:page-title', { domain: visit.domain });
  const wrong = refused?.problems.flatMap((problem) => (isOfField(problem) ? [problem] : [])) ?? [];
  const mailboxes = visit.mailboxes.map((mailbox, index) =>
    mailboxFields(words, { mailbox, index, isOwn: visit.isOwn, wrong }),
  );
  const isEntered = visit.mailboxes.some(({ sides }) => sides.old.isEntered || sides.new.isEntered);
  return shell(
    words,
    refused === undefined ? title : t('passwords:error-title', { title }),
    html`<h1>${title}</h1>
${refused === undefined ? undefined : errorSummary(words, visit, refused)}
<p>${t('passwords:intro')}</p>
<p class="quiet">${t('passwords:until', { expiresAt: visit.expiresAt })}</p>
${isEntered ? html`<p><a href="/results">${t('passwords:to-results')}</a></p>` : undefined}
<form method="post" action="/passwords" enctype="multipart/form-data" autocomplete="off" data-entry>
<input type="hidden" name="token" value="${token}">
<h2>${t('passwords:fields-heading')}</h2>
${mailboxes.length === 0 ? html`<p>${t('passwords:no-mailboxes')}</p>` : mailboxes}
${visit.isOwn ? undefined : listFields(words, refused)}
<div class="actions"><button type="submit" class="main">${t('passwords:submit')}</button></div>
</form>
<div class="actions">${finishForm(words, token)}</div>`,
  );
}

type Fields = {
  readonly mailbox: DeskMailbox;
  readonly index: number;
  readonly isOwn: boolean;
  readonly wrong: readonly FieldProblem[];
};

function mailboxFields(words: Words, fields: Fields): Html {
  return html`<fieldset>
<legend>${fields.mailbox.address}</legend>
<div class="sides">${(['old', 'new'] as const).map((side) => sideFields(words, side, fields))}</div>
</fieldset>`;
}

function sideFields(words: Words, side: Side, { mailbox, index, isOwn, wrong }: Fields): Html {
  const { t } = words;
  const { address } = mailbox;
  const id = idOf(index, side);
  const problem = wrong.find((one) => one.mailbox === address && one.side === side);
  const field = (label: string) => t('passwords:field-of', { label, mailbox: address, side });
  const invalid = problem === undefined ? undefined : html` aria-invalid="true"`;
  const described = problem === undefined ? '' : ` ${id}-problem`;
  // In one's own page the browser may fill in what it keeps; in the team's it would put one login everywhere.
  const [nameHint, passwordHint] = isOwn
    ? [`section-${id} username`, `section-${id} current-password`]
    : ['off', 'off'];
  const user = problem === undefined ? '' : problem.user;
  return html`<fieldset>
<legend>${t(`passwords:${side}-side`)}: ${standingWords(words, mailbox.sides[side])}</legend>
${problem === undefined ? undefined : html`<p class="problem" id="${id}-problem">${problemWords(words, problem)}</p>`}
<div class="pair">
<div>
<label for="${id}-user">${t('passwords:user')}</label>
<span class="hint" id="${id}-hint">${t('passwords:user-hint')}</span>
<input type="text" id="${id}-user" name="${fieldName('user', side, address)}" value="${user}" maxlength="${MOST_CHARACTERS}" autocomplete="${nameHint}" autocapitalize="none" spellcheck="false" aria-label="${field(t('passwords:user'))}" aria-describedby="${id}-hint">
</div>
<div>
<label for="${id}-password">${t('passwords:password')}</label>
<div class="with-button">
<input type="password" id="${id}-password" name="${fieldName('password', side, address)}" maxlength="${MOST_CHARACTERS}" autocomplete="${passwordHint}" aria-label="${field(t('passwords:password'))}"${invalid}${described === '' ? undefined : html` aria-describedby="${described.trim()}"`}>
<button type="button" hidden data-shows="${id}-password" aria-pressed="false" aria-label="${t('passwords:show')}: ${field(t('passwords:password'))}">${t('passwords:show')}</button>
</div>
</div>
</div>
</fieldset>`;
}

function listFields(words: Words, refused: Refused | undefined): Html {
  const { t } = words;
  const isWrong = refused?.problems.some((problem) => !isOfField(problem) && problem.kind !== 'nothing') === true;
  const wrong = isWrong ? html` aria-invalid="true"` : undefined;
  return html`<h2>${t('passwords:file-heading')}</h2>
<p id="list-hint">${t('passwords:file-hint')}</p>
<p><label for="file">${t('passwords:file-label')}</label>
<input type="file" id="file" name="file" accept=".csv,.tsv,.txt,text/csv,text/plain" aria-describedby="list-hint"${wrong}></p>
<p><label for="list">${t('passwords:paste-label')}</label>
<textarea id="list" name="list" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="list-hint"></textarea></p>`;
}

/** At the top, focused, each line a way to its field. */
function errorSummary(words: Words, visit: DeskVisit, { problems, stored }: Refused): Html {
  const { t } = words;
  const lines = problems.map((problem) => {
    const index = isOfField(problem) ? visit.mailboxes.findIndex(({ address }) => address === problem.mailbox) : -1;
    const first = visit.isOwn || problem.kind === 'nothing' ? `${idOf(0, 'old')}-user` : 'file';
    const target = isOfField(problem) ? `${idOf(index, problem.side)}-password` : first;
    return html`<li><a href="#${target}">${problemWords(words, problem)}</a></li>`;
  });
  const isList = problems.some(({ kind }) => kind === 'line' || kind === 'no-passwords' || kind === 'twice');
  return html`<div class="errors" id="errors" role="alert" tabindex="-1">
<h2>${t('passwords:errors-heading')}</h2>
<ul>${lines}</ul>
${isList ? html`<p>${t('passwords:error-file')}</p>` : undefined}
${stored > 0 ? html`<p>${t('passwords:errors-kept', { count: stored })}</p>` : undefined}
</div>`;
}

function problemWords({ t }: Words, problem: EntryProblem): string {
  switch (problem.kind) {
    case 'no-password':
    case 'control':
    case 'long':
      return t(`passwords:error-${problem.kind}`, {
        mailbox: problem.mailbox,
        side: problem.side,
        n: MOST_CHARACTERS,
      });
    case 'line': {
      const { line, code, detail = '' } = problem.problem;
      const key =
        code === 'address' && detail === '' ? 'accountsFile:address-missing' : (`accountsFile:${code}` as const);
      return t('passwords:error-line', { line, text: t(key, { detail }) });
    }
    case 'foreign':
      return t('passwords:error-foreign', { names: problem.names });
    case 'twice':
    case 'nothing':
    case 'no-passwords':
      return t(`passwords:error-${problem.kind}`);
  }
}

function isOfField(problem: EntryProblem): problem is FieldProblem {
  return problem.kind === 'no-password' || problem.kind === 'control' || problem.kind === 'long';
}

const idOf = (index: number, side: Side): string => `m${index}-${side}`;
