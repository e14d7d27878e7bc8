/** What a spreadsheet would take for a formula: what stands in mail is written by strangers. */
const FORMULA = /^[=+\-@\t\r]/;

/** A line of CSV; every cell is quoted, so that it is a cell whatever stands in it (RFC 4180). */
export function csvLine(cells: readonly string[]): string {
  return cells.map((cell) => quoted(FORMULA.test(cell) ? `'${cell}` : cell)).join(',');
}

/** A cell to be read by programs: it is as it is. */
export function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
