import { userInfo } from 'node:os';
import { loadStorageConfig } from '../config.ts';
import { AppError, ErrorCode } from '../errors.ts';
import { readArguments } from './arguments.ts';
import { chooseMigration, targetOf } from './choose.ts';
import { ExitCode, type Io } from './io.ts';
import { archiveMail, restoreMail } from './mail/archive.ts';
import { copyMail } from './mail/copy.ts';
import { generateAccounts } from './mail/generate.ts';
import { importLogs } from './mail/log.ts';
import { listMissing } from './mail/missing.ts';
import { nameRelay } from './mail/relay.ts';
import { mailTexts } from './mail/texts.ts';
import type { MailWork } from './mail/work.ts';
import { CommandRefused } from './refusal.ts';
import { openSession } from './session.ts';

const ACTIONS: Readonly<Record<string, (work: MailWork) => Promise<ExitCode>>> = {
  log: importLogs,
  generate: generateAccounts,
  copy: copyMail,
  missing: listMissing,
  archive: archiveMail,
  restore: restoreMail,
  relay: nameRelay,
};

/** `mail log|generate|copy|missing|archive|restore|relay`: what is done with mail at the command line, through the running bot. */
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
    mailbox: 'text',
    to: 'text',
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
