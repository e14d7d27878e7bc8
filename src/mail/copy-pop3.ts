import type { LedgerLine, MailboxContent, MailboxLedger, MissingReason } from '../migration/mail-observations.ts';
import type { Failure } from '../migration/observations.ts';
import type { Dialer } from '../net/dial.ts';
import { appendAll, type Outgoing } from './append.ts';
import { bodyDigest } from './body-digest.ts';
import { digestOf, fingerprintOf, type Indexed, nextUid, select } from './content-index.ts';
import { accountOfContents } from './contents.ts';
import type { CopyAccounts, CopyOptions } from './copy.ts';
import { verifyAppended } from './copy-verify.ts';
import { readHeaders } from './delivery.ts';
import { fieldOf, parseDate } from './headers.ts';
import { internalDateOf } from './internal-date.ts';
import { SESSION_LIMITS } from './limits.ts';
import { failureOf, MailError } from './mail-error.ts';
import { messageDigest } from './message-digest.ts';
import { createPacer, type Pacer } from './pacer.ts';
import { type Pop3Session, withPop3 } from './pop3.ts';
import { type Named, named, UID_VALIDITY, uidOf } from './pop3-survey.ts';
import { type RawImap, withRawImap } from './raw-imap/session.ts';
import { isRefusal } from './server-refusal.ts';
import { keyOfMessage, readSide } from './side-contents.ts';
import { type DigestsOfSide, digestsOn } from './tell-apart.ts';
import { backOffMs, MOST_THROTTLED } from './throttle.ts';
import { inTurn } from './turns.ts';

const FOLDER = 'INBOX';
const HEADER_BYTES = 64 * 1024;
/** POP3 does not say how long a message will be: it is held whole. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_NAMED = 200;
const RETRY_MS = 2_000;
/** A POP3 server may hang up after ten minutes of silence (RFC 1939 section 3). */
const LONGEST_WAIT_MS = 5 * 60_000;
const HOURS_MS = 12 * 3_600_000;

type Letter = { readonly one: Indexed; readonly message: Named; readonly from: string; readonly messageId: string };

/**
 * Holds what lies on a server that speaks POP3 only against the mailbox on the new server, and copies what was never
 * there, into its inbox: POP3 knows no folders and no flags, and dates nothing, so the stamp of the last host stands for
 * the date. What clients have taken off the old server is not seen here. Never rejects.
 */
export async function copyFromPop3(
  dialer: Dialer,
  accounts: CopyAccounts,
  ledger: MailboxLedger,
  options: CopyOptions,
): Promise<MailboxContent | Failure> {
  const { signal } = options;
  const limits = { ...(options.limits ?? SESSION_LIMITS), sessionMs: HOURS_MS };
  const copyAll = () =>
    withPop3(
      dialer,
      accounts.old,
      signal,
      (from) => withRawImap(dialer, accounts.new, signal, (to) => copy(from, to, ledger, options), limits),
      limits,
    );
  try {
    return options.mode === 'copy' ? await inTurn(accounts.new, copyAll) : await copyAll();
  } catch (error) {
    return failureOf(error, options.now());
  }
}

async function copy(
  from: Pop3Session,
  to: RawImap,
  ledger: MailboxLedger,
  options: CopyOptions,
): Promise<MailboxContent> {
  const at = options.now();
  const letters = await readLetters(from);
  const byIndexed = new Map(letters.map((letter) => [letter.one, letter]));
  const keyOf = ({ uid }: Indexed) => keyOfMessage(FOLDER, UID_VALIDITY, uid);
  const there = await readSide(to);
  const old = { folders: [{ name: FOLDER, uidValidity: UID_VALIDITY }], messages: letters.map(({ one }) => one) };
  const digests = { old: digestsIn(from, byIndexed), new: digestsOn(to, there) };
  const account = await accountOfContents(digests, { old, new: there }, await ledger.read(), at);
  await ledger.add(account.fresh);
  const lineOf = (one: Indexed, on: string): LedgerLine => ({
    fingerprint: fingerprintOf(one),
    folder: FOLDER,
    uidValidity: UID_VALIDITY,
    uid: one.uid,
    verifiedAt: at,
    on,
  });
  const open = account.missing;
  const done = new Set<Indexed>();
  const refused = new Map<Indexed, { readonly reason: Exclude<MissingReason, 'missing'>; readonly detail?: string }>();
  for (const one of account.altered) refused.set(one, { reason: 'altered' });
  let copied = 0;
  if (options.mode === 'copy' && open.length > 0) {
    const inbox = there.folders.find(({ specialUse }) => specialUse === 'inbox')?.path ?? FOLDER;
    const opened = await select(to, inbox);
    let uidNext = await nextUid(to, opened);
    const pacer = options.pacer ?? createPacer();
    for (const one of open) {
      options.signal.throwIfAborted();
      if (refused.has(one)) continue;
      await pacer.wait(1, options.signal);
      const letter = byIndexed.get(one);
      const body = letter === undefined ? undefined : await whole(from, letter.message.number);
      if (body === undefined) {
        refused.set(one, { reason: 'too-big' });
        continue;
      }
      const message: Outgoing = { body, flags: [], date: one.date };
      const given = new Map<Outgoing, number>();
      const [result] = await patiently(options, pacer, () => appendAll(to, inbox, [message], given));
      if (result !== 'accepted') {
        refused.set(one, result ?? { reason: 'unreadable' });
        continue;
      }
      const uid = given.get(message);
      const uids = new Map(uid === undefined ? [] : [[one, uid] as const]);
      const digestsOf = async () => new Map([[one, await bodyDigest([body])] as const]);
      const seen = await verifyAppended(to, [one], uidNext, uids, digestsOf);
      uidNext = seen.uidNext;
      const alteredUid = seen.altered.get(one);
      if (alteredUid !== undefined) {
        const { uidValidity } = opened;
        await ledger.add([{ ...lineOf(one, FOLDER), altered: { uidValidity, uid: alteredUid } }]);
        refused.set(one, { reason: 'altered' });
      }
      if (!seen.found.has(one)) continue;
      await ledger.add([lineOf(one, FOLDER)]);
      done.add(one);
      copied += 1;
      options.onProgress?.({ messages: letters.length, verified: letters.length - open.length + copied, copied });
    }
  }
  const left = open.filter((one) => !done.has(one));
  return {
    outcome: 'ok',
    at,
    messages: letters.length,
    verified: letters.length - left.length,
    copied,
    missingTotal: left.length,
    missing: left.slice(0, MOST_NAMED).map((one) => {
      const letter = byIndexed.get(one);
      return {
        key: keyOf(one),
        folder: FOLDER,
        at: Date.parse(one.date.replaceAll('-', ' ')) || 0,
        sizeBytes: one.size,
        ...(letter?.from ? { from: letter.from } : {}),
        ...(letter?.messageId ? { messageId: letter.messageId } : {}),
        ...(refused.get(one) ?? { reason: 'missing' as const }),
      };
    }),
  };
}

/** A message that is taken later is taken: the session is kept meanwhile. Rejects when the server never has enough time. */
async function patiently<T>(
  { signal, retryMs = RETRY_MS }: CopyOptions,
  pacer: Pacer,
  put: () => Promise<T>,
): Promise<T> {
  for (let times = 0; ; times += 1) {
    try {
      return await put();
    } catch (error) {
      const isThrottled = error instanceof MailError && error.code === 'login-limit';
      if (!isThrottled || times + 1 >= MOST_THROTTLED) throw error;
      pacer.backOff(Math.min(LONGEST_WAIT_MS, backOffMs(times, error.detail, retryMs)));
      await pacer.wait(0, signal);
    }
  }
}

async function readLetters(from: Pop3Session): Promise<readonly Letter[]> {
  const messages = named(await from.list());
  const letters: Letter[] = [];
  const numbers = messages.map(({ number }) => number);
  for await (const header of from.headers(numbers, HEADER_BYTES)) {
    const message = messages[letters.length];
    if (message === undefined) break;
    const { fields, received } = readHeaders(header);
    const texts = ['message-id', 'date', 'from', 'subject'].map((name) => fieldOf(fields, name) ?? '');
    const [messageId = '', date = '', writer = ''] = texts;
    const stamped = received[0]?.at ?? parseDate(date);
    const one: Indexed = {
      folder: 0,
      uid: uidOf(message.name),
      size: message.sizeBytes,
      date: stamped === undefined ? '' : internalDateOf(stamped),
      ...digestOf(texts),
    };
    letters.push({ one, message, from: writer.slice(0, 200), messageId: messageId.slice(0, 200) });
  }
  return letters;
}

/** Of messages that their headers do not tell apart: each is read through, and not held. */
const digestsIn =
  (from: Pop3Session, letters: ReadonlyMap<Indexed, Letter>): DigestsOfSide =>
  async (messages) => {
    const digests = new Map<Indexed, string>();
    for (const one of messages) {
      const { message } = letters.get(one) ?? {};
      if (message === undefined) continue;
      try {
        digests.set(one, await messageDigest(from.retrieve(message.number, Number.MAX_SAFE_INTEGER)));
      } catch (error) {
        // What is not handed out has no digest, and stands as its header says.
        if (!isRefusal(error)) throw error;
      }
    }
    return digests;
  };

async function whole(from: Pop3Session, number: number): Promise<Buffer | undefined> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of from.retrieve(number, MOST_BYTES)) {
    size += piece.length;
    pieces.push(piece);
  }
  return size > MOST_BYTES ? undefined : Buffer.concat(pieces);
}
