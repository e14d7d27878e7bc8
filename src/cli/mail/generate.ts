import { ExitCode } from '../io.ts';
import { generatePassword } from '../passwords.ts';
import { quoted } from './csv.ts';
import { wrongly } from './forms.ts';
import { writePrivately } from './private-file.ts';
import { mailTexts } from './texts.ts';
import type { MailCommand, MailWork } from './work.ts';

/**
 * New passwords for every mailbox that has none on the new server: into a file that only its owner can read, for the new
 * server's control panel, and shown nowhere. It is imported once the accounts are made: before, the server would refuse
 * what the bot tries, and a refused password is not tried again.
 */
export const generateAccounts: MailCommand = (given) => {
  const file = given.text('output');
  if (file === undefined) throw wrongly('generate', { kind: 'missing', what: '--output FILE' });
  return (work) => generateInto(file, work);
};

async function generateInto(file: string, { io, mail, migrationId }: MailWork): Promise<ExitCode> {
  const texts = mailTexts(io.lang);
  const { mailboxes } = await mail.outline(migrationId);
  const entries = mailboxes
    .filter(({ hasNew }) => !hasNew)
    .map(({ address }) => ({ address, password: generatePassword() }));
  if (entries.length === 0) {
    io.out(texts.nothingToGenerate);
    return ExitCode.Done;
  }
  const lines = ['address,new password', ...entries.map((one) => `${quoted(one.address)},${quoted(one.password)}`)];
  writePrivately(file, `${lines.join('\n')}\n`);
  for (const line of texts.generated(entries.length, file)) io.out(line);
  return ExitCode.Done;
}
