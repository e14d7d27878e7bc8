import { type ParseArgsConfig, parseArgs } from 'node:util';
import { AppError, ErrorCode } from '../errors.ts';
import { textsIn } from './choose-texts.ts';
import { ExitCode } from './io.ts';
import { CommandRefused } from './refusal.ts';

export type Arguments = {
  readonly positionals: readonly string[];
  readonly text: (name: string) => string | undefined;
  readonly flag: (name: string) => boolean;
};

/** The words after a command and its options; every option may also be `--lang`. Throws usage-wrong, CommandRefused. */
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
    if (!(error instanceof TypeError && 'code' in error)) throw error;
    const option = /'(.+?)'/.exec(error.message)?.[1] ?? '';
    if (error.code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE' && error.message.includes('argument missing'))
      throw new CommandRefused((lang) => [textsIn(lang).missingValue(option.split(' ')[0] ?? '')], ExitCode.Usage);
    if (String(error.code).startsWith('ERR_PARSE_ARGS'))
      throw new AppError(ErrorCode.UsageWrong, { option }, { cause: error });
    throw error;
  }
}
