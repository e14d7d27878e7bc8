import { speltAddress } from '../../service/spelt-address.ts';
import { ExitCode } from '../io.ts';
import type { Missing } from '../keeping-operations.ts';
import { archiveTexts } from './archive-texts.ts';
import { csvLine } from './csv.ts';
import { wrongly } from './forms.ts';
import { writePrivately } from './private-file.ts';
import type { MailCommand, MailWork } from './work.ts';

/** `mail missing --mailbox A`: each message of a mailbox that is not on the new server, as CSV. */
export const listMissing: MailCommand = (given) => {
  const typed = given.text('mailbox');
  const mailbox = typed === undefined ? undefined : speltAddress(typed);
  const [extra] = given.positionals;
  if (mailbox === undefined) throw wrongly('missing', { kind: 'missing', what: '--mailbox ADDRESS' });
  if (extra !== undefined) throw wrongly('missing', { kind: 'extra', word: extra });
  return (work) => listOf(mailbox, work);
};

async function listOf(mailbox: string, { io, given, mail, migrationId }: MailWork): Promise<ExitCode> {
  const texts = archiveTexts(io.lang);
  const found = await mail.missing(migrationId, mailbox);
  if (found === 'none' || found === 'unseen') {
    io.err(found === 'none' ? texts.notBegun['unknown-mailbox'] : texts.notCompared);
    return ExitCode.Refused;
  }
  const lines = linesOf(found);
  const file = given.text('output');
  if (file === undefined) for (const line of lines) io.out(line);
  else writePrivately(file, lines.map((line) => `${line}\r\n`).join(''));
  const seenAt = new Date(found.lookedAt).toISOString();
  // Beside the list, which may be standard output.
  io.err(texts.missingListed({ mailbox, total: found.total, listed: found.messages.length, seenAt, file }));
  return ExitCode.Done;
}

function linesOf({ messages }: Missing): readonly string[] {
  const head = ['folder', 'date', 'size_bytes', 'from', 'message_id', 'reason', 'detail'];
  const rows = messages.map(({ folder, at, sizeBytes, from = '', messageId = '', reason, detail = '' }) => [
    folder,
    new Date(at).toISOString(),
    String(sizeBytes),
    from,
    messageId,
    reason,
    detail,
  ]);
  return [head, ...rows].map(csvLine);
}
