import type { Dialer } from '../net/dial.ts';
import type { MailAccount } from './account.ts';
import type { ArchiveSession } from './archive-imap.ts';
import type { ArchiveKeeper } from './archive-keeper.ts';
import { SESSION_LIMITS } from './limits.ts';
import { MailError } from './mail-error.ts';
import { withPop3 } from './pop3.ts';
import { named, UID_VALIDITY, uidOf } from './pop3-survey.ts';

const FOLDER = 'INBOX';
/** No server takes a message of that size; it only bounds one that never ends. */
const MAX_MESSAGE_BYTES = 2 * 1024 ** 3;
/** A mailbox may take hours; each wait in it is bounded. */
const SESSION_MS = 24 * 3_600_000;

/** The same of a server that speaks POP3 only: the inbox, without flags and dates. Nothing is removed. */
export async function archiveOverPop3(
  dialer: Dialer,
  account: MailAccount,
  keeper: ArchiveKeeper,
  { signal, now, onProgress }: ArchiveSession,
): Promise<void> {
  await withPop3(
    dialer,
    account,
    signal,
    async (session) => {
      const messages = named(await session.list());
      const place = { folder: FOLDER, name: FOLDER, delimiter: '', uidValidity: UID_VALIDITY };
      const folder = await keeper.folder({ ...place, messages: messages.length, at: now() });
      let kept = 0;
      for (const { name, number } of messages) {
        const listed = { uidValidity: UID_VALIDITY, uid: uidOf(name), flags: [], date: '' };
        if (!(await keeper.holds(folder, listed))) {
          try {
            await keeper.keep(folder, listed, await keeper.store(folder, session.retrieve(number, MAX_MESSAGE_BYTES)));
          } catch (error) {
            // A refusal is of this message; the session goes on.
            if (!(error instanceof MailError) || error.code !== 'server-no') throw error;
            const detail = error.detail === undefined ? {} : { detail: error.detail };
            keeper.problem({ kind: 'unreadable', folder: FOLDER, uid: listed.uid, ...detail });
          }
        }
        kept += 1;
        onProgress({ messages: messages.length, kept });
      }
    },
    { ...SESSION_LIMITS, sessionMs: SESSION_MS },
  );
}
