import type { Environment } from '../config.ts';

export type Lang = 'en' | 'ja';

/** What a command has of its surroundings. */
export type Io = {
  readonly environment: Environment;
  readonly lang: Lang;
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
};

/** How a command ends, as its exit status. */
export const ExitCode = {
  Done: 0,
  /** What was asked for is not so: lines of a file are wrong, a journal is not whole, there is no such migration. */
  Refused: 1,
  /** The command line itself is wrong. */
  Usage: 2,
  /** The surroundings are not right: configuration, files, database, the running bot. */
  Trouble: 3,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** The language named, else that of the locale (POSIX order), else English. */
export function langOf(named: string | undefined, environment: Environment): Lang {
  const locale = named ?? (environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || 'en');
  return /^ja\b|^ja_/i.test(locale) ? 'ja' : 'en';
}
