/** A stretch of text that looks the same throughout. */
export type Span = {
  readonly text: string;
  readonly bold?: boolean;
  /** Set apart, as something to type or copy. */
  readonly code?: boolean;
  readonly mention?: boolean;
};
export type Line = { readonly spans: readonly Span[]; readonly isCode: boolean };

/** What ids are called: people without, channels with their mark. */
export type Names = Readonly<Record<string, string>>;

/** Keeps a moment on one line. */
export const UNBROKEN = '\u00a0';

const MARK = /```([\s\S]*?)```|`([^`\n]+)`|\*([^*\n]+)\*|<([^>\n]+)>/g;

/** Slack's marks as a reader sees them. Dates are shown by their fallback, which is in the migration's own time zone. */
export function readMrkdwn(text: string, names: Names): readonly Line[] {
  const lines: { spans: Span[]; isCode: boolean }[] = [{ spans: [], isCode: false }];
  const add = (span: Span, isCode = false): void => {
    for (const [index, part] of span.text.split('\n').entries()) {
      if (index > 0) lines.push({ spans: [], isCode });
      const line = lines.at(-1);
      if (line === undefined) continue;
      line.isCode ||= isCode;
      if (part !== '') line.spans.push({ ...span, text: part });
    }
  };
  let from = 0;
  for (const match of text.matchAll(MARK)) {
    const [whole, block, code, bold, angle] = match;
    add({ text: unescaped(text.slice(from, match.index)) });
    from = match.index + whole.length;
    if (block !== undefined) add({ text: unescaped(block), code: true }, true);
    else if (code !== undefined) add({ text: unescaped(code), code: true });
    else if (bold !== undefined)
      for (const { spans } of readMrkdwn(bold, names)) for (const span of spans) add({ ...span, bold: true });
    else add(angled(angle ?? '', names));
  }
  add({ text: unescaped(text.slice(from)) });
  return lines;
}

function angled(inside: string, names: Names): Span {
  const [target = '', label] = inside.split('|');
  if (target.startsWith('@')) return { text: `@${names[target.slice(1)] ?? target.slice(1)}`, mention: true };
  if (target.startsWith('#')) return { text: `#${names[target.slice(1)] ?? target.slice(1)}`, mention: true };
  if (target.startsWith('!date')) return { text: unescaped(label ?? '').replaceAll(' ', UNBROKEN) };
  if (target.startsWith('!')) return { text: `@${target.slice(1)}`, mention: true };
  return { text: unescaped(label ?? target.replace(/^mailto:/, '')), mention: true };
}

const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
