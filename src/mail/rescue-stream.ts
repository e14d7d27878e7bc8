import type { Dialer } from '../net/dial.ts';
import type { MailAccount } from './account.ts';
import { type Appended, appendStreamed, isFolderGone, isFolderShut, type Outgoing, plainer } from './append.ts';
import { examine } from './content-index.ts';
import { streamBody } from './fetch-bodies.ts';
import { internalDateOf } from './internal-date.ts';
import type { SessionLimits } from './limits.ts';
import { MailError } from './mail-error.ts';
import { withPop3 } from './pop3.ts';
import { encodeName } from './raw-imap/names.ts';
import { type RawImap, withRawImap } from './raw-imap/session.ts';
import type { FetchedMessage } from './rescue-message.ts';

type Put = { readonly appended: Appended; readonly uid?: number };
type Options = { readonly signal: AbortSignal; readonly limits: SessionLimits };
type Source = (
  take: (head: Omit<Outgoing, 'body'>, size: number, pieces: AsyncIterable<Buffer>) => Promise<void>,
) => Promise<void>;

/**
 * Puts a message into a folder of the new server as its bytes come from the old one: it is held by neither side of us,
 * and its size is the new server's matter alone. Rejects when a session ends, or when it is no longer what was read.
 */
export async function passThrough(
  dialer: Dialer,
  accounts: { readonly old: MailAccount; readonly new: MailAccount },
  message: FetchedMessage,
  target: string,
  { signal, limits }: Options,
): Promise<Put> {
  return await withSource(dialer, accounts.old, message, { signal, limits }, (source) =>
    withRawImap(dialer, accounts.new, signal, (to) => put(to, encodeName(target), message, source), limits),
  );
}

async function put(to: RawImap, path: string, message: FetchedMessage, source: Source): Promise<Put> {
  let result: Put | undefined;
  let heads: readonly Omit<Outgoing, 'body'>[] = [];
  for (let trial = 0; trial <= heads.length; trial += 1) {
    await source(async (whole, size, pieces) => {
      if (size !== message.size) throw new MailError('protocol', `a message of ${message.size} bytes came as ${size}`);
      const kept = { ...whole, flags: whole.flags.filter((flag) => !/^\\(?:recent|deleted)$/i.test(flag)) };
      heads = plainer(kept);
      let uid: number | undefined;
      const appended = await appendStreamed(to, path, { ...(heads[trial - 1] ?? kept), size }, pieces, (said) => {
        uid = said;
      });
      result = { appended, ...(uid !== undefined && { uid }) };
    });
    const outcome = result?.appended;
    if (outcome === undefined || outcome === 'accepted' || outcome.reason !== 'refused') break;
    if (isFolderGone(outcome) || isFolderShut(outcome)) break;
  }
  if (result === undefined) throw new MailError('server-no', 'a message is not handed out any more');
  return result;
}

async function withSource<T>(
  dialer: Dialer,
  account: MailAccount,
  { folder, place, internalDate, size }: FetchedMessage,
  { signal, limits }: Options,
  use: (source: Source) => Promise<T>,
): Promise<T> {
  if (place.kind === 'pop3')
    return await withPop3(
      dialer,
      account,
      signal,
      async (session) => {
        const message = (await session.list()).find(({ number }) => number === place.number);
        if (message?.sizeBytes !== place.sizeBytes) throw new MailError('protocol', 'a message is another by now');
        const pieces = () => bytesOf(session.retrieve(place.number, Number.MAX_SAFE_INTEGER));
        return await use((take) => take({ flags: [], date: internalDateOf(internalDate) }, size, pieces()));
      },
      limits,
    );
  return await withRawImap(
    dialer,
    account,
    signal,
    async (from) => {
      const opened = await examine(from, encodeName(folder));
      if (opened.uidValidity !== place.uidValidity) throw new MailError('protocol', 'a folder was replaced meanwhile');
      return await use(async (take) => void (await streamBody(from, place.uid, take)));
    },
    limits,
  );
}

async function* bytesOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const piece of pieces) yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
}
