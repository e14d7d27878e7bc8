/** "## Title". */
export function heading(level: 1 | 2 | 3, title: string): string {
  return `${'#'.repeat(level)} ${title}`;
}

/** A table of cells that are safe already; '' where it has no rows. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}

export function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('\n', ' ')).join(' | ')} |`;

/** Chapters of which nothing is left out that has no text: an empty list says that there is none. */
export function chapter(title: string, ...parts: readonly string[]): readonly string[] {
  return [heading(2, title), ...parts.filter((part) => part !== '')];
}
