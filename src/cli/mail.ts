import { userInfo } from 'node:os';
import path from 'node:path';
import { loadStorageConfig } from '../config.ts';
import { ErrorCode, isAppError } from '../errors.ts';
import { type Arguments, readArguments } from './arguments.ts';
import { chooseMigration, targetOf } from './choose.ts';
import { ExitCode, type Io } from './io.ts';
import { archiveMail, restoreMail } from './mail/archive.ts';
import { copyMail } from './mail/copy.ts';
import { MAIL_ACTIONS, type MailAction, optionsOf, wrongly } from './mail/forms.ts';
import { generateAccounts } from './mail/generate.ts';
import { importLogs } from './mail/log.ts';
import { listMissing } from './mail/missing.ts';
import { nameRelay } from './mail/relay.ts';
import { mailTexts } from './mail/texts.ts';
import type { MailCommand } from './mail/work.ts';
import { CommandRefused } from './refusal.ts';
import { openBot } from './session.ts';

const ACTIONS: Readonly<Record<MailAction, MailCommand>> = {
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
  const [typed, ...rest] = argv;
  if (typed === undefined) throw new CommandRefused((lang) => [mailTexts(lang).usage], ExitCode.Usage);
  const action = MAIL_ACTIONS.find((one) => one === typed);
  if (action === undefined) throw wrongly(undefined, { kind: 'unknown', word: typed, options: MAIL_ACTIONS });
  const given = readGiven(action, rest);
  const target = targetOf(given);
  const carryOut = ACTIONS[action](given);
  const config = loadStorageConfig(io.environment);
  const session = await openBot(config);
  if (session === undefined) {
    const looked = path.resolve(config.dataDir);
    throw new CommandRefused((lang) => [mailTexts(lang).needsBot(looked)], ExitCode.Trouble);
  }
  try {
    const { mail, operations } = session;
    const migrationId = await chooseMigration(session, target, io);
    return await carryOut({ io, given, migrationId, mail, operations, by: `cli:${userInfo().username}` });
  } finally {
    await session.close();
  }
}

const OPTIONS = {
  migration: 'text',
  channel: 'text',
  output: 'text',
  login: 'text',
  mailbox: 'text',
  to: 'text',
  security: 'text',
  host: 'text',
  'time-zone': 'text',
  follow: 'flag',
} as const;

function readGiven(action: MailAction, words: readonly string[]): Arguments {
  const options = optionsOf(action);
  const other = words.find((word) => word.startsWith('--') && !options.includes(word.split('=')[0] ?? ''));
  if (other !== undefined && words.indexOf('--') === -1)
    throw wrongly(action, { kind: 'unknown', word: other, options });
  try {
    return readArguments(words, OPTIONS);
  } catch (error) {
    if (!isAppError(error, ErrorCode.UsageWrong)) throw error;
    throw wrongly(action, { kind: 'unknown', word: String(error.details.option), options });
  }
}
