import { userInfo } from 'node:os';
import { loadStorageConfig } from '../config.ts';
import { AppError, ErrorCode } from '../errors.ts';
import { type Arguments, readArguments } from './arguments.ts';
import { chooseMigration, targetOf } from './choose.ts';
import { ExitCode, type Io } from './io.ts';
import { copyMail } from './mail/copy.ts';
import { generateAccounts } from './mail/generate.ts';
import { importLogs } from './mail/log.ts';
import { nameRelay } from './mail/relay.ts';
import { mailTexts } from './mail/texts.ts';
import type { MailOperations } from './mail-operations.ts';
import type { Operations } from './operations.ts';
import { CommandRefused } from './refusal.ts';
import { openSession } from './session.ts';

/** What a command of `npm run mail` works on: one migration of the running bot. */
export type MailWork = {
  readonly io: Io;
  readonly given: Arguments;
  readonly migrationId: string;
  readonly mail: MailOperations;
  readonly operations: Operations;
  /** As the journal names whoever sits at this machine. */
  readonly by: string;
};

const ACTIONS: Readonly<Record<string, (work: MailWork) => Promise<ExitCode>>> = {
  log: importLogs,
  generate: generateAccounts,
  copy: copyMail,
  relay: nameRelay,
};

/** `mail log|generate|copy|relay`: what is done with mail at the command line, through the running bot. */
export async function mailCommand(argv: readonly string[], io: Io): Promise<ExitCode> {
  const [action, ...rest] = argv;
  if (action === undefined) throw new CommandRefused((lang) => [mailTexts(lang).usage], ExitCode.Usage);
  const act = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (act === undefined) throw new AppError(ErrorCode.UsageWrong, { argument: `mail ${action}` });
  const given = readArguments(rest, {
    migration: 'text',
    channel: 'text',
    output: 'text',
    login: 'text',
    security: 'text',
    follow: 'flag',
  });
  const target = targetOf(given);
  const session = await openSession(loadStorageConfig(io.environment));
  try {
    const { mail, operations } = session;
    if (mail === undefined) throw new CommandRefused((lang) => [mailTexts(lang).needsBot], ExitCode.Trouble);
    const migrationId = await chooseMigration(session, target, io);
    return await act({ io, given, migrationId, mail, operations, by: `cli:${userInfo().username}` });
  } finally {
    await session.close();
  }
}
