/** The page's looks: the reader's own font and colours of light or dark, one column at every width and zoom. */
export const STYLE = `:root {
  color-scheme: light dark;
  --ink: #1a1d21; --paper: #fff; --soft: #f4f4f6; --line: #8a8d93; --accent: #0b5cad; --on-accent: #fff;
  --good: #0a6b3b; --bad: #a81d1d; --quiet: #55595f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e9eaec; --paper: #17191c; --soft: #212429; --line: #8a8d93; --accent: #8ec2ff; --on-accent: #10151b;
    --good: #7bd8a5; --bad: #ff9c94; --quiet: #b3b7bd;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.6 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.5rem; line-height: 1.3; margin: 0 0 1rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .75rem; }
p { margin: .5rem 0; }
a { color: var(--accent); }
.quiet, .hint { color: var(--quiet); }
.hint { display: block; font-size: .875rem; }
fieldset { border: 1px solid var(--line); border-radius: .5rem; margin: 0 0 1rem; padding: .25rem 1rem 1rem; min-width: 0; }
fieldset fieldset { border: 0; margin: 0; padding: 0; }
legend { font-weight: 600; padding: 0 .35rem; max-width: 100%; }
fieldset fieldset legend { padding: .5rem 0; }
.standing { font-weight: 400; }
.sides, .pair { display: grid; gap: .25rem 1.25rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); }
.pair { grid-template-columns: minmax(0, 1fr); gap: .5rem; }
label { display: block; }
input, textarea, button { font: inherit; color: inherit; }
input[type=text], input[type=password], textarea {
  width: 100%; background: var(--paper); border: 1px solid var(--line); border-radius: .35rem; padding: .45rem .6rem;
}
input[type=file] { max-width: 100%; }
textarea { min-height: 7rem; font-family: ui-monospace, monospace; }
.with-button { display: flex; flex-wrap: wrap; gap: .4rem; }
.with-button input { flex: 1 1 9rem; width: auto; min-width: 0; }
button { background: var(--soft); border: 1px solid var(--line); border-radius: .35rem; padding: .45rem .9rem; cursor: pointer; min-height: 2.75rem; }
button[aria-pressed=true] { background: var(--accent); color: var(--on-accent); }
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
[aria-invalid=true] { border: 2px solid var(--bad) !important; }
.errors { border: 2px solid var(--bad); border-radius: .5rem; padding: .25rem 1rem 1rem; margin: 0 0 1.5rem; }
.errors h2 { margin-top: .75rem; color: var(--bad); }
.problem, .refused { color: var(--bad); font-weight: 600; }
.works { color: var(--good); font-weight: 600; }
.results { list-style: none; margin: 1rem 0; padding: 0; }
.results > li { border-top: 1px solid var(--line); padding: .6rem 0; }
.results ul { list-style: none; margin: 0; padding: 0; }
.actions { display: flex; flex-wrap: wrap; gap: .75rem; align-items: center; margin: 1.5rem 0 0; }
@media (forced-colors: active) { button { border: 2px solid; } }
`;

/** What JavaScript adds, where there is any: passwords can be looked at, and results come by themselves. */
export const SCRIPT = `'use strict';
for (const button of document.querySelectorAll('button[data-shows]')) {
  const field = document.getElementById(button.dataset.shows);
  button.hidden = false;
  button.addEventListener('click', () => {
    const shown = field.type === 'password';
    field.type = shown ? 'text' : 'password';
    button.setAttribute('aria-pressed', String(shown));
  });
}
const form = document.querySelector('form[data-entry]');
// Never sent, nor remembered by the browser, as readable text.
form?.addEventListener('submit', () => {
  for (const button of form.querySelectorAll('button[aria-pressed=true]')) button.click();
});
document.getElementById('errors')?.focus();
const isGoingOn = () => document.querySelector('[data-going-on]') !== null;
async function follow() {
  while (isGoingOn()) {
    await new Promise((done) => setTimeout(done, 1500));
    const answer = await fetch('/results', { credentials: 'same-origin', cache: 'no-store' }).catch(() => undefined);
    if (answer === undefined) continue;
    if (!answer.ok) return location.reload();
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const [now, next] = [document, page].map((one) => one.getElementById('results'));
    if (now === null || next === null) return location.reload();
    if (now.innerHTML !== next.innerHTML) now.replaceChildren(...next.childNodes);
  }
}
void follow();
`;
