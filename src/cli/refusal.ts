import type { ExitCode, Lang } from './io.ts';

/** A command line that is not carried out, with the lines that say why and what to type instead. */
export class CommandRefused extends Error {
  override readonly name = 'CommandRefused';
  readonly lines: (lang: Lang) => readonly string[];
  readonly exitCode: ExitCode;

  constructor(lines: (lang: Lang) => readonly string[], exitCode: ExitCode) {
    super(lines('en').join(' '));
    this.lines = lines;
    this.exitCode = exitCode;
  }
}
