import type { LoggedDelivery } from '../../migration/mail-observations.ts';
import { messageIdOf } from '../delivery.ts';
import { isLoopback } from '../received.ts';
import {
  deliveryId,
  isAboutRecipient,
  type LineReader,
  type LogLine,
  oursAmong,
  pathOf,
  type ReaderContext,
  remember,
  replyOf,
  type Understood,
} from './line.ts';

/** "1vNabc-0001AB-2C => rest", the process id and the zone of other selectors before it; ids grew longer with Exim 4.97. */
const LINE =
  /^(?:\[\d+\] )?([0-9A-Za-z]{6}-[0-9A-Za-z]{6}-[0-9A-Za-z]{2}|[0-9A-Za-z]{6}-[0-9A-Za-z]{11}-[0-9A-Za-z]{4}) (<=|=>|->|>>|\*>|\*\*|==|Completed)(?: (.*))?$/;
const REJECTED = /^(?:\[\d+\] )?(.*?)\b(temporarily )?rejected RCPT <([^>]*)>(?:: (.*))?$/;

/** Lines by which the log is known where it tells of no message. */
const OTHER =
  /^(?:\[\d+\] )?(?:Start queue run|End queue run|exim \d|SMTP (?:connection|protocol|data)|no host name found)|^H=/;

type Entry = { readonly from: string; readonly messageId?: string; readonly path?: LoggedDelivery['path'] };

/**
 * Reads Exim's main log. "<=" says who wrote and by which path, "=>" and "->" what was delivered, "**" what failed for
 * good and "==" what waits; the message's id joins them. A delivery with H= went to another host, unless its transport
 * is LMTP or the host is this one.
 */
export function createEximReader({ domains, deliver }: ReaderContext): LineReader {
  const open = new Map<string, Entry>();
  /** Messages that wait, by recipient: told once. */
  const waiting = new Map<string, true>();

  const tell = (id: string, line: LogLine, flag: string, rest: string): Understood => {
    if (line.at === undefined) return 'unread';
    const recipients = recipientsOf(rest);
    if (recipients.length === 0) return 'unread';
    const addresses = oursAmong(recipients, domains);
    if (addresses.length === 0) return recipients.some((one) => one.includes('@')) ? 'passed' : 'unread';
    const outcome = outcomeOf(flag, rest);
    const entry = open.get(id);
    for (const address of addresses) {
      const key = `${id} ${address}`;
      if (outcome === 'deferred' && waiting.has(key)) continue;
      if (outcome === 'deferred') remember(waiting, key, true);
      const reply = outcome === 'refused' || outcome === 'deferred' ? replyOf(saidIn(rest)) : undefined;
      deliver({
        id: deliveryId(id, line.at),
        address,
        at: line.at,
        outcome,
        ...(entry !== undefined && entry),
        ...(reply !== undefined && { reply }),
      });
    }
    return 'read';
  };

  const turnedAway = (line: LogLine, [, before = '', temporarily, to = '', said = '']: RegExpExecArray): Understood => {
    const [recipient] = oursAmong([to], domains);
    if (recipient === undefined || !isAboutRecipient(said)) return 'passed';
    if (line.at === undefined) return 'unread';
    const path = hostOf(before);
    const from = /(?:^| )F=<([^>]*)>/.exec(before)?.[1];
    const reply = replyOf(said);
    deliver({
      id: deliveryId(`rejected-${path?.address ?? ''}`, line.at),
      address: recipient,
      at: line.at,
      outcome: temporarily === undefined ? 'refused' : 'deferred',
      ...(from !== undefined && { from: from.toLowerCase() }),
      ...(path !== undefined && { path }),
      ...(reply !== undefined && { reply }),
    });
    return 'read';
  };

  return (line) => {
    const match = LINE.exec(line.text);
    if (match === null) {
      const rejected = line.text.includes('rejected RCPT <') ? REJECTED.exec(line.text) : null;
      if (rejected !== null) return turnedAway(line, rejected);
      return OTHER.test(line.text) ? 'passed' : 'foreign';
    }
    const [, id = '', flag = '', rest = ''] = match;
    if (flag === 'Completed') {
      open.delete(id);
      return 'read';
    }
    if (flag !== '<=') return tell(id, line, flag, rest);
    const [writer] = rest.split(' ', 1);
    if (writer === undefined || writer === '') return 'unread';
    const messageId = messageIdOf(/ id=(\S+)/.exec(rest)?.[1]);
    const path = hostOf(rest.slice(writer.length).split(' T="', 1)[0] ?? '');
    remember(open, id, {
      from: writer === '<>' ? '' : writer.toLowerCase(),
      ...(messageId !== undefined && { messageId: messageId.startsWith('<') ? messageId : `<${messageId}>` }),
      ...(path !== undefined && { path }),
    });
    return 'read';
  };
}

/** "H=name (helo) [address]:port", where name or helo may be missing. */
function hostOf(rest: string): LoggedDelivery['path'] {
  const host = /(?:^| )H=([^\s([]+)?(?: ?\(([^)]*)\))? ?\[([^\]]*)\]/.exec(rest);
  if (host === null) return undefined;
  const helo = host[2]?.replace(/^\[.*\]$/, '');
  return pathOf(helo || host[1], host[3]);
}

/** "final <original>", "final (parent) <original>": all of them are names that the message came for. */
function recipientsOf(rest: string): readonly string[] {
  // Thrown away by the server's own configuration, it was accepted all the same.
  const named = rest.replace(/^:blackhole: /, '');
  const names = named.split(/ (?:F=|P=|R=|T=|H=|S=|QT=|DT=|C=)|: /, 1)[0] ?? '';
  return [...names.matchAll(/[^\s<>(),]+/g)].map(([name]) => name);
}

function outcomeOf(flag: string, rest: string): LoggedDelivery['outcome'] {
  if (flag === '**') return 'refused';
  if (flag === '==') return 'deferred';
  const host = hostOf(rest)?.address;
  const isLmtp = / T=\S*lmtp/i.test(rest);
  return host === undefined || isLoopback(host) || isLmtp ? 'delivered' : 'forwarded';
}

/** The words after the routers and transports: ": text", or what follows "defer (-1)". */
function saidIn(rest: string): string {
  const after = / defer \([^)]*\)(?:: )?(.*)$/.exec(rest)?.[1] ?? /: (.*)$/.exec(rest)?.[1];
  return after ?? '';
}
