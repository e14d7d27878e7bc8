/**
 * What Slack and keyboards do to a typed line, undone. Names and reasons keep the writer's characters; only what is
 * compared with a word of the grammar is normalised (`plain`).
 */

/** One word of the line (or one quoted phrase), and where in the line it begins. */
export type Token = { readonly text: string; readonly at: number };

/**
 * Links that Slack made out of addresses and hostnames become what the person typed again, and `&amp;`, `&lt;`, `&gt;`
 * become characters. Mentions `<@U…>` and `<#C…>` stay: they are what tells a person from a name.
 */
export function unlink(line: string): string {
  return line
    .replace(/<(?:mailto:|https?:\/\/)[^<>|]*\|([^<>]*)>/g, '$1')
    .replace(/<mailto:([^<>|]*)>/g, '$1')
    .replace(/<https?:\/\/([^<>|]*?)\/?>/g, '$1')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}

/**
 * Splits at white space, the full-width space of Japanese keyboards included. "double", “curly” and 「corner」 quotes
 * hold a phrase together; one that is not closed runs to the end of the line.
 */
export function tokens(line: string): readonly Token[] {
  const found: Token[] = [];
  const pattern = /"([^"]*)"?|[“”]([^“”]*)[“”]?|「([^」]*)」?|(<[@!][^>]*>)|([^\s"“”「]+)/gu;
  for (const match of line.matchAll(pattern)) {
    const text = match.slice(1).find((group) => group !== undefined) ?? '';
    if (!/^[,、]+$/.test(text)) found.push({ text, at: match.index });
  }
  return found;
}

/** The form that is compared with words of the grammar: full-width letters and digits folded, lower case. */
export function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** The user id of a mention (`<@U123>`, `<@U123|name>`), undefined when it is none. */
export function mentioned(text: string): string | undefined {
  return /^[,、]*<@([UW][A-Z0-9]+)(?:\|[^>]*)?>[,、]*$/.exec(text)?.[1];
}

/** The user group of a mention (`<!subteam^S123|@name>`), undefined when it is none. Without a name, it is called by its id. */
export function mentionedGroup(text: string): { readonly id: string; readonly name: string } | undefined {
  const [, id, name] = /^[,、]*<!subteam\^(S[A-Z0-9]+)(?:\|@?([^>]*))?>[,、]*$/.exec(text) ?? [];
  if (id === undefined) return undefined;
  return { id, name: name === undefined || name === '' ? id : name };
}

/** What stands in the line from token `index` on, as written; surrounding quotes taken off. */
export function restFrom(line: string, all: readonly Token[], index: number): string {
  const first = all[index];
  if (first === undefined) return '';
  if (index === all.length - 1) return first.text.trim();
  return line.slice(first.at).trim();
}
