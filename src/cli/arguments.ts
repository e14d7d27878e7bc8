import { type ParseArgsConfig, parseArgs } from 'node:util';
import { AppError, ErrorCode } from '../errors.ts';
import type { Target } from './operations.ts';

export type Arguments = {
  readonly positionals: readonly string[];
  readonly text: (name: string) => string | undefined;
  readonly flag: (name: string) => boolean;
};

/** The words after a command and its options; every option may also be `--lang`. Throws usage-wrong. */
export function readArguments(argv: readonly string[], options: Readonly<Record<string, 'text' | 'flag'>>): Arguments {
  const named = Object.entries({ ...options, lang: 'text' }).map(([name, kind]) => [
    name,
    { type: kind === 'text' ? 'string' : 'boolean' } as const,
  ]);
  const config: ParseArgsConfig = {
    args: [...argv],
    options: Object.fromEntries(named),
    allowPositionals: true,
    strict: true,
  };
  const { values, positionals } = parse(config);
  return {
    positionals,
    text: (name) => {
      const value = values[name];
      return typeof value === 'string' ? value : undefined;
    },
    flag: (name) => values[name] === true,
  };
}

function parse(config: ParseArgsConfig): ReturnType<typeof parseArgs> {
  try {
    return parseArgs(config);
  } catch (error) {
    if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
      throw new AppError(ErrorCode.UsageWrong, { option: /'(.+?)'/.exec(error.message)?.[1] ?? '' }, { cause: error });
    throw error;
  }
}

/** `--migration ID` or `--channel C`, one of the two. Throws usage-wrong. */
export function targetOf(given: Arguments): Target {
  const migration = given.text('migration');
  const channel = given.text('channel');
  if (migration !== undefined && channel === undefined) return { migration };
  if (channel !== undefined && migration === undefined) return { channel };
  throw new AppError(ErrorCode.UsageWrong, { option: '--migration / --channel' });
}
