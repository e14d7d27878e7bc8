import type { MissingReason } from '../migration/mail-observations.ts';
import { MailError } from './mail-error.ts';
import { quote } from './raw-imap/data.ts';
import type { RawImap, Tagged } from './raw-imap/session.ts';
import { isThrottled } from './throttle.ts';

/** A message as it goes to the new server: its bytes as they were, its flags and INTERNALDATE as the old server gave them. */
export type Outgoing = {
  readonly body: Buffer;
  readonly flags: readonly string[];
  /** Without quotes; '' leaves the date to the server. */
  readonly date: string;
};
/** A refusal of one message: the others are not concerned. */
export type Refused = {
  readonly reason: Exclude<MissingReason, 'missing' | 'unreadable' | 'altered'>;
  readonly detail?: string;
};
/** What became of each message, in order. Accepted is what the server says: whether it is there is for others to see. */
export type Appended = 'accepted' | Refused;

/** Up to this size LITERAL- lets a literal go without waiting (RFC 7888). */
const LITERAL_MINUS_BYTES = 4_096;

/**
 * Puts messages into a folder of the new server: all in one command where it offers MULTIAPPEND, else one command each,
 * without waiting in between where it offers LITERAL+. A batch that is refused is cut in two until the one that is meant
 * stands alone; a message refused with its keywords or date is tried without them. Rejects when the session ends, or, with
 * `login-limit`, when the server asks for patience: then nobody knows which have arrived. `uids` is told the UID of each accepted message, where the server gives it (UIDPLUS).
 */
export async function appendAll(
  session: RawImap,
  folder: string,
  messages: readonly Outgoing[],
  uids?: Map<Outgoing, number>,
): Promise<readonly Appended[]> {
  if (messages.length === 0) return [];
  if (!session.capabilities.has('MULTIAPPEND')) return await oneByOne(session, folder, messages, uids);
  const answer = await appendTogether(session, folder, messages);
  noteUids(answer, messages, uids);
  if (answer.status === 'OK') return messages.map(() => 'accepted');
  const refusal = refusalOf(session, answer);
  if (isFolderGone(refusal) || isFolderShut(refusal)) return messages.map(() => refusal);
  const [only] = messages;
  if (messages.length === 1 && only !== undefined) return [await without(session, folder, only, answer, uids)];
  const middle = Math.ceil(messages.length / 2);
  return [
    ...(await appendAll(session, folder, messages.slice(0, middle), uids)),
    ...(await appendAll(session, folder, messages.slice(middle), uids)),
  ];
}

type Uids = Map<Outgoing, number> | undefined;

/** APPENDUID (RFC 4315): the UIDs of the messages in their order, runs as ranges. */
function noteUids(answer: Tagged, messages: readonly Outgoing[], uids: Uids): void {
  const set = uidsIn(answer);
  if (uids === undefined || set === undefined) return;
  const numbers: number[] = [];
  for (const run of set.split(',')) {
    const [first = 0, last = first] = run.split(':').map(Number);
    for (let uid = first; uid <= last && numbers.length <= messages.length; uid += 1) numbers.push(uid);
  }
  // Another number than was sent tells nothing of any of them.
  if (numbers.length !== messages.length) return;
  for (const [index, message] of messages.entries()) uids.set(message, numbers[index] ?? 0);
}

const uidsIn = ({ status, code }: Tagged): string | undefined =>
  status === 'OK' ? /^APPENDUID \d+ ([\d:,]+)$/.exec(code)?.[1] : undefined;

/** The commands go out one behind the other, and their answers are read as they come. */
async function oneByOne(
  session: RawImap,
  folder: string,
  messages: readonly Outgoing[],
  uids: Uids,
): Promise<readonly Appended[]> {
  const results: Appended[] = [];
  if (!session.capabilities.has('LITERAL+')) {
    for (const message of messages)
      results.push(await settle(session, folder, message, await appendTogether(session, folder, [message]), uids));
    return results;
  }
  const tags: string[] = [];
  const send = async () => {
    for (const message of messages) {
      const tag = session.nextTag();
      tags.push(tag);
      await session.wire.write(`${tag} APPEND ${quote(folder)}${headOf(message)} {${message.body.length}+}\r\n`);
      await session.wire.write(message.body);
      await session.wire.write('\r\n');
    }
  };
  const answers: Tagged[] = [];
  const receive = async () => {
    for (let index = 0; index < messages.length; index += 1) {
      // Told before the first byte of its answer can have come.
      while (tags[index] === undefined) await new Promise((resolve) => setImmediate(resolve));
      answers.push(await session.until(tags[index] ?? ''));
    }
  };
  const [sent, received] = await Promise.allSettled([send(), receive()]);
  // The answer, a farewell above all, says more than the write that failed for it.
  if (received.status === 'rejected') throw received.reason;
  if (sent.status === 'rejected') throw sent.reason;
  for (const [index, message] of messages.entries()) {
    const answer = answers[index];
    if (answer === undefined) throw new MailError('protocol', 'an answer is missing');
    results.push(await settle(session, folder, message, answer, uids));
  }
  return results;
}

async function settle(
  session: RawImap,
  folder: string,
  message: Outgoing,
  answer: Tagged,
  uids: Uids,
): Promise<Appended> {
  noteUids(answer, [message], uids);
  return answer.status === 'OK' ? 'accepted' : await without(session, folder, message, answer, uids);
}

/** Keywords and dates are a server's whims; a message is more than they are. */
async function without(
  session: RawImap,
  folder: string,
  message: Outgoing,
  first: Tagged,
  uids: Uids,
): Promise<Appended> {
  const refusal = refusalOf(session, first);
  if (refusal.reason !== 'refused' || isFolderGone(refusal) || isFolderShut(refusal)) return refusal;
  // As it is once more: a passing trouble of the server is no reason to lose a date.
  for (const head of [message, ...plainer(message)]) {
    const answer = await appendTogether(session, folder, [{ ...head, body: message.body }]);
    noteUids(answer, [message], uids);
    if (answer.status === 'OK') return 'accepted';
  }
  return refusal;
}

/** What is tried of a message that was refused: without its keywords, then without its date. */
export function plainer({ flags, date }: Omit<Outgoing, 'body'>): readonly Omit<Outgoing, 'body'>[] {
  const system = flags.filter((flag) => flag.startsWith('\\'));
  return [
    ...(system.length < flags.length ? [{ flags: system, date }] : []),
    ...(date === '' ? [] : [{ flags: system, date: '' }]),
  ];
}

/** One APPEND with these messages (RFC 3502). A server that waits for literals may refuse before the bytes are sent. */
async function appendTogether(session: RawImap, folder: string, messages: readonly Outgoing[]): Promise<Tagged> {
  const { wire, capabilities } = session;
  const tag = session.nextTag();
  await wire.write(`${tag} APPEND ${quote(folder)}`);
  for (const message of messages) {
    const size = message.body.length;
    const goesOn = capabilities.has('LITERAL+') || (capabilities.has('LITERAL-') && size <= LITERAL_MINUS_BYTES);
    await wire.write(`${headOf(message)} {${size}${goesOn ? '+' : ''}}\r\n`);
    if (!goesOn) {
      const refusal = await session.goOn(tag);
      if (refusal !== undefined) return refusal;
    }
    await wire.write(message.body);
  }
  await wire.write('\r\n');
  return await session.until(tag);
}

/**
 * The same for a message that is too large to be held: its bytes come as they are read elsewhere. The literal is always
 * waited for, so that a server can refuse the size before anything is sent. When the source breaks off, the session is
 * of no more use, and it rejects. `noteUid` is told its UID, where the server gives it.
 */
export async function appendStreamed(
  session: RawImap,
  folder: string,
  message: Omit<Outgoing, 'body'> & { readonly size: number },
  pieces: AsyncIterable<Buffer>,
  noteUid?: (uid: number) => void,
): Promise<Appended> {
  const { wire } = session;
  const tag = session.nextTag();
  await wire.write(`${tag} APPEND ${quote(folder)}${headOf(message)} {${message.size}}\r\n`);
  const refusal = await session.goOn(tag);
  if (refusal !== undefined) return refusalOf(session, refusal);
  let sent = 0;
  for await (const piece of pieces) {
    await wire.write(piece);
    sent += piece.length;
  }
  if (sent !== message.size) {
    wire.socket.destroy();
    throw new MailError('protocol', `a message of ${message.size} bytes came as ${sent}`);
  }
  await wire.write('\r\n');
  const answer = await session.until(tag);
  const uid = Number(uidsIn(answer));
  if (uid > 0) noteUid?.(uid);
  return answer.status === 'OK' ? 'accepted' : refusalOf(session, answer);
}

/** The one server's words must never be the other's commands: what is no flag and no date is left out (RFC 3501 section 9). */
const FLAG = /^\\?[^\0-\x20\x7f-\uffff(){%*"\\]+$/;
const DATE = /^[ \d]\d-[A-Za-z]{3}-\d{4} \d{2}:\d{2}:\d{2} [+-]\d{4}$/;

function headOf({ flags, date }: Pick<Outgoing, 'flags' | 'date'>): string {
  const kept = flags.filter((flag) => FLAG.test(flag) && flag.toLowerCase() !== '\\recent');
  return `${kept.length === 0 ? '' : ` (${kept.join(' ')})`}${DATE.test(date) ? ` "${date}"` : ''}`;
}

/** A throttled server has refused no message. By the response code where there is one, else by the words that servers use. LIMIT may mean keywords (RFC 5530). */
function refusalOf(session: RawImap, answer: Tagged): Refused {
  const { code, text } = answer;
  const detail = session.shown([code === '' ? '' : `[${code}]`, text].join(' ').trim());
  if (isThrottled(answer)) throw new MailError('login-limit', detail);
  const said = detail === undefined ? {} : { detail };
  if (code.startsWith('OVERQUOTA') || /quota|mailbox (?:is )?full|no space/i.test(text))
    return { reason: 'quota', ...said };
  if (
    code.startsWith('TOOBIG') ||
    /too (?:big|large)|exceeds?.{0,30}(?:size|limit)|size limit|maximum.{0,20}size/i.test(text)
  )
    return { reason: 'too-big', ...said };
  return { reason: 'refused', ...said };
}

/** The folder has gone, and could be made again; or it takes nothing from us. Its messages are not to blame (RFC 5530). */
export const isFolderGone = ({ detail }: Refused): boolean => /^\[(?:TRYCREATE|NONEXISTENT)\b/.test(detail ?? '');
export const isFolderShut = ({ detail }: Refused): boolean => /^\[(?:NOPERM|READ-ONLY)\b/.test(detail ?? '');
