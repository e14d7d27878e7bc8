/** A bar of so many cells; filled by what is done of the total, and empty while the total is unknown. */
export function bar(done: number, total: number, cells = 24): string {
  const filled = total <= 0 ? 0 : Math.min(cells, Math.floor((done / total) * cells));
  return `[${'#'.repeat(filled)}${'.'.repeat(cells - filled)}]`;
}

export type Progress = {
  /** Shows the line in the place of the one before. */
  readonly show: (line: string) => void;
  /** Leaves the last line standing. */
  readonly end: () => void;
};

const COLUMNS = 79;

/**
 * One line that is written over in place on a terminal. Elsewhere (a file, a pipe) a line is written only when it says
 * something new, and no more than once in `everyMs`.
 */
export function createProgress(
  stream: { readonly isTTY?: boolean; readonly write: (text: string) => unknown },
  now: () => number,
  everyMs = 10_000,
): Progress {
  let last = '';
  let writtenAt = Number.NEGATIVE_INFINITY;
  return {
    show(line) {
      if (line === last) return;
      if (stream.isTTY === true) {
        last = line;
        stream.write(`\r${line.slice(0, COLUMNS).padEnd(COLUMNS)}`);
        return;
      }
      if (now() - writtenAt < everyMs) return;
      last = line;
      writtenAt = now();
      stream.write(`${line}\n`);
    },
    end() {
      if (stream.isTTY === true && last !== '') stream.write('\n');
      last = '';
    },
  };
}
