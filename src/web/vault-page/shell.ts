import type { Words } from '../../words/words.ts';
import { type Html, html } from './html.ts';

/** A whole page around its content. `refreshSeconds`: how it follows what goes on, where there is no JavaScript. */
export function shell(words: Words, title: string, content: Html, refreshSeconds?: number): string {
  const refresh =
    refreshSeconds === undefined
      ? undefined
      : html`<noscript><meta http-equiv="refresh" content="${refreshSeconds}"></noscript>`;
  return html`<!doctype html>
<html lang="${words.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
${refresh}
<title>${title}</title>
<link rel="stylesheet" href="/page.css">
<script src="/page.js" defer></script>
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`.html;
}

/** A page that says one thing, and what to do. */
export function note(words: Words, title: string, ...lines: readonly string[]): string {
  return shell(words, title, html`<h1>${title}</h1>${lines.map((line) => html`<p>${codes(line)}</p>`)}`);
}

/** Backticks, as Slack shows them, are code here. */
function codes(line: string): readonly (Html | string)[] {
  return line.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part));
}
