import { messageIdOf } from '../delivery.ts';
import { deliveryId, type LineReader, oursAmong, type ReaderContext, replyOf } from './line.ts';

/**
 * "lmtp(anna@example.jp)<123><session>: rest", "lda(anna@example.jp)<123>: rest", and as version 2.2 had it
 * "lmtp(123, anna@example.jp): session: rest"; through syslog "host dovecot: " stands before, in its own log "Info: " after.
 */
const DELIVERY =
  /^(?:\S+ )?(?:dovecot(?:\[\d+\])?: )?(?:lmtp|lda|deliver)\(((?:\d+, )?[^)]*)\)((?:<[^>]*>)*): (?:Info: )?(?:([A-Za-z0-9+/]{8,40}={0,2}): )?(?:sieve: )?(.*)$/;
/** Lines by which the log is known where it tells of no delivery. */
const OTHER =
  /^(?:\S+ )?dovecot(?:\[\d+\])?: |^(?:imap|pop3|managesieve|submission)(?:-login)?(?:\(|: )|^(?:auth|master|lmtp|anvil)(?:\([^)]*\))?[:<]/;
const MSGID = /^(?:from=<?[^,]*?>?, )?msgid=(<[^>]*>|[^:\s]*)(?:[^:]*): (.*)$/;

/**
 * Reads what Dovecot's delivery agents (LMTP, LDA, Sieve) say; logins and what clients do are nothing to us. It knows who
 * received and not by which path: whatever stands before Dovecot took the message from the sender.
 */
export function createDovecotReader({ domains, deliver }: ReaderContext): LineReader {
  return ({ at, text }) => {
    const [, who = '', angles = '', session22, rest] = DELIVERY.exec(text) ?? [];
    if (rest === undefined) return OTHER.test(text) ? 'passed' : 'foreign';
    const [, msgid, said = ''] = MSGID.exec(rest) ?? [];
    const outcome = outcomeOf(said);
    if (msgid === undefined || outcome === undefined) return 'passed';
    const user = who.replace(/^\d+, /, '');
    if (at === undefined || !user.includes('@')) return 'unread';
    const [address] = oursAmong([user], domains);
    if (address === undefined) return 'passed';
    const session = [...angles.matchAll(/<([^>]*)>/g)].at(-1)?.[1] ?? session22 ?? '';
    const messageId = msgid.startsWith('<') ? messageIdOf(msgid) : undefined;
    const reply = outcome === 'deferred' ? replyOf(said) : undefined;
    deliver({
      id: deliveryId(session === '' ? (messageId ?? 'dovecot') : session, at),
      address,
      at,
      outcome,
      ...(messageId !== undefined && { messageId }),
      ...(reply !== undefined && { reply }),
    });
    return 'read';
  };
}

function outcomeOf(said: string): 'delivered' | 'forwarded' | 'deferred' | undefined {
  if (/^saved mail to |^stored mail into mailbox /i.test(said)) return 'delivered';
  if (/^forwarded to |^sent (?:forward|redirect)|^redirected? /i.test(said)) return 'forwarded';
  // The agent tells whoever handed the message over, and that one says whether it bounces or waits.
  if (/^(?:save failed|failed to store)/i.test(said)) return 'deferred';
  return undefined;
}
