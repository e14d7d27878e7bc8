import type { ImapFlow } from 'imapflow';
import type { MissingReason } from '../migration/mail-observations.ts';
import type { Instant } from '../migration/time.ts';
import { MailError } from './mail-error.ts';
import type { FetchedMessage } from './rescue-message.ts';
import { isRefusal } from './server-refusal.ts';
import { isOfKeywords, isThrottled } from './throttle.ts';

type No = { readonly reason: MissingReason; readonly said: string };

/** Taken (and as which UID, where the server says it), or not. Rejects where the server is only troubled at present. */
export async function appendHeld(
  client: ImapFlow,
  path: string,
  message: FetchedMessage,
  raw: Buffer,
): Promise<No | { readonly uid?: number }> {
  // \Recent is the server's own; what is marked as deleted would go with the next expunge.
  const flags = message.flags.filter((flag) => !/^\\(?:recent|deleted|\*)$/i.test(flag));
  const known = flags.filter((flag) => flag.startsWith('\\'));
  const put = await tryAppend(client, path, raw, message.internalDate, flags);
  // Not every server lets keywords be made up.
  if (!('reason' in put) || known.length === flags.length) return put;
  return await tryAppend(client, path, raw, message.internalDate, known);
}

async function tryAppend(
  client: ImapFlow,
  path: string,
  raw: Buffer,
  internalDate: Instant,
  flags: readonly string[],
): Promise<No | { readonly uid?: number }> {
  try {
    const taken = await client.append(path, raw, [...flags], new Date(internalDate));
    if (taken === false) throw new MailError('server-no');
    return taken.uid === undefined ? {} : { uid: taken.uid };
  } catch (error) {
    const code = error instanceof Error ? String(Reflect.get(error, 'serverResponseCode') ?? '') : '';
    if (!(error instanceof Error) || (!isRefusal(error) && code !== 'APPENDLIMIT')) throw error;
    const text = String(Reflect.get(error, 'responseText') ?? error.message);
    // For the moment, or for want of the folder: the next run may find it otherwise (RFC 5530). A refusal would be an end.
    const isPassing = /^(?:TRYCREATE|NONEXISTENT|UNAVAILABLE|INUSE|SERVERBUG|EXPIRED|LIMIT)$/.test(code);
    if (isThrottled({ status: 'NO', code, text }) || (isPassing && !isOfKeywords(text))) throw error;
    const said = `${code} ${text}`.trim();
    return { reason: reasonOf(code, said), said };
  }
}

function reasonOf(code: string, said: string): MissingReason {
  if (code === 'OVERQUOTA' || /quota|mailbox (?:is )?full/i.test(said)) return 'quota';
  if (code === 'TOOBIG' || code === 'APPENDLIMIT' || /too (?:big|large)|size limit/i.test(said)) return 'too-big';
  return 'refused';
}
