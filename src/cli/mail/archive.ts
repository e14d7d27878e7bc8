import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAppError } from '../../errors.ts';
import { speltAddress } from '../../service/spelt-address.ts';
import { wordsFor } from '../../words/words.ts';
import type { Arguments } from '../arguments.ts';
import { ExitCode } from '../io.ts';
import type { Job } from '../keeping-operations.ts';
import { archiveTexts } from './archive-texts.ts';
import { bar, createProgress } from './bar.ts';
import { wrongly } from './forms.ts';
import type { MailCommand, MailWork } from './work.ts';

const ASK_AGAIN_MS = 500;

/** `mail archive DIR`: keeps the old mailboxes as files on the bot's machine, reads them back, and says what is wanting. */
export const archiveMail: MailCommand = (given) => {
  const directory = directoryOf(given, 'archive');
  const mailbox = addressIn(given.text('mailbox'));
  return async (work) => {
    const request = { directory, by: work.by, ...(mailbox === undefined ? {} : { mailbox }) };
    return follow(work, await work.mail.beginArchive(work.migrationId, request));
  };
};

/** `mail restore DIR --mailbox A`: puts a mailbox of the archive into a new folder of the new server, and compares. */
export const restoreMail: MailCommand = (given) => {
  const directory = directoryOf(given, 'restore');
  const mailbox = addressIn(given.text('mailbox'));
  const to = addressIn(given.text('to'));
  if (mailbox === undefined) throw wrongly('restore', { kind: 'missing', what: '--mailbox ADDRESS' });
  return async (work) => {
    const request = { directory, mailbox, by: work.by, ...(to === undefined ? {} : { to }) };
    return follow(work, await work.mail.beginRestore(work.migrationId, request), to);
  };
};

const addressIn = (typed: string | undefined): string | undefined =>
  typed === undefined ? undefined : speltAddress(typed);

/** The bot may have been started elsewhere than this command: it is told the whole path. */
function directoryOf({ positionals }: Arguments, action: 'archive' | 'restore'): string {
  const [directory, extra] = positionals;
  if (directory === undefined) throw wrongly(action, { kind: 'missing', what: 'DIRECTORY' });
  if (extra !== undefined) throw wrongly(action, { kind: 'extra', word: extra });
  return path.resolve(directory);
}

async function follow(
  { io, mail, migrationId }: MailWork,
  begun: Awaited<ReturnType<MailWork['mail']['beginArchive']>>,
  /** The mailbox that a restore goes into, where it is another. */
  to?: string,
): Promise<ExitCode> {
  const texts = archiveTexts(io.lang);
  if ('refused' in begun) {
    io.err(texts.notBegun[begun.refused]);
    return ExitCode.Refused;
  }
  const progress = createProgress(process.stderr, Date.now);
  try {
    for (;;) {
      const job = await mail.job(migrationId);
      // Another one in its place: this one ended between two questions, and somebody began the next.
      if (job === undefined || job.number !== begun.number) {
        io.err(texts.lostSight);
        return ExitCode.Trouble;
      }
      if (job.state !== 'running') return tell(job, io, to);
      progress.show(progressOf(job, io.lang));
      await delay(ASK_AGAIN_MS);
    }
  } catch (error) {
    if (!isAppError(error, 'socket-failed')) throw error;
    io.err(texts.botGone);
    return ExitCode.Trouble;
  } finally {
    progress.end();
  }
}

function progressOf({ mailboxes }: Job, lang: 'en' | 'ja'): string {
  const finished = mailboxes.filter(({ state }) => state !== 'waiting' && state !== 'running').length;
  const at = mailboxes.find(({ state }) => state === 'running');
  const share = at === undefined || at.messages === 0 ? 0 : at.done / at.messages;
  const line = bar(finished + share, mailboxes.length);
  const place = { mailbox: at?.mailbox ?? '', done: at?.done ?? 0, messages: at?.messages ?? 0 };
  return archiveTexts(lang).progress(line, `${finished}/${mailboxes.length}`, place);
}

function tell({ kind, state, mailboxes, leftOut, record }: Job, io: MailWork['io'], to?: string): ExitCode {
  const texts = archiveTexts(io.lang);
  const words = wordsFor(io.lang, { style: 'plain', timeZone: 'UTC' });
  for (const one of mailboxes) {
    const { mailbox, code, problems, missing, extra = 0 } = one;
    if (one.state === 'whole') io.out(kind === 'archive' ? texts.kept(one) : texts.equal(one));
    else if (code === 'damaged' || code === 'no-archive') io.out(texts.unrestorable[code](mailbox));
    else if (code !== undefined) io.out(texts.failed(mailbox, words.failure(code)));
    else io.out(kind === 'archive' ? texts.wanting(one) : texts.differs(one));
    for (const problem of problems) io.out(`    ${texts.problem[problem.kind](problem)}`);
    for (const message of missing) io.out(`    ${texts.missing(message)}`);
    if (extra > 0) io.out(`    ${texts.extra(extra)}`);
    if (kind === 'restore' && one.folder !== undefined) io.out(`    ${texts.folderStays(to ?? mailbox, one.folder)}`);
  }
  if (leftOut.length > 0) io.out(texts.leftOut(leftOut));
  if (state === 'cancelled') io.err(texts.botGone);
  if (record === 'told') io.out(texts.told[kind]);
  else if (record === 'not-all') io.out(texts.notAll);
  else if (record !== undefined) io.err(words.refusal(record));
  return mailboxes.every((one) => one.state === 'whole') && state === 'ended' && typeof record === 'string'
    ? ExitCode.Done
    : ExitCode.Refused;
}
