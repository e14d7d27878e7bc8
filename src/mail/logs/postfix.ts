import type { LoggedDelivery } from '../../migration/mail-observations.ts';
import type { Instant } from '../../migration/time.ts';
import { messageIdOf } from '../delivery.ts';
import { isLoopback } from '../received.ts';
import {
  deliveryId,
  isAboutRecipient,
  type LineReader,
  oursAmong,
  pathOf,
  type ReaderContext,
  remember,
  replyOf,
  type Understood,
} from './line.ts';

/** "host postfix/smtpd[123]: QUEUEID: rest"; several instances and services have names of their own in between. */
const PROCESS = /^(?:\S+ )?postfix[\w.-]*\/(?:[\w.-]+\/)*([\w-]+)\[\d+\]: (.*)$/;
const QUEUED = /^(NOQUEUE|[0-9A-F]{6,16}|[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{11,20}): (.*)$/;

type Entry = {
  from?: string;
  messageId?: string;
  path?: LoggedDelivery['path'];
  /** Recipients of whom it has been told that the message waits. */
  deferred?: Set<string>;
};

/**
 * Reads Postfix's lines. A message's lines are joined by its queue id: client= (the path), from=, message-id=, and one
 * line for each recipient with what became of it. One that a filter hands back over loopback gets a second queue id; it
 * keeps the path of the first, which has the same Message-ID and is still open.
 */
export function createPostfixReader({ domains, deliver }: ReaderContext): LineReader {
  const open = new Map<string, Entry>();
  /** The queue id under which a message from outside was taken in, by Message-ID. */
  const entered = new Map<string, NonNullable<LoggedDelivery['path']>>();

  const entryOf = (id: string): Entry => {
    const known = open.get(id);
    if (known !== undefined) return known;
    const entry: Entry = {};
    remember(open, id, entry);
    return entry;
  };

  const tell = (
    id: string,
    at: Instant,
    { from, messageId, path }: Entry,
    address: string,
    outcome: LoggedDelivery['outcome'],
    said: string,
  ) => {
    const reply = outcome === 'refused' || outcome === 'deferred' ? replyOf(said) : undefined;
    deliver({
      id: deliveryId(id, at),
      address,
      at,
      outcome,
      ...(from !== undefined && { from }),
      ...(messageId !== undefined && { messageId }),
      ...(path !== undefined && { path }),
      ...(reply !== undefined && { reply }),
    });
  };

  const tellOf = (id: string, at: Instant, rest: string, isLocal: boolean): Understood => {
    const to = /(?:^|, )to=<([^>]*)>/.exec(rest)?.[1];
    const status = /, status=([\w-]+)(?:,[^(]*)? ?(?:\((.*)\))?$/.exec(rest);
    if (to === undefined || status === null) return 'unread';
    const original = /, orig_to=<([^>]*)>/.exec(rest)?.[1];
    const addresses = oursAmong([to, original], domains);
    const outcome = outcomeOf(status[1] ?? '', status[2] ?? '', rest, isLocal);
    if (outcome === undefined) return 'unread';
    // A name without a domain may be anybody's.
    if (addresses.length === 0) return to.includes('@') || to === '' ? 'passed' : 'unread';
    if (outcome === 'handed-on') return 'read';
    const entry = entryOf(id);
    for (const address of addresses) {
      if (outcome === 'deferred') {
        entry.deferred ??= new Set();
        if (entry.deferred.has(address)) continue;
        entry.deferred.add(address);
      }
      tell(id, at, entry, address, outcome, status[2] ?? '');
    }
    return 'read';
  };

  const turnedAway = (at: Instant, rest: string): Understood => {
    const [, name, address, said = ''] =
      /^reject: RCPT from ([^\s[]*)\[([^\]]*)\](?::\d+)?: (.*?); from=</.exec(rest) ?? [];
    const to = / to=<([^>]*)>/.exec(rest)?.[1];
    if (address === undefined || to === undefined) return rest.startsWith('reject: RCPT') ? 'unread' : 'passed';
    const [recipient] = oursAmong([to], domains);
    if (recipient === undefined || !/^[45]/.test(said) || !isAboutRecipient(said)) return 'passed';
    const helo = / helo=<([^>]*)>/.exec(rest)?.[1];
    const from = /; from=<([^>]*)>/.exec(rest)?.[1];
    const path = pathOf(helo ?? name, address);
    const reply = replyOf(said);
    deliver({
      id: deliveryId(`NOQUEUE-${address}`, at),
      address: recipient,
      at,
      outcome: said.startsWith('5') ? 'refused' : 'deferred',
      ...(from !== undefined && { from: from.toLowerCase() }),
      ...(path !== undefined && { path }),
      ...(reply !== undefined && { reply }),
    });
    return 'read';
  };

  /** The queue gave it up and sent it back: this is one line for the message, and not for each recipient that waited. */
  const giveUp = (id: string, at: Instant, rest: string): Understood => {
    const entry = open.get(id);
    if (entry === undefined) return 'unread';
    for (const address of entry.deferred ?? []) tell(id, at, entry, address, 'refused', rest.replace(/^.*status=/, ''));
    return 'read';
  };

  const noteOf = (id: string, rest: string): Understood => {
    const client = /^client=([^\s[]*)\[([^\]]*)\]/.exec(rest);
    if (client !== null) {
      const path = pathOf(client[1], client[2]);
      if (path !== undefined) entryOf(id).path = path;
      return 'read';
    }
    const messageId = /^message-id=(.*)$/.exec(rest);
    if (messageId !== null) {
      const known = messageIdOf(messageId[1]);
      if (known !== undefined) joinPath(entryOf(id), known);
      return 'read';
    }
    const from = /^(?:uid=\d+ )?from=<([^>]*)>/.exec(rest);
    if (from !== null) {
      entryOf(id).from = (from[1] ?? '').toLowerCase();
      return 'read';
    }
    if (rest === 'removed') open.delete(id);
    return rest === 'removed' ? 'read' : 'passed';
  };

  const joinPath = (entry: Entry, messageId: string) => {
    entry.messageId = messageId;
    const address = entry.path?.address;
    if (address === undefined) return;
    if (!isLoopback(address)) remember(entered, messageId, entry.path ?? {});
    else entry.path = entered.get(messageId) ?? entry.path;
  };

  return ({ at, text }) => {
    const [, agent = '', message = ''] = PROCESS.exec(text) ?? [];
    if (agent === '') return 'foreign';
    const [, id = '', rest = ''] = QUEUED.exec(message) ?? [];
    if (id === '') return / status=\w+ \(/.test(message) ? 'unread' : 'passed';
    const isAnswer = rest.includes('status=') && (rest.startsWith('to=<') || rest.includes(', status='));
    if (at === undefined) return isAnswer ? 'unread' : 'passed';
    if (id === 'NOQUEUE') return turnedAway(at, rest);
    if (/^from=<.*, status=(?:force-)?expired\b/.test(rest)) return giveUp(id, at, rest);
    if (isAnswer && !rest.startsWith('from=<')) return tellOf(id, at, rest, LOCAL.has(agent));
    return noteOf(id, rest);
  };
}

/** Agents that put mail into a mailbox of this host, or into the one its store keeps. */
const LOCAL = new Set(['local', 'virtual', 'lmtp', 'pipe', 'discard']);

type Outcome = LoggedDelivery['outcome'] | 'handed-on';

function outcomeOf(status: string, said: string, rest: string, isLocal: boolean): Outcome | undefined {
  switch (status) {
    case 'sent':
      if (/^forwarded as /.test(said)) return 'forwarded';
      // A filter takes it over loopback and hands it back: the second queue id tells what became of it.
      if (isToFilter(rest, said)) return 'handed-on';
      return isLocal ? 'delivered' : 'forwarded';
    case 'bounced':
    case 'expired':
      return 'refused';
    case 'deferred':
    case 'SOFTBOUNCE':
      return 'deferred';
    case 'deliverable':
    case 'undeliverable':
      // An address probe, and no mail.
      return 'handed-on';
    default:
      return undefined;
  }
}

function isToFilter(rest: string, said: string): boolean {
  const relay = /, relay=[^\s,[]*\[([^\]]*)\]/.exec(rest)?.[1];
  return relay !== undefined && isLoopback(relay) && /queued as |from MTA\(/.test(said);
}
