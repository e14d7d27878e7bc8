import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { loadStorageConfig } from '../config.ts';
import { AppError, ErrorCode } from '../errors.ts';
import { EVERY_MAILBOX } from '../migration/keys.ts';
import { type Account, type AccountsFile, parseAccounts } from '../service/accounts-csv.ts';
import { loadPasswordJudge } from '../service/password-judge.ts';
import type { NewCredentials } from '../store/vault.ts';
import { readArguments } from './arguments.ts';
import { chooseMigration, namedTargetOf, targetOf } from './choose.ts';
import { textsIn as lackingIn } from './choose-texts.ts';
import { ExitCode, type Io } from './io.ts';
import { mailTexts } from './mail/texts.ts';
import { CommandRefused } from './refusal.ts';
import { rotateKeys } from './rotate.ts';
import { openSession, type Session } from './session.ts';
import { readSharedFile, type SharedKind } from './shared-file.ts';
import { textsIn as sharedIn } from './shared-texts.ts';
import { type Texts, textsIn } from './texts.ts';

/** `vault import|oauth|master|list|forget|rotate`. Credentials come from a file, never from arguments, which every user of the machine can see. */
export async function vaultCommand(argv: readonly string[], io: Io): Promise<ExitCode> {
  const [action, ...rest] = argv;
  if (action === 'import') return importAccounts(rest, io);
  if (action === 'oauth' || action === 'master') return importShared(action, rest, io);
  if (action === 'list') return listCredentials(rest, io);
  if (action === 'forget') return forgetCredentials(rest, io);
  if (action === 'rotate') return rotateKeys(rest, io);
  if (action === undefined) throw new CommandRefused((lang) => [textsIn(lang).usage], ExitCode.Usage);
  throw new AppError(ErrorCode.UsageWrong, { argument: `vault ${action}` });
}

async function importAccounts(argv: readonly string[], io: Io): Promise<ExitCode> {
  const given = readArguments(argv, { migration: 'text', channel: 'text', 'skip-bad': 'flag' });
  const target = targetOf(given);
  const [file, ...more] = given.positionals;
  if (file === undefined)
    throw new CommandRefused((lang) => [lackingIn(lang).missing('npm run vault -- import FILE')], ExitCode.Usage);
  if (more.length > 0) throw new AppError(ErrorCode.UsageWrong, { argument: more.join(' ') });
  const texts = textsIn(io.lang);
  const parsed = parseAccounts(readAccountsFile(file));
  describe(parsed, texts, io);
  const fatal = parsed.problems.some((problem) => problem.fatal);
  if (fatal || (parsed.problems.length > 0 && !given.flag('skip-bad'))) {
    io.err(texts.nothingImported(parsed.problems.length, !fatal));
    return ExitCode.Refused;
  }
  const entries = parsed.accounts.flatMap(credentialsOf);
  if (entries.length === 0) {
    io.err(texts.nothingToImport);
    return ExitCode.Refused;
  }
  return inSession(io, async (session) => {
    const { operations, through } = session;
    const migrationId = await chooseMigration(session, target, io);
    const stored = await operations.importCredentials(migrationId, entries, `cli:${userInfo().username}`);
    io.out(
      texts.imported({
        old: stored.filter(({ side }) => side === 'old').length,
        new: stored.filter(({ side }) => side === 'new').length,
        skipped: parsed.problems.length,
        blank: parsed.accounts.filter((account) => credentialsOf(account).length === 0).length,
      }),
    );
    if (through === 'store') io.out(texts.tellsAtStart);
    if (file !== '-') io.out(texts.deleteFile(file));
    await warnOfWeak(entries, io);
    return ExitCode.Done;
  });
}

/** Of the new server alone: the old one's passwords go with it. Said after the import, which is not held up by it. */
async function warnOfWeak(entries: readonly NewCredentials[], io: Io): Promise<void> {
  const passwords = entries.flatMap((one) => (one.side === 'new' && 'password' in one ? [one] : []));
  if (passwords.length === 0) return;
  const judge = await loadPasswordJudge();
  const weak = passwords.filter(({ mailbox, user, password }) => judge(password, [mailbox, user]).weak);
  if (weak.length > 0) io.err(mailTexts(io.lang).weak(weak.map(({ mailbox }) => mailbox)));
}

/** One app or master user for all mailboxes of a side. */
async function importShared(kind: SharedKind, argv: readonly string[], io: Io): Promise<ExitCode> {
  const given = readArguments(argv, { migration: 'text', channel: 'text', side: 'text' });
  const target = targetOf(given);
  const [file, ...more] = given.positionals;
  const side = given.text('side');
  if (file === undefined || (side !== 'old' && side !== 'new')) {
    const wanted = `npm run vault -- ${kind} --side old|new FILE`;
    throw new CommandRefused((lang) => [lackingIn(lang).missing(wanted)], ExitCode.Usage);
  }
  if (more.length > 0) throw new AppError(ErrorCode.UsageWrong, { argument: more.join(' ') });
  const texts = sharedIn(io.lang);
  const read = readSharedFile(kind, Buffer.from(readAccountsFile(file)).toString('utf8'));
  if (!read.ok) {
    for (const line of texts.wrongFile(kind, read.fields)) io.err(line);
    return ExitCode.Refused;
  }
  const entry: NewCredentials = { ...read.credentials, mailbox: EVERY_MAILBOX, side };
  return inSession(io, async (session) => {
    const migrationId = await chooseMigration(session, target, io);
    await session.operations.importCredentials(migrationId, [entry], `cli:${userInfo().username}`);
    io.out(texts.stored(kind, side));
    if (session.through === 'store') io.out(textsIn(io.lang).tellsAtStart);
    if (file !== '-') io.out(texts.deleteFile(file));
    return ExitCode.Done;
  });
}

async function listCredentials(argv: readonly string[], io: Io): Promise<ExitCode> {
  const target = targetOf(readArguments(argv, { migration: 'text', channel: 'text' }));
  const texts = textsIn(io.lang);
  return inSession(io, async (session) => {
    const entries = await session.operations.listCredentials(await chooseMigration(session, target, io));
    for (const { mailbox, side, version } of entries) {
      const named = mailbox === EVERY_MAILBOX ? sharedIn(io.lang).everyMailbox : mailbox;
      io.out(texts.credentials(named, side, version));
    }
    if (entries.length === 0) io.out(texts.noCredentials);
    return ExitCode.Done;
  });
}

async function forgetCredentials(argv: readonly string[], io: Io): Promise<ExitCode> {
  const given = readArguments(argv, { migration: 'text', channel: 'text', ended: 'flag', yes: 'flag' });
  const target = given.flag('ended') ? undefined : namedTargetOf(given);
  const texts = textsIn(io.lang);
  return inSession(io, async ({ operations }) => {
    const ids =
      target === undefined
        ? (await operations.listMigrations()).filter(({ ended }) => ended).map(({ id }) => id)
        : [await operations.resolve(target)];
    if (given.flag('yes')) {
      const { count, gone } = await operations.forgetCredentials(ids);
      io.out(texts.forgotten(count));
      if (!gone) io.err(texts.notGone);
      return gone ? ExitCode.Done : ExitCode.Refused;
    }
    let count = 0;
    for (const id of ids) count += (await operations.listCredentials(id)).length;
    io.err(texts.forgetNeedsYes(count));
    return ExitCode.Refused;
  });
}

async function inSession(io: Io, work: (session: Session) => Promise<ExitCode>): Promise<ExitCode> {
  const session = await openSession(loadStorageConfig(io.environment));
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

function readAccountsFile(file: string): Uint8Array {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    throw new AppError(ErrorCode.FileUnreadable, { path: file }, { cause: error });
  }
}

function describe(parsed: AccountsFile, texts: Texts, io: Io): void {
  const { encoding, delimiter, ignoredColumns, problems } = parsed;
  if (encoding !== undefined && delimiter !== undefined) io.out(texts.readAs(encoding, delimiter));
  if (ignoredColumns.length > 0) io.out(texts.ignoredColumns(ignoredColumns));
  for (const problem of problems) io.err(texts.problem(problem));
}

function credentialsOf(account: Account): readonly NewCredentials[] {
  return (['old', 'new'] as const).flatMap((side) => {
    const credentials = account[side];
    return credentials === undefined ? [] : [{ mailbox: account.address, side, ...credentials }];
  });
}
