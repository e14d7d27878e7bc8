import { ConfigError, readEnvironment } from '../config.ts';
import { AppError, ErrorCode } from '../errors.ts';
import { ExitCode, type Io, type Lang, langOf } from './io.ts';
import { CommandRefused } from './refusal.ts';
import { textsIn } from './texts.ts';

/** A command: what it is called with, and how it ends. Loaded when it is called for, and no sooner. */
type Command = (argv: readonly string[], io: Io) => Promise<ExitCode>;

const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  vault: async () => (await import('./vault.ts')).vaultCommand,
  mail: async () => (await import('./mail.ts')).mailCommand,
  journal: async () => (await import('./journal.ts')).journalCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
};

/**
 * Runs one command of the command line and answers its exit status. Whatever the catalogue of errors knows is said in
 * the person's language; anything else is a defect, and thrown.
 */
export async function runCommandLine(
  argv: readonly string[],
  surroundings: Pick<Io, 'environment' | 'out' | 'err'> & { readonly envFile?: string },
): Promise<ExitCode> {
  const [name = '', ...rest] = argv;
  const lang = langOf(namedLang(rest), surroundings.environment);
  try {
    return await run(name, rest, {
      ...surroundings,
      lang,
      environment: readEnvironment(surroundings.environment, surroundings.envFile),
    });
  } catch (error) {
    if (error instanceof CommandRefused) {
      for (const line of error.lines(lang)) surroundings.err(line);
      return error.exitCode;
    }
    if (!(error instanceof AppError)) throw error;
    surroundings.err(error instanceof ConfigError ? error.message : await sentence(error, lang));
    if (error.code === ErrorCode.UsageWrong) surroundings.err(await usageOf(name, lang));
    return exitCodeOf(error);
  }
}

async function run(name: string, argv: readonly string[], io: Io): Promise<ExitCode> {
  if (['help', '--help', '-h'].includes(name) || argv.includes('--help')) {
    io.out(await usageOf(name, io.lang));
    return ExitCode.Done;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load === undefined) throw new AppError(ErrorCode.UsageWrong, { argument: name });
  return (await load())(argv, io);
}

async function usageOf(name: string, lang: Lang): Promise<string> {
  if (name === 'doctor') return (await import('./doctor/help.ts')).doctorHelp[lang];
  if (name !== 'mail') return textsIn(lang).usage;
  const { mailTexts } = await import('./mail/texts.ts');
  return mailTexts(lang).usage;
}

/** The words are loaded only when there is something to say. */
async function sentence({ code, details }: AppError, lang: Lang): Promise<string> {
  const { wordsFor } = await import('../words/words.ts');
  return wordsFor(lang, { style: 'plain', timeZone: 'UTC' }).error(code, details);
}

/** `--lang ja` or `--lang=ja`, read ahead of all else: a refusal of the arguments is to be understood as well. */
function namedLang(argv: readonly string[]): string | undefined {
  const at = argv.findIndex((word) => word === '--lang' || word.startsWith('--lang='));
  return at < 0 ? undefined : (argv[at]?.split('=')[1] ?? argv[at + 1]);
}

function exitCodeOf({ code }: AppError): ExitCode {
  if (code === ErrorCode.UsageWrong) return ExitCode.Usage;
  if (code === ErrorCode.MigrationUnknown || code === ErrorCode.MigrationAmbiguous) return ExitCode.Refused;
  return ExitCode.Trouble;
}
