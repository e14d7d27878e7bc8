import { ExitCode } from '../io.ts';
import { generatePassword } from '../passwords.ts';
import { CommandRefused } from '../refusal.ts';
import { quoted } from './csv.ts';
import { writePrivately } from './private-file.ts';
import { mailTexts } from './texts.ts';
import type { MailWork } from './work.ts';

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
  const lines = ['address,password', ...entries.map((one) => `${quoted(one.mailbox)},${quoted(one.password)}`)];
  writePrivately(file, `${lines.join('\n')}\n`);
  await operations.importCredentials(migrationId, entries, by);
  for (const line of texts.generated(entries.length, file)) io.out(line);
  return ExitCode.Done;
}
