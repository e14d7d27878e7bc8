import { setTimeout as delay } from 'node:timers/promises';
import { wordsFor } from '../../words/words.ts';
import { ExitCode } from '../io.ts';
import type { ContentState } from '../mail-operations.ts';
import { bar, createProgress } from './bar.ts';
import { wrongly } from './forms.ts';
import { mailTexts } from './texts.ts';
import type { MailCommand, MailWork } from './work.ts';

const ASK_AGAIN_MS = 500;

/** Compares all mailboxes now (and copies, where that is switched on), shows how far it is, and then what is missing. */
export const copyMail: MailCommand = ({ positionals: [extra] }) => {
  if (extra !== undefined) throw wrongly('copy', { kind: 'extra', word: extra });
  return copied;
};

async function copied({ io, mail, migrationId }: MailWork): Promise<ExitCode> {
  const texts = mailTexts(io.lang);
  const before = (await mail.contentState(migrationId)).lookedAt ?? 0;
  const { refusal } = await mail.beginContent(migrationId);
  if (refusal !== undefined) {
    io.err(wordsFor(io.lang, { style: 'plain', timeZone: 'UTC' }).refusal(refusal));
    return ExitCode.Refused;
  }
  const progress = createProgress(process.stderr, Date.now);
  let state = await mail.contentState(migrationId);
  while ((state.lookedAt ?? 0) <= before) {
    const { mailboxes = 0, mailboxesDone = 0, messages = 0, copied = 0 } = state.progress ?? {};
    if (state.isCopying && state.progress !== undefined)
      progress.show(texts.progress(bar(mailboxesDone, mailboxes), copied, messages, `${mailboxesDone}/${mailboxes}`));
    await delay(ASK_AGAIN_MS);
    state = await mail.contentState(migrationId);
  }
  progress.end();
  for (const line of linesOf(state, io.lang)) io.out(line);
  if (!state.isCopying) io.out(texts.compareOnly);
  return state.mailboxes.every(({ missing, failed }) => missing === 0 && failed === undefined)
    ? ExitCode.Done
    : ExitCode.Refused;
}

function linesOf({ mailboxes }: ContentState, lang: 'en' | 'ja'): readonly string[] {
  const texts = mailTexts(lang);
  const words = wordsFor(lang, { style: 'plain', timeZone: 'UTC' });
  return mailboxes.map(({ address, messages = 0, verified, missing, failed }) => {
    if (failed !== undefined) return texts.mailboxFailed(address, words.failure(failed));
    if (verified === undefined || missing === undefined) return texts.mailboxUnseen(address);
    return missing === 0
      ? texts.mailbox({ address, messages, verified })
      : texts.mailboxMissing({ address, messages, missing });
  });
}
