/**
 * Whether one text is nearly another: a letter left out, put in, mistaken, or two exchanged. The longer the text, the
 * more slips are still slips: one in a short name or an IPv4 address, up to three in a long one.
 */
export function isSlip(text: string, meant: string): boolean {
  if (text === meant) return false;
  const most = Math.min(3, Math.max(1, Math.floor(meant.length / 8)));
  return Math.abs(text.length - meant.length) <= most && distance(text, meant) <= most;
}

/** Edits that lead from one text to the other, an exchange of two neighbours counting as one (optimal string alignment). */
function distance(a: string, b: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const at = (line: readonly number[], index: number) => line[index] ?? 0;
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      const edits = [at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + cost];
      const exchanged = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (exchanged) edits.push(at(beforeLast, column - 2) + 1);
      current.push(Math.min(...edits));
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
