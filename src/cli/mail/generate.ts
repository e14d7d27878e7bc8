import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { AppError, ErrorCode } from '../../errors.ts';
import { ExitCode } from '../io.ts';
import type { MailWork } from '../mail.ts';
import { generatePassword } from '../passwords.ts';
import { CommandRefused } from '../refusal.ts';
import { mailTexts } from './texts.ts';

/**
 * New passwords for every mailbox that has none on the new server: into a file that only its owner can read, for the new
 * server's control panel, and then into the vault. They are shown nowhere.
 */
export async function generateAccounts({ io, given, mail, operations, migrationId, by }: MailWork): Promise<ExitCode> {
  const file = given.text('output');
  if (file === undefined) throw new CommandRefused((lang) => [mailTexts(lang).usage], ExitCode.Usage);
  const texts = mailTexts(io.lang);
  const { mailboxes } = await mail.outline(migrationId);
  const entries = mailboxes
    .filter(({ hasNew }) => !hasNew)
    .map(({ address }) => ({ mailbox: address, side: 'new' as const, user: address, password: generatePassword() }));
  if (entries.length === 0) {
    io.out(texts.nothingToGenerate);
    return ExitCode.Done;
  }
  // The file first: a password that only the vault knows could never be set in the panel.
  const lines = ['address,password', ...entries.map((one) => `${cell(one.mailbox)},${cell(one.password)}`)];
  writePrivately(file, `${lines.join('\n')}\n`);
  await operations.importCredentials(migrationId, entries, by);
  for (const line of texts.generated(entries.length, file)) io.out(line);
  return ExitCode.Done;
}

/** A quoted cell is a cell whatever stands in it (RFC 4180). */
const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;

function writePrivately(file: string, text: string): void {
  let handle: number;
  try {
    handle = openSync(file, 'wx', 0o600);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      throw new CommandRefused((lang) => [mailTexts(lang).fileExists(file)], ExitCode.Refused);
    throw new AppError(ErrorCode.FileUnwritable, { path: file }, { cause: error });
  }
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
